"""How things stand when the demo opens: busy, with little left over from before."""

from datetime import timedelta

import pytest
from django.db.models import F, Q

from wuzha.clocks.models import Clock
from wuzha.demo.loading import Extent
from wuzha.demo.tests.small import EXTENT, NOW
from wuzha.earlywarnings import figures
from wuzha.earlywarnings.models import Dissuasion, Revisit
from wuzha.earlywarnings.states import State
from wuzha.home.board import live, today
from wuzha.incidents.models import Incident, StopPaymentOrder
from wuzha.incidents.states import IncidentState, StopState
from wuzha.lib.periods import Kind, Period
from wuzha.organisation.models import Unit

pytestmark = [
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.django_db,
]
LONG_OVERDUE = timedelta(days=2)
OVERDUE_SHARE = 0.1
# A county has 100 to 600 warnings a day.
PER_DAY = range(100, 601)


def test_nothing_has_been_overdue_for_days() -> None:
    old = Clock.objects.overdue(NOW - LONG_OVERDUE)
    assert not list(old.values_list("kind", "due_at"))


def test_few_of_the_open_warnings_are_overdue() -> None:
    root = Unit.objects.root()
    opened = figures.open_cases(root).count()
    assert 0 < figures.overdue_cases(root, now=NOW).count() < opened * OVERDUE_SHARE


def test_what_is_open_came_lately_or_has_had_its_revisits_until_yesterday() -> None:
    opened = Dissuasion.objects.open()
    before = opened.filter(received_at__lt=NOW - timedelta(days=4))
    assert before.exists()
    assert set(before.values_list("state", flat=True)) == {State.FED_BACK}
    over = before.exclude(revisits__in=Revisit.objects.waiting())
    late = over.exclude(revisits__done_at__gt=NOW - timedelta(days=1))
    assert not late.exists()


def test_every_stop_has_ended_or_runs_for_its_48_hours() -> None:
    since = NOW - timedelta(hours=48)
    waiting = Q(state__in=[StopState.DRAFTED, StopState.ISSUED])
    assert not StopPaymentOrder.objects.filter(waiting, drafted_at__lt=since).exists()
    running = StopPaymentOrder.objects.filter(state=StopState.EXECUTED)
    assert running.exists()
    assert not running.filter(executed_at__lt=since).exists()
    assert not running.exclude(ends_at=F("executed_at") + timedelta(hours=48)).exists()


def test_reports_are_taken_up_within_the_hour() -> None:
    waiting = Incident.objects.filter(state=IncidentState.REPORTED)
    assert not waiting.filter(entered_at__lt=NOW - timedelta(hours=1)).exists()


def test_every_figure_of_the_board_has_something_in_it() -> None:
    root, day = Unit.objects.root(), today.today(NOW)
    tiles = [*today.warning_tiles(root, day), *today.money_tiles(root, day)]
    assert not [tile.label for tile in tiles if tile.value in {"0", "0.0"}]
    assert live.warnings(root, NOW).lines
    assert live.orders(root, NOW).lines
    assert all(any(series.values) for series in today.hours(root, NOW).series)


def test_a_day_brings_as_many_warnings_as_a_county_has() -> None:
    assert Extent().per_day in PER_DAY
    day = Period.of(Kind.DAY, NOW.date() - timedelta(days=1))
    received = figures.warnings_received(unit=Unit.objects.root(), period=day)
    assert 0.5 < received / EXTENT.per_day < 1.6
