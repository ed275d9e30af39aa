from django.urls import include, path

from wuzha.organisation.sheets import PEOPLE, UNITS
from wuzha.organisation.views import duties, people, units
from wuzha.organisation.views.imports import import_patterns

app_name = "organisation"
urlpatterns = [
    path("units/", units.tree, name="units"),
    path("units/export/", units.export, name="export_units"),
    path("units/import/", include(import_patterns(UNITS))),
    path("units/<int:pk>/", units.unit, name="unit"),
    path("units/<int:pk>/branch/", units.branch, name="branch"),
    *(
        path(f"units/<int:pk>/{verb}/", view, name=verb)
        for verb, view in units.DEEDS.items()
    ),
    path("people/", people.listing, name="people"),
    path("people/new/", people.new, name="new_person"),
    path("people/machines/new/", people.new_machine, name="new_machine"),
    path("people/export/", people.export, name="export_people"),
    path("people/passwords/", people.give_passwords, name="give_passwords"),
    path("people/import/", include(import_patterns(PEOPLE))),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/edit/", people.edit, name="edit_person"),
    path("people/<int:pk>/appoint/", people.appoint, name="appoint"),
    path("people/<int:pk>/password/", people.give_password, name="give_password"),
    path("people/<int:pk>/deactivate/", people.deactivate, name="deactivate"),
    path("people/<int:pk>/reactivate/", people.reactivate, name="reactivate"),
    path("people/<int:pk>/leave/", duties.enter_leave, name="enter_leave"),
    path("appointments/<int:pk>/end/", people.end, name="end_appointment"),
    path("appointments/<int:pk>/deputies/", duties.deputies, name="deputies"),
    path("duties/", duties.duties, name="duties"),
    path("duties/leave/", duties.take_leave, name="take_leave"),
    path("leaves/<int:pk>/cancel/", duties.cancel_leave, name="cancel_leave"),
]
