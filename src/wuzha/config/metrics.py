"""`/metrics` for Prometheus: the gauges that the areas have entered."""

import hmac
from collections.abc import Iterator
from datetime import datetime
from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

import wuzha
from wuzha.config.registry import registry
from wuzha.jobs.heartbeat import last_beat


@login_not_required
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For this machine, or for whoever has the token; nobody else learns it exists."""
    if not (_has_token(request) or _is_local(request)):
        raise Http404
    collected = CollectorRegistry()
    collected.register(Gauges(timezone.now()))
    return HttpResponse(generate_latest(collected), content_type=CONTENT_TYPE_LATEST)


class Gauges(Collector):
    def __init__(self, now: datetime) -> None:
        self.now = now

    def describe(self) -> Iterator[Metric]:
        """Nothing is asked at registration."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        yield InfoMetricFamily("wuzha", "The service", {"version": wuzha.__version__})
        if beat := last_beat():
            silent = (self.now - beat).total_seconds()
            name, text = "wuzha_worker_silent_seconds", "Since the last sign of life"
            yield GaugeMetricFamily(name, text, silent)
        for gauge in registry().gauges:
            value = gauge.value(self.now)
            if isinstance(value, int | float):
                yield GaugeMetricFamily(gauge.name, gauge.text, value)
                continue
            family = GaugeMetricFamily(gauge.name, gauge.text, labels=[gauge.label])
            for label, number in value.items():
                family.add_metric([label], number)
            yield family


def _has_token(request: HttpRequest) -> bool:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    wanted: str = settings.METRICS_TOKEN
    given = token if scheme == "Bearer" else ""
    return bool(wanted) and hmac.compare_digest(given.encode(), wanted.encode())


def _is_local(request: HttpRequest) -> bool:
    """Straight from this machine: behind a proxy here everybody seems to be."""
    forwarded = {"X-Forwarded-For", "Forwarded", "X-Real-IP"} & request.headers.keys()
    try:
        return not forwarded and ip_address(request.META["REMOTE_ADDR"]).is_loopback
    except ValueError:
        return False
