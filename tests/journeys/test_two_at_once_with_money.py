"""The same for the money, the hits, the briefs and the offices: one wins, the other is
told."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests.at_once import Deed, assert_one_wins, at_once
from wuzha.audit.models import Entry
from wuzha.briefs import actions as briefs
from wuzha.briefs.models import Brief
from wuzha.config.records.checking import faults
from wuzha.earlywarnings import actions as warnings
from wuzha.earlywarnings.models import Dissuasion, EarlyWarning
from wuzha.incidents import actions as incidents
from wuzha.incidents.inputs import Approval, BankAnswer, ReviewIn, VictimIn
from wuzha.incidents.models import Freeze, FreezeRenewal, Incident, StopPaymentOrder
from wuzha.incidents.tests.make import EXECUTED, executed, issued, open_case
from wuzha.lib.refused import Refused
from wuzha.monitoring import actions as monitoring
from wuzha.monitoring.tests.made import VICTIM, keep_holder_of, make_hit, raise_for
from wuzha.organisation.access import Role
from wuzha.organisation.actions import appointments, people, units
from wuzha.organisation.models import Appointment, Person, Unit

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PAPER = Approval(
    paper_number="青冻字〔2026〕1号", approved_by="局长", approval_level="county"
)


@pytest.fixture
def stop(
    transactional_db: None,
    station: Unit,
    branch: Unit,
    su: Person,
    qiao: Person,
    wei: Person,
) -> StopPaymentOrder:
    return executed(incident=open_case(unit=station, by=su), police=su, bank=qiao)


def again(row: Dissuasion) -> Dissuasion:
    """As the other officer has it on the screen."""
    return type(row).objects.get(pk=row.pk)


def test_a_reported_incident_is_accepted_by_one(
    transactional_db: None,
    station: Unit,
    branch: Unit,
    qiao: Person,
    su: Person,
    wei: Person,
) -> None:
    reported = incidents.report_incident(
        reporting_unit=branch,
        unit=station,
        channel="bank",
        fraud_class="F01",
        victim=VictimIn(name="柳青青"),
        reported_at=timezone.now(),
        by=qiao,
    )
    assert_one_wins(
        lambda: incidents.accept_incident(incident=reported, by=su),
        lambda: incidents.accept_incident(incident=reported, by=wei),
        event="incident.accepted",
    )


def test_a_bank_has_executed_once(
    transactional_db: None,
    station: Unit,
    branch: Unit,
    su: Person,
    qiao: Person,
    ding: Person,
) -> None:
    order = issued(incident=open_case(unit=station, by=su), by=su)

    def execute(by: Person) -> Deed:
        return lambda: incidents.execute_stop_payment(order=order, at=EXECUTED, by=by)

    assert_one_wins(execute(qiao), execute(ding), event="stop_payment.executed")


def test_a_recalled_order_is_not_executed(
    transactional_db: None, station: Unit, branch: Unit, su: Person, qiao: Person
) -> None:
    order = issued(incident=open_case(unit=station, by=su), by=su)
    answers = at_once(
        lambda: incidents.recall_stop_payment(order=order, reason="户名有误", by=su),
        lambda: incidents.execute_stop_payment(order=order, by=qiao),
    )
    assert len([answer for answer in answers if answer]) == 1
    order.refresh_from_db()
    assert order.state == ("executed" if answers[0] else "recalled")
    assert faults() == []


def test_a_balance_is_fed_back_once(
    transactional_db: None,
    station: Unit,
    branch: Unit,
    su: Person,
    qiao: Person,
    ding: Person,
) -> None:
    order = issued(incident=open_case(unit=station, by=su), by=su)
    incidents.execute_stop_payment(order=order, at=EXECUTED, by=qiao)

    def feed_back(cents: int, by: Person) -> Deed:
        answer = BankAnswer(balance_cents=cents)
        return lambda: incidents.feed_back_stop_payment(
            order=order, answer=answer, by=by
        )

    assert_one_wins(
        feed_back(1, qiao), feed_back(2, ding), event="stop_payment.fed_back"
    )


def test_a_stop_is_renewed_once(
    stop: StopPaymentOrder, su: Person, wei: Person
) -> None:
    assert_one_wins(
        lambda: incidents.renew_stop_payment(order=stop, by=su),
        lambda: incidents.renew_stop_payment(order=stop, by=wei),
        event="stop_payment.renewal_drafted",
    )


def test_a_stop_is_frozen_once(
    stop: StopPaymentOrder,
    wei: Person,
    make_person: Callable[..., Person],
    county: Unit,
) -> None:
    other = make_person("wu", "民警武", Role.COUNTY_POLICE, county)

    def freeze(by: Person) -> Deed:
        return lambda: incidents.freeze(
            order=stop, term="ordinary", amount_cents=1, approval=PAPER, by=by
        )

    assert_one_wins(freeze(wei), freeze(other), event="freeze.decided")
    assert Freeze.objects.count() == 1


def test_a_freeze_is_extended_once(
    stop: StopPaymentOrder,
    wei: Person,
    make_person: Callable[..., Person],
    county: Unit,
) -> None:
    other = make_person("wu", "民警武", Role.COUNTY_POLICE, county)
    made = incidents.freeze(
        order=stop, term="ordinary", amount_cents=1, approval=PAPER, by=wei
    )
    until = made.until
    paper = Approval(
        paper_number="青冻字〔2026〕2号", approved_by="局长", approval_level="county"
    )

    def extend(by: Person) -> Deed:
        return lambda: incidents.extend_freeze(freeze=made, approval=paper, by=by)

    assert_one_wins(extend(wei), extend(other), event="freeze.extended")
    assert FreezeRenewal.objects.get().starts_at == until


def test_an_incident_is_closed_by_one(
    transactional_db: None, station: Unit, su: Person, wei: Person
) -> None:
    incident = open_case(unit=station, by=su)
    review = ReviewIn(had_warning="no", was_reached="no", bank_asked="no", missed="无")
    answers = at_once(
        lambda: incidents.review_incident(incident=incident, review=review, by=su),
        lambda: incidents.review_incident(incident=incident, review=review, by=wei),
    )
    assert answers == [None, None]
    assert_one_wins(
        lambda: incidents.close_incident(incident=incident, by=su),
        lambda: incidents.close_incident(incident=incident, by=wei),
        event="incident.closed",
    )


def test_a_hit_is_confirmed_once_for_a_victim(
    transactional_db: None, county: Unit, zhou: Person, wei: Person
) -> None:
    hit = make_hit(county, by=zhou)
    keep_holder_of(VICTIM, county, by=zhou)

    def confirm(by: Person) -> Deed:
        return lambda: monitoring.confirm_hit(
            hit=hit, account=VICTIM, grade="high", by=by
        )

    assert_one_wins(confirm(zhou), confirm(wei), event="hit.confirmed")
    assert EarlyWarning.objects.count() == 1


def test_a_hit_becomes_an_incident_once(
    settings: Any,
    tmp_path: Path,
    transactional_db: None,
    county: Unit,
    zhou: Person,
    wei: Person,
    lin: Person,
    su: Person,
) -> None:
    """Also where the warning had become one before, and the file is not kept."""
    settings.HOME = tmp_path
    raised = raise_for(make_hit(county, by=zhou), by=zhou)
    warnings.open_case(dissuasion=raised.warning.dissuasion, by=lin)

    def open_incident(by: Person) -> Deed:
        mine = type(raised).objects.select_related("hit", "warning__dissuasion").get()
        return lambda: monitoring.open_incident_of_hit(raised=mine, by=by)

    assert_one_wins(open_incident(wei), open_incident(lin), event="hit.became_incident")
    incident = Incident.objects.get()
    assert (incident.payments.count(), incident.orders.count()) == (1, 1)


def test_a_brief_is_confirmed_and_published_once(
    transactional_db: None, county: Unit, lin: Person, wei: Person
) -> None:
    day = timezone.localdate() - timedelta(days=1)
    brief = briefs.draw_up(unit=county, day=day, at=timezone.now(), by=lin)
    assert_one_wins(
        lambda: briefs.confirm_brief(brief=brief, by=lin),
        lambda: briefs.confirm_brief(brief=brief, by=wei),
        event="brief.confirmed",
    )
    assert_one_wins(
        lambda: briefs.publish_brief(brief=brief, by=lin),
        lambda: briefs.publish_brief(brief=brief, by=wei),
        event="brief.published",
    )


def test_a_brief_is_drawn_up_once(
    transactional_db: None, county: Unit, lin: Person, wei: Person
) -> None:
    day = timezone.localdate()

    def draw(by: Person) -> Deed:
        now = timezone.now()
        return lambda: briefs.draw_up(unit=county, day=day, at=now, by=by)

    assert at_once(draw(lin), draw(wei)) == [None, None]
    assert Brief.objects.count() == 1
    assert Entry.objects.filter(event="brief.drawn_up").count() == 1


@pytest.fixture
def other_guan(
    transactional_db: None, make_person: Callable[..., Person], county: Unit
) -> Person:
    return make_person("guo", "管理员郭", Role.ADMINISTRATOR, county)


def test_two_administrators_cannot_end_each_others_role(
    guan: Person, other_guan: Person
) -> None:
    today = timezone.localdate()
    held = {one.person_id: one for one in Appointment.objects.all()}

    def end(whose: Person, by: Person) -> Deed:
        return lambda: appointments.end_appointment(
            appointment=held[whose.pk], on=today, by=by
        )

    told = [one for one in at_once(end(guan, other_guan), end(other_guan, guan)) if one]
    assert len(told) == 1
    assert Appointment.objects.filter(valid_to=None).count() == 1


def test_two_administrators_cannot_shut_each_other_out(
    guan: Person, other_guan: Person
) -> None:
    told = at_once(
        lambda: people.deactivate_person(person=guan, by=other_guan),
        lambda: people.deactivate_person(person=other_guan, by=guan),
    )
    assert len([one for one in told if one]) == 1
    assert Person.objects.filter(is_active=True).count() == 1


def test_a_username_is_given_once(
    guan: Person, other_guan: Person, county: Unit
) -> None:
    def create(by: Person) -> Deed:
        return lambda: people.create_person(
            username="xin",
            name="新人",
            phone="",
            email="",
            unit=county,
            role=Role.ANALYST,
            by=by,
        )

    assert_one_wins(
        create(guan), create(other_guan), event="person.created", kind=Refused
    )


def test_a_code_is_given_to_one_unit(
    guan: Person, other_guan: Person, county: Unit
) -> None:
    def create(by: Person) -> Deed:
        return lambda: units.create_unit(
            name="新镇",
            kind="town",
            code="990101109000",
            parent=county,
            valid_from=timezone.localdate(),
            by=by,
        )

    assert_one_wins(
        create(guan), create(other_guan), event="unit.created", kind=Refused
    )
