"""Every address of the service."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("ui/", include("wuzha.ui.urls")),
    path("", include("wuzha.security.urls")),
    path("notices/", include("wuzha.notices.urls")),
    path("", include("wuzha.incidents.urls")),
    path("", include("wuzha.earlywarnings.urls")),
]
