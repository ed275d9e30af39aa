"""What a probe and a monitoring system may see."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from wuzha.clocks import engine
from wuzha.config import health
from wuzha.jobs.heartbeat import beat
from wuzha.jobs.queue import enqueue
from wuzha.organisation.models import Unit

pytestmark = pytest.mark.django_db
TOKEN = "a-token-of-the-monitoring-system"


def asked(client: Client) -> tuple[int, Any]:
    answer = client.get("/healthz")
    return answer.status_code, answer.json()


def test_the_service_is_well_while_a_worker_is_alive(client: Client) -> None:
    code, said = asked(client)
    assert (code, said["faults"]) == (503, ["worker"])
    beat("here:1", at=timezone.now() - timedelta(seconds=3))
    code, said = asked(client)
    assert (code, said["faults"]) == (200, [])
    assert 3 <= said["worker_silent_seconds"] < 5
    beat("here:1", at=timezone.now() - timedelta(seconds=31))
    assert asked(client)[1]["faults"] == ["worker"]


def test_alarms_and_jobs_that_wait_too_long_show(client: Client, village: Unit) -> None:
    now = timezone.now()
    beat("here:1", at=now)
    past = now - timedelta(hours=1)
    enqueue("anything", {}, run_after=past)
    limit = timedelta(minutes=10)
    engine.start(kind="any", subject=village, unit=village, begins=past, limit=limit)
    assert asked(client)[1]["faults"] == ["alarms", "queue"]


def test_without_a_database_it_says_so(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise OperationalError

    monkeypatch.setattr(health, "last_beat", away)
    code, said = asked(client)
    assert (code, said["faults"]) == (503, ["database"])


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, 200),
        ({"REMOTE_ADDR": "::1"}, 200),
        ({"HTTP_X_FORWARDED_FOR": "10.0.0.7"}, 404),
        ({"REMOTE_ADDR": "10.0.0.7"}, 404),
        ({"REMOTE_ADDR": ""}, 404),
        ({"REMOTE_ADDR": "10.0.0.7", "HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}, 200),
        ({"REMOTE_ADDR": "10.0.0.7", "HTTP_AUTHORIZATION": "Bearer wrong"}, 404),
        ({"REMOTE_ADDR": "10.0.0.7", "HTTP_AUTHORIZATION": f"Basic {TOKEN}"}, 404),
    ],
)
def test_metrics_are_for_this_machine_or_for_the_token(
    client: Client, settings: Any, headers: dict[str, str], code: int
) -> None:
    settings.METRICS_TOKEN = TOKEN
    assert client.get("/metrics", **headers).status_code == code  # type: ignore[arg-type]


def test_no_token_lets_nobody_in(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = ""
    headers = {"REMOTE_ADDR": "10.0.0.7", "HTTP_AUTHORIZATION": "Bearer "}
    assert client.get("/metrics", **headers).status_code == 404  # type: ignore[arg-type]


def test_metrics_show_queue_and_clocks(
    client: Client, village: Unit, make_person: Callable[..., Any]
) -> None:
    make_person("hong", "网格员洪")
    beat("here:1", at=timezone.now())
    enqueue("anything", {})
    begins = timezone.now() - timedelta(hours=1)
    limit = timedelta(minutes=10)
    engine.start(
        kind="visit", subject=village, unit=village, begins=begins, limit=limit
    )
    text = client.get("/metrics").content.decode()
    assert 'wuzha_jobs{state="waiting"} 1.0' in text
    assert 'wuzha_clocks_overdue{kind="visit"} 1.0' in text
    assert "wuzha_worker_silent_seconds" in text and "wuzha_info{version=" in text
    assert "洪" not in text and village.name not in text
