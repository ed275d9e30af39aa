from dataclasses import replace
from datetime import timedelta

import pytest

from wuzha.audit.models import Entry
from wuzha.clocks.models import Clock
from wuzha.incidents import actions
from wuzha.incidents.inputs import IdentifierIn, ReviewIn, VictimIn
from wuzha.incidents.models import Identifier, Incident, Payment, StopPaymentOrder
from wuzha.incidents.tests.make import (
    ENTERED,
    OTHER_ACCOUNT,
    REPORTED,
    drafted,
    open_case,
    payment,
)
from wuzha.lib.refused import NotAllowed, Refused
from wuzha.notices.models import Notice
from wuzha.organisation.models import Person, Unit

MISSED = ReviewIn(
    had_warning="yes",
    met_in_time="no",
    was_reached="no",
    bank_asked="unknown",
    missed="预警超时两小时才见面，钱已经转走。",
)


def test_an_opened_incident_is_being_worked_on(case: Incident) -> None:
    assert case.state == "open"
    assert case.number == f"AJ2026-{case.pk:06}"
    assert case.class_list_version
    assert Entry.objects.filter(event="incident.opened").exists()


def test_the_loss_is_the_sum_of_payments_and_of_what_left_otherwise(
    station: Unit, su: Person
) -> None:
    incident = open_case(
        unit=station,
        by=su,
        payments=[payment(), payment(payee_account=OTHER_ACCOUNT, amount_cents=20)],
        other_loss_cents=1_000_00,
    )
    assert incident.loss_cents == 4_980_000 + 20 + 1_000_00


def test_a_removed_payment_no_longer_counts_until_it_is_restored(
    case: Incident, su: Person
) -> None:
    paid = case.payments.get()
    actions.remove_payment(payment=paid, by=su)
    case.refresh_from_db()
    assert case.loss_cents == 0
    actions.restore_payment(payment=paid, by=su)
    case.refresh_from_db()
    assert case.loss_cents == 4_980_000


def test_a_payment_can_be_added_and_corrected(case: Incident, su: Person) -> None:
    added = actions.add_payment(
        incident=case, payment=payment(payee_account=OTHER_ACCOUNT), by=su
    )
    actions.correct_payment(payment=added, to=payment(amount_cents=5_00), by=su)
    case.refresh_from_db()
    assert case.loss_cents == 4_980_000 + 5_00
    corrected = Payment.objects.get(pk=added.pk)
    assert corrected.payee_account_key == case.payments.all()[0].payee_account_key


def test_a_payment_that_a_bank_was_sent_is_not_changed(
    case: Incident, order: StopPaymentOrder, su: Person
) -> None:
    with pytest.raises(Refused, match=r"已写进ZF.*不能改动"):
        actions.correct_payment(payment=case.payments.get(), to=payment(), by=su)
    with pytest.raises(Refused, match="不能改动"):
        actions.remove_payment(payment=case.payments.get(), by=su)


def test_the_first_entry_is_timed_from_the_report(case: Incident) -> None:
    clock = Clock.objects.of(case).get(kind="incident.first_entry")
    assert clock.due_at == REPORTED + timedelta(minutes=30)
    assert clock.in_time is True


def test_the_request_is_timed_only_when_there_is_an_account(
    station: Unit, su: Person
) -> None:
    incident = open_case(unit=station, by=su, payments=[], other_loss_cents=5_000_00)
    clocks = Clock.objects.of(incident).filter(kind="stop.request")
    assert not clocks.exists()
    actions.add_payment(incident=incident, payment=payment(), by=su)
    assert clocks.get().begins_at == REPORTED


def test_a_report_cannot_lie_in_the_future(station: Unit, su: Person) -> None:
    with pytest.raises(Refused, match="晚于现在"):
        open_case(unit=station, by=su, at=REPORTED - timedelta(minutes=1))


def test_the_victim_is_stored_sealed_and_found_by_phone(case: Incident) -> None:
    found = Incident.objects.with_phone("139 0000 1234")
    assert list(found) == [case]
    raw = Incident.objects.extra(select={"raw": "victim_phone"}).get()
    assert "13900001234" not in raw.raw


def test_the_age_and_sex_follow_from_the_identity_number() -> None:
    fields = VictimIn(identity="11010519491231002X").fields()
    assert fields["victim_age_band"] == "66-"
    assert fields["victim_sex"] == "female"


def test_an_identity_number_with_a_wrong_digit_is_refused(
    station: Unit, su: Person
) -> None:
    with pytest.raises(Refused, match="校验不通过"):
        open_case(unit=station, by=su, victim=VictimIn(identity="110105194912310021"))


def test_an_unknown_fraud_class_is_a_mistake_of_the_code(
    station: Unit, su: Person
) -> None:
    with pytest.raises(LookupError):
        open_case(unit=station, by=su, fraud_class="F77", sub_type="")
    with pytest.raises(LookupError):
        open_case(unit=station, by=su, fraud_class="F02", sub_type="F01-02")


def test_a_station_opens_nothing_in_the_area_of_another(
    station: Unit, other_station: Unit, other_su: Person
) -> None:
    with pytest.raises(NotAllowed):
        open_case(unit=station, by=other_su)


def test_what_a_bank_reports_waits_until_the_police_take_it_up(
    station: Unit, branch: Unit, qiao: Person, su: Person
) -> None:
    incident = actions.report_incident(
        reporting_unit=branch,
        unit=station,
        channel="bank",
        fraud_class="F07",
        victim=VictimIn(name="何大娘", phone="13900001111"),
        payments=[payment()],
        reported_at=REPORTED,
        at=ENTERED,
        by=qiao,
    )
    assert incident.state == "reported"
    assert Notice.objects.open().about(incident).get().person == su
    with pytest.raises(Refused, match="请先受理"):
        drafted(incident=incident, by=su)
    actions.accept_incident(incident=incident, at=ENTERED, by=su)
    incident.refresh_from_db()
    assert incident.state == "open"
    assert not Notice.objects.open().about(incident).exists()


def test_a_dismissal_needs_its_reason_and_can_be_taken_back(
    station: Unit, branch: Unit, qiao: Person, su: Person
) -> None:
    incident = actions.report_incident(
        reporting_unit=branch,
        unit=station,
        channel="bank",
        fraud_class="F99",
        victim=VictimIn(),
        payments=[payment()],
        reported_at=REPORTED,
        at=ENTERED,
        by=qiao,
    )
    actions.dismiss_incident(incident=incident, reason="与已有案件重复", by=su)
    incident.refresh_from_db()
    assert incident.state == "dismissed"
    assert not Clock.objects.open().of(incident).exists()
    actions.restore_incident(incident=incident, at=ENTERED, by=su)
    incident.refresh_from_db()
    assert (incident.state, incident.dismissal_reason) == ("reported", "")
    assert Clock.objects.open().of(incident).count() == 2


def test_corrections_keep_the_sum_and_the_search_keys(
    case: Incident, village: Unit, su: Person
) -> None:
    actions.correct_incident(
        incident=case,
        victim=VictimIn(name="柳青青", phone="13900009999"),
        facts={
            "fraud_class": "F03",
            "fraud_subtype": "F03-02",
            "other_loss_cents": 300,
            "place": village,
        },
        by=su,
    )
    case.refresh_from_db()
    assert case.fraud_class == "F03" and case.place == village
    assert case.loss_cents == 4_980_000 + 300
    assert Incident.objects.with_phone("13900009999").exists()
    assert not Incident.objects.with_phone("13900001234").exists()


def test_only_named_columns_can_be_corrected(case: Incident, su: Person) -> None:
    with pytest.raises(ValueError, match="loss_cents"):
        actions.correct_incident(
            incident=case, victim=VictimIn(), facts={"loss_cents": 0}, by=su
        )


def test_the_same_link_is_kept_once_however_it_was_typed(
    case: Incident, su: Person
) -> None:
    links = ["https://Shua.example.com/a/", "shua.example.com/a"]
    for link in links:
        actions.add_identifiers(
            incident=case, identifiers=[IdentifierIn(kind="link", value=link)], by=su
        )
    kept = Identifier.objects.get()
    assert kept.value == "shua.example.com/a"
    actions.remove_identifier(identifier=kept, by=su)
    assert not Identifier.objects.exists()


def test_a_case_does_not_close_without_its_review(case: Incident, su: Person) -> None:
    with pytest.raises(Refused, match="还没有复盘"):
        actions.close_incident(incident=case, by=su)
    actions.review_incident(incident=case, review=MISSED, by=su)
    actions.close_incident(incident=case, by=su)
    case.refresh_from_db()
    assert case.state == "closed" and case.closed_by == su
    with pytest.raises(Refused, match="已结案，不能再改"):
        actions.add_payment(incident=case, payment=payment(), by=su)


def test_a_case_does_not_close_while_a_bank_owes_an_answer(
    case: Incident, order: StopPaymentOrder, su: Person
) -> None:
    actions.review_incident(incident=case, review=MISSED, by=su)
    with pytest.raises(Refused, match="还有1份止付令没有结果"):
        actions.close_incident(incident=case, by=su)


def test_a_closed_case_can_be_reopened_and_its_review_rewritten(
    case: Incident, su: Person
) -> None:
    actions.review_incident(incident=case, review=MISSED, by=su)
    actions.close_incident(incident=case, by=su)
    actions.reopen_incident(incident=case, by=su)
    rewritten = replace(MISSED, missed="预警发到了别的网格。")
    actions.review_incident(incident=case, review=rewritten, by=su)
    case.refresh_from_db()
    assert case.state == "open"
    assert case.review.missed == "预警发到了别的网格。"


def test_nothing_personal_is_written_into_the_audit(
    case: Incident, order: StopPaymentOrder
) -> None:
    written = str(list(Entry.objects.values_list("facts", flat=True)))
    for secret in ("柳青青", "13900001234", "钱小二", "6222020000000000006"):
        assert secret not in written
