from django.urls import include, path

from wuzha.organisation.access import Permission
from wuzha.organisation.views.imports import import_patterns
from wuzha.restrictions.sheets import DECISIONS
from wuzha.restrictions.views import appeals, papers, restrictions
from wuzha.security.reveal import reveal_view

app_name = "restrictions"
ONE = "<int:pk>/"
reveal = reveal_view(
    door=restrictions.opened,
    fields={
        "name": Permission.RESTRICTION_EDIT,
        "identity": Permission.RESTRICTION_EDIT,
        "account": Permission.RESTRICTION_EDIT,
    },
)
urlpatterns = [
    path("", restrictions.listed, name="list"),
    path("check/", restrictions.check, name="check"),
    path("new/", restrictions.enter, name="new"),
    path("export/", papers.export, name="export"),
    path("import/", include(import_patterns(DECISIONS))),
    path(ONE, restrictions.restriction, name="restriction"),
    path(f"{ONE}told/", restrictions.told, name="told"),
    path(f"{ONE}lift/", restrictions.lift, name="lift"),
    path(f"{ONE}withdraw/", restrictions.withdraw, name="withdraw"),
    path(f"{ONE}end-told/", restrictions.end_told, name="end_told"),
    path(f"{ONE}paper/<slug:kind>/", papers.paper, name="paper"),
    path(f"{ONE}reveal/<str:field>/", reveal, name="reveal"),
    path(f"{ONE}appeal/", appeals.receive, name="appeal_new"),
    path("appeals/<int:pk>/", appeals.answer, name="appeal"),
]
