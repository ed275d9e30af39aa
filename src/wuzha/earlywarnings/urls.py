from django.urls import include, path

from wuzha.earlywarnings.sheets import WARNINGS
from wuzha.earlywarnings.views import (
    cases,
    deeds,
    intake,
    lists,
    papers,
    settings,
    visits,
)
from wuzha.organisation.views.imports import import_patterns

app_name = "earlywarnings"
urlpatterns = [
    path("warnings/", lists.entrance, name="list"),
    path("warnings/export/", lists.export, name="export"),
    path("warnings/triage/", lists.triage, name="triage"),
    path("warnings/new/", intake.new, name="new"),
    path("warnings/import/", include(import_patterns(WARNINGS))),
    path("warnings/rules/", settings.rules, name="rules"),
    path("warnings/rules/<slug:grade>/", settings.rule, name="rule"),
    path("warnings/place-names/", settings.place_names, name="place_names"),
    path(
        "warnings/place-names/<int:pk>/remove/",
        settings.remove_place_name,
        name="remove_place_name",
    ),
    path("warnings/<int:pk>/", cases.case, name="case"),
    path("warnings/<int:pk>/sign/", visits.sign, name="sign"),
    path("warnings/<int:pk>/incident/", cases.open_case, name="open_case"),
    path("warnings/<int:pk>/reveal/<str:field>/", cases.reveal, name="reveal"),
    path("warnings/<int:pk>/resume/<str:kind>/", deeds.resume, name="resume"),
    path("warnings/photos/<int:pk>/", cases.photo, name="photo"),
    path("warnings/<int:pk>/paper/<slug:kind>/", papers.paper, name="paper"),
    path("warnings/<int:pk>/<slug:name>/", deeds.deed, name="deed"),
    path("visits/", visits.visits, name="visits"),
    path("visits/<int:pk>/", visits.visit, name="visit"),
    path("visits/<int:pk>/dial/", visits.dial, name="dial"),
    path("visits/<int:pk>/attempts/", visits.attempt, name="attempt"),
    path("visits/<int:pk>/meeting/", visits.meeting, name="meeting"),
    path("visits/<int:pk>/photos/", visits.add_photo, name="add_photo"),
    path("visits/<int:pk>/feedback/", visits.feed_back, name="feed_back"),
    path("visits/revisits/<int:pk>/", visits.revisit, name="revisit"),
    path(
        "visits/attempts/<int:pk>/take-back/",
        visits.take_back_attempt,
        name="take_back_attempt",
    ),
    path(
        "visits/meetings/<int:pk>/take-back/",
        visits.take_back_meeting,
        name="take_back_meeting",
    ),
]
