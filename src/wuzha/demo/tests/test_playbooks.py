"""The county has a playbook in force, and one run on in its newest incident."""

from collections.abc import Iterator
from typing import Any

import pytest

from wuzha.clocks.models import Clock
from wuzha.demo.tests.small import standing_county
from wuzha.workplans.models import Playbook, PlaybookRun, RunStep
from wuzha.workplans.readiness import why_not_start
from wuzha.workplans.states import PlayedState

pytestmark = [pytest.mark.slow, pytest.mark.once, pytest.mark.django_db]


@pytest.fixture(scope="module", autouse=True)
def county(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with standing_county(django_db_blocker, now=None):
        yield


def test_one_playbook_runs_in_an_incident() -> None:
    playbook = Playbook.objects.get()
    assert why_not_start(playbook) == ""
    run = PlaybookRun.objects.get()
    assert (run.playbook, run.is_drill, run.is_open) == (playbook, False, True)
    first, *others = run.steps.all()
    assert first.state == PlayedState.DONE
    assert not first.is_late
    assert {step.state for step in others} == {PlayedState.WAITING}
    timed = [step for step in others if step.minutes is not None]
    assert Clock.objects.running().of_many(
        RunStep, [step.pk for step in others]
    ).count() == len(timed)
    assert all(step.people.exists() for step in run.steps.all())
