"""What happens seldom, and must still be right."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client

from wuzha.clocks.models import Clock
from wuzha.incidents import actions, figures
from wuzha.incidents.inputs import AccountIn, ReviewIn, VictimIn, normal_identifier
from wuzha.incidents.jurisdiction import handling_unit
from wuzha.incidents.models import Incident, StopPaymentOrder
from wuzha.incidents.papers import request_fields, request_paper
from wuzha.incidents.searching import incidents_matching
from wuzha.incidents.tests.make import (
    ACCOUNT,
    ENDS,
    ENTERED,
    EXECUTED,
    ISSUED,
    OTHER_ACCOUNT,
    drafted,
    executed,
    open_case,
    payment,
)
from wuzha.lib import params
from wuzha.lib.params import Parameter
from wuzha.lib.periods import Kind, Period
from wuzha.lib.refused import Conflict, Refused
from wuzha.notices.models import Notice
from wuzha.organisation.models import Person, Unit
from wuzha.ui.formfields import PositiveCentsField

SignIn = Callable[[Person], Client]


@pytest.fixture
def law(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Another value for one number of law."""

    def changed(key: str, value: Any) -> None:
        usual = params.value

        def asked(name: str, *, on: date) -> Parameter:
            row = usual(name, on=on)
            return replace(row, value=value) if name == key else row

        monkeypatch.setattr(params, "value", asked)

    return changed


def test_where_the_county_switched_it_on_the_papers_of_a_counter_stop_are_timed(
    law: Callable[..., None],
    case: Incident,
    branch: Unit,
    su: Person,
    qiao: Person,
) -> None:
    law("money_clocks.papers_after_counter_stop_on", True)
    stop = executed(incident=case, police=su, bank=qiao, at_counter=True)
    clock = Clock.objects.open().of(stop).get(kind="stop.papers")
    assert clock.due_at == EXECUTED + timedelta(hours=24)
    actions.deliver_papers(order=stop, at=EXECUTED + timedelta(hours=9), by=su)
    clock.refresh_from_db()
    assert clock.in_time is True
    with pytest.raises(Conflict, match="已登记送达"):
        actions.deliver_papers(order=stop, by=su)


def test_a_limit_that_was_lowered_meanwhile_is_kept_at_the_issue(
    law: Callable[..., None], stop: StopPaymentOrder, su: Person
) -> None:
    second = actions.renew_stop_payment(order=stop, at=EXECUTED, by=su)
    law("money_clocks.stop_payment_max_times", 1)
    with pytest.raises(Refused, match="已止付1次，达到上限"):
        actions.issue_stop_payment(order=second, by=su)


def test_a_draft_restored_in_a_closed_case_is_not_issued(
    case: Incident, draft: StopPaymentOrder, su: Person
) -> None:
    actions.discard_stop_payment(order=draft, by=su)
    review = ReviewIn(had_warning="no", was_reached="no", bank_asked="no", missed="无")
    actions.review_incident(incident=case, review=review, by=su)
    actions.close_incident(incident=case, by=su)
    actions.restore_stop_payment(order=draft, by=su)
    with pytest.raises(Refused, match="已结案，不能签发"):
        actions.issue_stop_payment(order=draft, at=ISSUED, by=su)


def test_only_what_was_stopped_can_be_stopped_again(
    order: StopPaymentOrder, su: Person
) -> None:
    with pytest.raises(Refused, match="只有止付中或刚到期的"):
        actions.renew_stop_payment(order=order, by=su)


def test_the_clock_does_not_end_what_people_have_ended(
    stop: StopPaymentOrder, su: Person, clockwork: Person
) -> None:
    actions.lift_stop_payment(order=stop, reason="查明无关", by=su)
    actions.expire_stop_payment(order=stop, at=ENDS, by=clockwork)
    stop.refresh_from_db()
    assert stop.state == "lifted"


def test_drafts_of_the_county_are_told_to_the_police_once(
    case: Incident, branch: Unit, su: Person, lin: Person
) -> None:
    accounts = [
        AccountIn(account=f"62284800000000{n:05}", amount_cents=1) for n in range(3)
    ]
    drafts = actions.draft_stops_for_accounts(incident=case, accounts=accounts, by=lin)
    assert len(drafts) == 3
    assert Notice.objects.open().about(case).get().person == su


def test_a_branch_is_found_by_its_line_number(
    case: Incident, branch: Unit, su: Person
) -> None:
    (made,) = actions.draft_stops_for_accounts(
        incident=case,
        accounts=[
            AccountIn(account=OTHER_ACCOUNT, amount_cents=1, bank_code="402990100017")
        ],
        by=su,
    )
    assert made.bank_unit == branch


def test_a_wrong_amount_is_not_mistaken_for_a_race(case: Incident, su: Person) -> None:
    negative = AccountIn(account=OTHER_ACCOUNT, amount_cents=-1)
    with pytest.raises(IntegrityError):
        actions.draft_stops_for_accounts(incident=case, accounts=[negative], by=su)


def test_a_correction_without_a_class_keeps_it(case: Incident, su: Person) -> None:
    actions.correct_incident(
        incident=case, victim=VictimIn(), facts={"story": "补充"}, by=su
    )
    case.refresh_from_db()
    assert (case.fraud_class, case.story) == ("F01", "补充")


def test_without_an_order_no_picture_lacks_an_account(
    signed_in: SignIn, case: Incident, su: Person
) -> None:
    page = signed_in(su).get(case.get_absolute_url())
    assert [node.note for node in page.context["picture"].nodes] == ["", "未止付"]


def test_a_paper_of_the_second_level_names_the_account_the_money_came_from(
    case: Incident, su: Person
) -> None:
    (made,) = actions.draft_stops_for_accounts(
        incident=case,
        accounts=[
            AccountIn(
                account=OTHER_ACCOUNT, amount_cents=1, level=2, from_account=ACCOUNT
            )
        ],
        by=su,
    )
    assert request_paper(made)
    assert request_fields(made)["transferOutAccountNumber"] == ""


def test_a_place_without_a_station_belongs_to_the_county(
    county: Unit, station: Unit, village: Unit, other_grid: Unit, branch: Unit
) -> None:
    on = date(2026, 11, 20)
    assert handling_unit(village, on) == station
    assert handling_unit(branch, on) == station
    assert handling_unit(station, on) == station
    assert handling_unit(other_grid, on) == county


def test_an_empty_search_finds_nothing(case: Incident) -> None:
    assert not Incident.objects.filter(incidents_matching("  ")).exists()


def test_one_phone_is_one_however_it_is_written() -> None:
    assert normal_identifier("phone", "+86 139-0000-1234") == "13900001234"
    assert normal_identifier("account", "6222 0200") == "62220200"
    with pytest.raises(Refused, match="不是电话号码"):
        normal_identifier("phone", "客服")


def test_nothing_is_no_amount() -> None:
    field = PositiveCentsField()
    with pytest.raises(Exception, match="金额要大于0"):
        field.clean("0")


def test_figures_of_refusals_waiting_and_places_elsewhere(
    case: Incident, order: StopPaymentOrder, county: Unit, town: Unit, qiao: Person
) -> None:
    friday = Period.of(Kind.DAY, date(2026, 11, 20))
    assert figures.orders_waiting(county).get() == order
    actions.refuse_stop_payment(order=order, cause="closed", at=EXECUTED, by=qiao)
    assert figures.orders_refused(county, friday).get() == order
    # The victim's home is not known, so that no town has the case.
    assert figures.money_by_place([town], friday)[town.pk].requests == 0


def test_a_second_report_of_one_account_is_told_where_the_first_is(
    stop: StopPaymentOrder, other_station: Unit, other_su: Person
) -> None:
    elsewhere = open_case(
        unit=other_station, by=other_su, payments=[payment()], at=ENTERED
    )
    with pytest.raises(Conflict, match="河口派出所"):
        drafted(incident=elsewhere, by=other_su)
