"""Every address of the service."""

from django.urls import URLPattern, URLResolver, include, path

from wuzha.config.health import healthz
from wuzha.config.metrics import metrics
from wuzha.screening.urls import public_patterns

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("metrics", metrics, name="metrics"),
    path("ui/", include("wuzha.ui.urls")),
    path("", include("wuzha.home.urls")),
    path("", include("wuzha.security.urls")),
    path("", include("wuzha.organisation.urls")),
    path("notices/", include("wuzha.notices.urls")),
    path("", include("wuzha.reports.urls")),
    path("settings/", include("wuzha.clocks.urls")),
    path("", include("wuzha.workplans.urls")),
    path("", include("wuzha.incidents.urls")),
    path("returns/", include("wuzha.returns.urls")),
    path("", include("wuzha.earlywarnings.urls")),
    path("hits/", include("wuzha.monitoring.urls")),
    path("screening/", include("wuzha.screening.urls")),
    path("series/", include("wuzha.series.urls")),
    path("check/", include(public_patterns)),
    path("briefs/", include("wuzha.briefs.urls")),
]
