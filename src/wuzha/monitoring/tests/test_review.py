"""A hit becomes a warning only by a person, and the warning's case has its payments."""

from collections.abc import Callable
from datetime import timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.test import Client
from django.urls import reverse

from wuzha.audit.models import Entry
from wuzha.earlywarnings.models import Dissuasion, EarlyWarning
from wuzha.earlywarnings.states import Grade
from wuzha.incidents.models import StopPaymentOrder
from wuzha.lib.refused import Conflict, NotAllowed, Refused
from wuzha.monitoring.actions import (
    confirm_hit,
    dismiss_hit,
    open_incident_of_hit,
    take_back_dismissal,
)
from wuzha.monitoring.models import Hit
from wuzha.monitoring.tests.made import (
    MULE,
    VICTIM,
    keep_holder_of,
    make_hit,
    raise_for,
)
from wuzha.organisation.models import Person, Unit
from wuzha.transfers import store
from wuzha.transfers.models import Origin
from wuzha.transfers.uploads import folder

SignIn = Callable[[Person], Client]


@pytest.fixture
def hit(county: Unit, station: Unit, su: Person, zhou: Person) -> Hit:
    return make_hit(county, by=zhou)


def test_a_confirmed_hit_is_a_fund_warning_on_the_holder(
    hit: Hit, county: Unit, station: Unit, zhou: Person
) -> None:
    keep_holder_of(VICTIM, county, by=zhou)
    warning = confirm_hit(hit=hit, account=VICTIM, grade=Grade.HIGH, by=zhou)
    assert warning.stream == "fund"
    assert warning.dissuasion.name == "季某安"
    assert warning.dissuasion.unit == station
    assert VICTIM not in warning.clue
    hit.refresh_from_db()
    assert (hit.state, hit.reviewed_by) == ("confirmed", zhou)


def test_nobody_is_warned_twice_for_one_hit(
    hit: Hit, county: Unit, zhou: Person
) -> None:
    raise_for(hit, by=zhou)
    with pytest.raises(Conflict, match="不再重复发出"):
        confirm_hit(hit=hit, account=VICTIM, grade=Grade.HIGH, by=zhou)
    assert EarlyWarning.objects.count() == 1


def test_without_a_known_holder_nothing_is_raised(hit: Hit, zhou: Person) -> None:
    with pytest.raises(Refused, match="登记持有人"):
        confirm_hit(hit=hit, account=VICTIM, grade=Grade.HIGH, by=zhou)
    hit.refresh_from_db()
    assert hit.state == "new"
    assert not EarlyWarning.objects.exists()


def test_a_rule_on_trial_warns_nobody(county: Unit, zhou: Person) -> None:
    trial = make_hit(county, by=zhou, rule_state="trial")
    keep_holder_of(VICTIM, county, by=zhou)
    with pytest.raises(Refused, match="试运行"):
        confirm_hit(hit=trial, account=VICTIM, grade=Grade.HIGH, by=zhou)


def test_the_suspect_cannot_be_warned_as_the_victim(
    hit: Hit, county: Unit, zhou: Person
) -> None:
    keep_holder_of(MULE, county, by=zhou)
    with pytest.raises(Refused, match="疑似受害账户"):
        confirm_hit(hit=hit, account=MULE, grade=Grade.HIGH, by=zhou)


def test_the_duty_officer_sees_a_hit_and_does_not_review_it(
    hit: Hit, county: Unit, zhou: Person, lin: Person
) -> None:
    keep_holder_of(VICTIM, county, by=zhou)
    with pytest.raises(NotAllowed):
        confirm_hit(hit=hit, account=VICTIM, grade=Grade.HIGH, by=lin)
    with pytest.raises(NotAllowed):
        dismiss_hit(hit=hit, cause="family", by=lin)
    assert not Dissuasion.objects.exists()


def test_a_dismissal_keeps_its_cause_and_can_be_taken_back(
    hit: Hit, zhou: Person
) -> None:
    dismiss_hit(hit=hit, cause="family", note="父女之间", by=zhou)
    hit.refresh_from_db()
    assert (hit.state, hit.dismiss_cause) == ("dismissed", "family")
    take_back_dismissal(hit=hit, by=zhou)
    hit.refresh_from_db()
    assert (hit.state, hit.dismiss_cause, hit.reviewed_at) == ("new", "", None)


def keep_transfers(hit: Hit, *rows: tuple[str, int, str, str, int]) -> None:
    """(tx_id, minutes after the hit, payer, payee, cents) as the run's file."""
    at_us = int(hit.at.timestamp() * 1_000_000)
    minute = timedelta(minutes=1) // timedelta(microseconds=1)
    first = ("t1", at_us, VICTIM, MULE, hit.amount_cents)
    table = [first, *((t, at_us + m * minute, s, d, c) for t, m, s, d, c in rows)]
    names = ("tx_id", "at_us", "src", "dst", "amount_cents")
    columns = dict(zip(names, map(list, zip(*table, strict=True)), strict=True))
    path = folder() / "made.parquet"
    pq.write_table(pa.table(columns), path)
    unit, by = hit.run.unit, hit.run.started_by
    hit.run.kept = store.keep(path, unit=unit, name="day", origin=Origin.RUN, by=by)
    hit.run.save(update_fields=["kept"])


def test_stops_stand_ready_for_every_account_that_the_money_went_to(
    hit: Hit, zhou: Person, wei: Person
) -> None:
    second, third = "6228480000000000011", "6228480000000000029"
    keep_transfers(
        hit, ("t2", 5, MULE, second, 300_000_00), ("t3", 9, second, third, 100_000_00)
    )
    raised = raise_for(hit, by=zhou)
    incident = open_incident_of_hit(raised=raised, by=wei)
    payment = incident.payments.get()
    assert (payment.payee_account, payment.amount_cents) == (MULE, 480_000_00)
    drafts = StopPaymentOrder.objects.filter(incident=incident)
    levels = {draft.account: draft.level for draft in drafts}
    assert levels == {MULE: 1, second: 2, third: 3}
    assert {draft.state for draft in drafts} == {"drafted"}
    with pytest.raises(Conflict):
        open_incident_of_hit(raised=raised, by=wei)


def test_every_deed_is_recorded_without_the_account(
    hit: Hit, county: Unit, zhou: Person
) -> None:
    raise_for(hit, by=zhou)
    entries = list(Entry.objects.all())
    assert "hit.confirmed" in {entry.event for entry in entries}
    assert not [e for e in entries if VICTIM in str(e.facts)]


def test_the_pages_lead_from_the_hit_to_the_warning(
    hit: Hit, county: Unit, zhou: Person, signed_in: SignIn
) -> None:
    client = signed_in(zhou)
    listed = client.get(reverse("monitoring:hits"))
    assert hit.number in listed.content.decode()
    assert VICTIM not in listed.content.decode()
    asked = client.get(reverse("monitoring:confirm", args=[hit.pk]))
    assert "登记" in asked.content.decode()
    client.post(
        reverse("monitoring:holder", args=[hit.pk]),
        {
            "account": VICTIM,
            "name": "季某安",
            "phone": "154 0000 1111",
            "address": "河口镇柳湾村12号",
            "told_by": "河口支行",
        },
    )
    done = client.post(
        reverse("monitoring:confirm", args=[hit.pk]),
        {"account": VICTIM, "grade": "high", "note": ""},
    )
    assert done.status_code == 302
    assert Dissuasion.objects.get().phone == "15400001111"
    shown = client.get(reverse("monitoring:hit", args=[hit.pk])).content.decode()
    assert str(Dissuasion.objects.get()) in shown


def test_a_hit_shows_what_else_waits_about_its_account(
    hit: Hit, county: Unit, zhou: Person, signed_in: SignIn
) -> None:
    other = make_hit(county, by=zhou, run=hit.run)
    client, url = signed_in(zhou), reverse("monitoring:hit", args=[hit.pk])
    assert other.number in client.get(url).content.decode()
    dismiss_hit(hit=other, cause="family", by=zhou)
    assert other.number not in client.get(url).content.decode()


def test_the_holders_stand_as_a_list_within_their_card(
    hit: Hit, zhou: Person, signed_in: SignIn
) -> None:
    page = signed_in(zhou).get(reverse("monitoring:confirm", args=(hit.pk,)))
    assert '<div class="panel__body"><ul>' in page.content.decode()
