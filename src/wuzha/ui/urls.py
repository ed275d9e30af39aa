from django.conf import settings
from django.urls import URLPattern, path

from wuzha.ui import showcase, views

app_name = "ui"
urlpatterns: list[URLPattern] = [
    path("pulse/", views.pulse, name="pulse"),
    path("worker.js", views.worker, name="worker"),
]
# The page that shows every part is for those who build pages, not for a service.
if settings.DEBUG or getattr(settings, "DEMO", False):
    urlpatterns += [
        path("", showcase.parts, name="parts"),
        path("list/", showcase.rows, name="rows"),
        path("case/", showcase.case, name="case"),
        path("act/", showcase.deed, name="deed"),
        path("visit/", showcase.visit, name="visit"),
    ]
