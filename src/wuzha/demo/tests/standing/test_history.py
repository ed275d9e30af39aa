"""The past fits the database, is the same for a seed, and looks like a county's."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import Count, F, ForeignKey, Model, Q

from wuzha.audit.chain import verify
from wuzha.audit.models import Entry
from wuzha.audit.rows_stay import removal
from wuzha.briefs.models import Brief
from wuzha.briefs.states import BriefState
from wuzha.clocks.models import Clock, ClockStep
from wuzha.demo.loading import load
from wuzha.demo.tests.small import EXTENT, NOW
from wuzha.earlywarnings import figures
from wuzha.earlywarnings.models import Dissuasion, EarlyWarning, Meeting, Revisit
from wuzha.earlywarnings.states import OPEN, Outcome, State, Stream, Why
from wuzha.incidents.models import (
    Freeze,
    FundTrace,
    Identifier,
    Incident,
    StopPaymentOrder,
)
from wuzha.incidents.states import WAS_EXECUTED, FreezeState, StopState
from wuzha.lib.codes import bank_account, identity_number, mobile
from wuzha.lib.periods import Kind, Period
from wuzha.organisation.models import Unit
from wuzha.privacy.fields import SealedTextField

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
]
KEYS = {"id", "key", "subject_id", "warning_ref", "source_number", "end_reason"}
MODELS: tuple[type[Model], ...] = (
    *(Dissuasion, EarlyWarning, Meeting, Revisit, Incident, StopPaymentOrder),
    *(Freeze, Clock, ClockStep, Identifier, Brief),
)


def rows() -> dict[str, list[Any]]:
    """All that is said, but for keys, which another database may count otherwise, and
    what is sealed anew each time."""
    found = {}
    for model in MODELS:
        plain = [
            field.attname
            for field in model._meta.concrete_fields
            if field.name not in KEYS
            and not isinstance(field, SealedTextField | ForeignKey)
        ]
        ordered = model._base_manager.order_by("pk")
        found[model._meta.label] = list(ordered.values_list(*plain))
    return found


def test_every_reference_leads_somewhere_and_the_chain_holds() -> None:
    connection.check_constraints()
    assert list(verify()) == []


def test_both_streams_all_grades_and_most_ways_to_end_are_there() -> None:
    assert set(Dissuasion.objects.values_list("stream", flat=True)) == set(Stream)
    assert len(set(Dissuasion.objects.values_list("grade", flat=True))) == 4
    outcomes = set(Dissuasion.objects.values_list("outcome", flat=True))
    assert {Outcome.DISSUADED, Outcome.NO_RISK, Outcome.DEFRAUDED} <= outcomes
    states = Counter(Dissuasion.objects.values_list("state", flat=True))
    assert states[State.CLOSED] > sum(states[state] for state in OPEN)
    assert states[State.INVALID] > 0


def test_what_is_common_is_common_and_what_is_rare_is_rare() -> None:
    classes = Counter(EarlyWarning.objects.values_list("fraud_class", flat=True))
    assert classes.most_common(1)[0][0] == "F01"
    assert 0.25 < classes["F01"] / classes.total() < 0.45
    signed = Dissuasion.objects.exclude(signed_in_time=None)
    late = signed.filter(signed_in_time=False).count()
    assert 0.01 < late / signed.count() < 0.25


def test_people_come_in_by_day_more_than_by_night() -> None:
    hours = Counter(
        (at + timedelta(hours=8)).hour
        for at in EarlyWarning.objects.values_list("received_at", flat=True)
    )
    assert sum(hours[hour] for hour in range(9, 12)) > 4 * sum(
        hours[hour] for hour in range(3, 6)
    )


def test_some_are_warned_twice_in_one_dissuasion_and_some_rise_to_the_station() -> None:
    counted = Dissuasion.objects.annotate(warned=Count("warnings"))
    assert counted.filter(warned__gt=1).exists()
    assert counted.filter(last_received_at__gt=F("received_at")).exists()
    assert Dissuasion.objects.filter(handovers__why=Why.OVERDUE).exists()
    assert Dissuasion.objects.filter(handovers__why=Why.HAND).exists()


def test_who_was_deceived_after_a_warning_has_an_incident() -> None:
    lost = Dissuasion.objects.exclude(incident=None)
    assert lost.exists()
    for case in lost.select_related("incident"):
        assert case.defrauded_at is not None
        assert case.incident is not None
        assert case.incident.victim_phone == case.phone


def test_stops_went_every_way_and_incidents_share_what_the_fraud_used() -> None:
    states = set(StopPaymentOrder.objects.values_list("state", flat=True))
    wanted = {StopState.DRAFTED, StopState.ISSUED, StopState.EXECUTED}
    assert wanted | {StopState.FROZEN, StopState.EXPIRED} <= states
    shared = Identifier.objects.values("kind", "value_key").annotate(n=Count("pk"))
    assert shared.filter(n__gt=1).exists()
    asked = StopPaymentOrder.objects.filter(state__in=WAS_EXECUTED)
    assert any(order.stopped_cents for order in asked)


def test_figures_of_past_days_can_be_counted() -> None:
    day = Period.of(Kind.DAY, NOW.date() - timedelta(days=3))
    counted = figures.counts(unit=Unit.objects.root(), period=day)
    assert counted["received"] > 20
    assert counted["received"] >= counted["signed"] >= counted["closed"] > 0
    assert counted["met"] > 0


def test_clocks_that_ended_say_whether_in_time_and_those_that_run_will_ring() -> None:
    done = Clock.objects.filter(state="done")
    assert done.filter(in_time=True).count() > done.filter(in_time=False).count() > 0
    running = Clock.objects.running().filter(due_at__gt=NOW)
    assert running.exists()
    for clock in running.prefetch_related("steps"):
        ahead = [step for step in clock.steps.all() if step.at > NOW]
        assert all(step.next_at == step.at for step in ahead)
    assert not ClockStep.objects.filter(next_at__lte=NOW).exists()


def test_each_thing_happened_before_the_history_ended() -> None:
    """But for what is done when the demo is loaded: the rules put to the transfers, the
    money of a hit traced, a model trained, the cases grouped."""
    traced = FundTrace.objects.values_list("incident_id", flat=True)
    loading = Q(subject__startswith="monitoring.")
    loading |= Q(subject__in=[f"incidents.Incident:{pk}" for pk in traced])
    loading |= Q(subject__startswith="incidents.FundTrace")
    for area in ("screening.", "series."):
        loading |= Q(event__startswith=area)
    assert not Entry.objects.filter(at__gt=NOW).exclude(loading).exists()
    assert not EarlyWarning.objects.filter(received_at__gt=NOW).exists()


def test_made_up_numbers_are_well_formed_and_nobodys() -> None:
    for case in Dissuasion.objects.all()[:40]:
        assert mobile(case.phone).ok
        assert case.phone.startswith("154")
        assert identity_number(case.identity, on=NOW.date()).problem is None
        assert case.identity.startswith("99")
    for order in StopPaymentOrder.objects.all():
        assert bank_account(order.account).problem is None
        assert order.account.startswith("990101")


def test_yesterdays_brief_waits_and_an_older_one_is_published() -> None:
    county = Brief.objects.filter(unit=Unit.objects.root()).order_by("-day")
    yesterday, *older = county
    assert yesterday.day == NOW.date() - timedelta(days=1)
    assert yesterday.state == BriefState.DRAWN
    assert any(brief.frozen for brief in older)


def test_a_freeze_runs_out_within_days() -> None:
    soon = NOW + timedelta(days=7)
    frozen = Freeze.objects.filter(state=FreezeState.IN_FORCE, until__lt=soon)
    assert frozen.count() == 1


@pytest.mark.once
def test_the_same_seed_makes_the_same_past() -> None:
    made = rows()
    with transaction.atomic():
        _empty()
        load(now=NOW, seed=7, extent=EXTENT)
        again = rows()
        transaction.set_rollback(True)
    assert {name for name in made if made[name] != again[name]} == set()


def _empty() -> None:
    """As a new database; the audit alone keeps what it has."""
    with connection.cursor() as cursor:
        tables = [
            model._meta.db_table
            for model in reversed(_all_models())
            if not model._meta.label.startswith("audit.")
        ]
        for statement in removal(connection.vendor, (FundTrace._meta.db_table,)):
            cursor.execute(statement)
        for table in tables:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")


def _all_models() -> list[type[Model]]:
    return [m for m in apps.get_models() if m.__module__.startswith("wuzha")]
