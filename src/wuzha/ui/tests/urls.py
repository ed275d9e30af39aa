"""The addresses of the made-up pages, for tests; a service has them only in a demo."""

from django.urls import include, path

from wuzha.ui import showcase

shown = [
    path(f"{name}/", view, name=name)
    for name, view in {
        "parts": showcase.parts,
        "rows": showcase.rows,
        "case": showcase.case,
        "deed": showcase.deed,
        "visit": showcase.visit,
    }.items()
]
urlpatterns = [
    path("ui/", include("wuzha.ui.urls")),
    path("shown/", include((shown, "shown"))),
]
