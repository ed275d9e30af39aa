"""The county has a playbook in force, and one run on in its newest incident."""

import pytest

from wuzha.clocks.models import Clock
from wuzha.workplans.models import Playbook, PlaybookRun, RunStep
from wuzha.workplans.readiness import why_not_start
from wuzha.workplans.states import PlayedState

pytestmark = [
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.django_db,
]


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
