"""What is refused, and in which words; what happens at the rim of the work."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from wuzha.clocks.models import Clock
from wuzha.earlywarnings import actions
from wuzha.earlywarnings.actions import MeetingIn
from wuzha.earlywarnings.desk import Desk
from wuzha.earlywarnings.models import Dissuasion, PlaceName, Revisit
from wuzha.earlywarnings.states import Door
from wuzha.earlywarnings.tests.making import receive, warning_in
from wuzha.incidents.actions import VictimIn, open_incident
from wuzha.incidents.models import Incident
from wuzha.lib.refused import Conflict, Refused
from wuzha.notices.models import Notice
from wuzha.organisation.models import Appointment, Deputy, Leave, Person, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(lin: Person, su: Person, hong: Person, wei: Person) -> Dissuasion:
    return receive(by=lin)


def met(case: Dissuasion, by: Person, **facts: Any) -> Dissuasion:
    actions.record_meeting(
        dissuasion=case,
        key=uuid4(),
        meeting=MeetingIn(fraud_class="F07", **facts),
        by=by,
    )
    return case


def fed_back(case: Dissuasion, by: Person) -> Dissuasion:
    actions.feed_back(dissuasion=case, outcome="dissuaded", opinion="好", by=by)
    return case


def revisit(case: Dissuasion) -> Revisit:
    return case.revisits.waiting()[0]


@pytest.mark.parametrize(
    ("deed", "facts", "sentence"),
    [
        ("send_back", {"reason": " "}, "退回的原因"),
        ("pause_clock", {"kind": "warning.sign", "reason": ""}, "暂停的原因"),
        ("pause_clock", {"kind": "warning.triage", "reason": "忙"}, "已经结束"),
        ("resume_clock", {"kind": "warning.revisit"}, "已经结束"),
        ("transfer", {"to": "", "reason": "外出"}, "哪个县区"),
        ("return_feedback", {"reason": ""}, "请写明原因"),
        ("reopen", {"reason": " "}, "请写明原因"),
        ("return_feedback", {"reason": "缺项"}, "不能改为"),
        ("plan_revisit", {"hours": 24}, "见面之后"),
    ],
)
def test_a_deed_that_cannot_be_says_what_is_missing(
    case: Dissuasion, su: Person, deed: str, facts: dict[str, Any], sentence: str
) -> None:
    before = case.version
    with pytest.raises(Refused, match=sentence):
        getattr(actions, deed)(dissuasion=case, by=su, **facts)
    case.refresh_from_db()
    assert case.version == before


def test_nothing_is_sent_where_it_is_or_where_nobody_could_have_it(
    case: Dissuasion, lin: Person, grid: Unit, station: Unit
) -> None:
    for unit, reason, sentence in (
        (grid, "就近", "不用再分派"),
        (station, " ", "分派的原因"),
    ):
        with pytest.raises(Refused, match=sentence):
            actions.dispatch(dissuasion=case, unit=unit, reason=reason, by=lin)
    station.valid_to = timezone.localdate()
    station.save(update_fields=["valid_to"])
    with pytest.raises(Refused, match="已经撤并"):
        actions.dispatch(dissuasion=case, unit=station, reason="就近", by=lin)
    actions.mark_invalid(dissuasion=case, reason="空号", by=lin)
    with pytest.raises(Refused, match="重新打开"):
        actions.dispatch(dissuasion=case, unit=grid, reason="就近", by=lin)


def test_who_waits_for_triage_cannot_be_called_yet(lin: Person) -> None:
    case = receive(by=lin, address="")
    with pytest.raises(Refused, match="还没有分派"):
        actions.record_attempt(
            dissuasion=case, key=uuid4(), way="phone", result="busy", by=lin
        )


def test_a_further_call_leaves_the_first_as_it_was(
    case: Dissuasion, hong: Person
) -> None:
    def call(result: str) -> None:
        actions.record_attempt(
            dissuasion=case, key=uuid4(), way="phone", result=result, by=hong
        )

    call("persuaded")
    first, reached = case.called_at, case.reached_at
    call("doubts")
    assert (case.called_at, case.reached_at) == (first, reached)
    actions.take_back_attempt(attempt=case.attempts.get(result="persuaded"), by=hong)
    case.refresh_from_db()
    assert (case.state, case.called_at) == ("contacted", first)
    assert case.reached_at == case.attempts.get(result="doubts").at


def test_what_is_old_is_not_taken_back(case: Dissuasion, hong: Person) -> None:
    actions.record_attempt(
        dissuasion=case, key=uuid4(), way="phone", result="busy", by=hong
    )
    late = timezone.now() + timedelta(minutes=31)
    with pytest.raises(Refused, match="超过30分钟"):
        actions.take_back_attempt(attempt=case.attempts.get(), at=late, by=hong)


def test_a_meeting_sent_twice_counts_once(case: Dissuasion, hong: Person) -> None:
    key, told = uuid4(), MeetingIn(fraud_class="F01")
    for _ in range(2):
        actions.record_meeting(dissuasion=case, key=key, meeting=told, by=hong)
    assert case.meetings.count() == 1


def test_money_that_left_counts_from_when_it_left(
    case: Dissuasion, hong: Person
) -> None:
    paid = case.received_at.replace(microsecond=0)
    payment = {"payee_name": "", "amount_cents": 500, "paid_at": paid.isoformat()}
    met(case, hong, money_moved=True, payments=[payment])
    assert case.defrauded_at == paid
    actions.take_back_meeting(meeting=case.meetings.get(), by=hong)
    case.refresh_from_db()
    assert case.defrauded_at is None


def test_a_person_who_has_paid_is_fed_back_as_defrauded_without_a_meeting(
    case: Dissuasion, hong: Person
) -> None:
    actions.record_attempt(
        dissuasion=case, key=uuid4(), way="phone", result="paid", by=hong
    )
    actions.feed_back(dissuasion=case, outcome="defrauded", opinion="已报案", by=hong)
    assert case.defrauded_at == case.fed_back_at


def test_one_revisit_more_is_planned_once(case: Dissuasion, hong: Person) -> None:
    met(case, hong)
    more = actions.plan_revisit(dissuasion=case, hours=12, by=hong)
    assert (more.hours, Clock.objects.running().of(more).count()) == (12, 1)
    with pytest.raises(Conflict, match="已经安排"):
        actions.plan_revisit(dissuasion=case, hours=12, by=hong)


def test_a_revisit_is_recorded_once(
    case: Dissuasion, hong: Person, lin: Person
) -> None:
    planned, key = revisit(met(case, hong)), uuid4()
    for _ in range(2):
        actions.record_revisit(
            revisit=planned, key=key, way="phone", result="safe", by=hong
        )
    assert (planned.result, planned.in_time) == ("safe", True)
    with pytest.raises(Conflict, match="已经有记录"):
        actions.record_revisit(
            revisit=planned, key=uuid4(), way="visit", result="at_risk", by=lin
        )


@pytest.mark.parametrize(
    ("result", "told", "lost"),
    [("at_risk", "请重新劝阻", False), ("defrauded", "申请止付", True)],
)
def test_a_revisit_that_finds_danger_is_told_at_once(
    case: Dissuasion, hong: Person, lin: Person, result: str, told: str, lost: bool
) -> None:
    actions.record_revisit(
        revisit=revisit(met(case, hong)),
        key=uuid4(),
        way="phone",
        result=result,
        by=hong,
    )
    case.refresh_from_db()
    assert (case.defrauded_at is not None) is lost
    notices = Notice.objects.open().about(case).filter(person=lin)
    assert [told in notice.item for notice in notices] == [True]


def test_while_the_signer_is_away_the_deputy_is_told(
    case: Dissuasion, hong: Person, su: Person, lin: Person
) -> None:
    actions.sign(dissuasion=case, by=hong)
    held = Appointment.objects.get(person=hong)
    Deputy.objects.create(appointment=held, person=su)
    now = timezone.now()
    Leave.objects.create(
        person=hong, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(days=1)
    )
    receive(by=lin, phone=case.phone)
    assert [n.person for n in Notice.objects.open().about(case)] == [su]


def test_a_case_is_joined_by_its_identity_number_when_the_phone_is_new(
    lin: Person, hong: Person, su: Person
) -> None:
    identity = "11010519491231002X"
    first = receive(by=lin, identity=identity)
    assert receive(by=lin, identity=identity, phone="13700000000") == first


def test_a_duplicate_is_of_another(case: Dissuasion, lin: Person) -> None:
    with pytest.raises(Refused, match="另一条"):
        actions.mark_duplicate(dissuasion=case, of=case, reason="同一人", by=lin)


def test_what_is_nameless_is_not_opened_again(
    case: Dissuasion, lin: Person, clockwork: Person
) -> None:
    actions.mark_invalid(dissuasion=case, reason="空号", by=lin)
    later = timezone.now() + timedelta(days=3 * 366)
    actions.deidentify_old(at=later, by=clockwork)
    with pytest.raises(Refused, match="保存期限"):
        actions.reopen(dissuasion=case, reason="又来", by=lin)


def test_after_the_review_sent_back_what_was_never_met_it_is_contacted(
    case: Dissuasion, hong: Person, su: Person
) -> None:
    actions.record_attempt(
        dissuasion=case, key=uuid4(), way="visit", result="nowhere", by=hong
    )
    actions.feed_back(dissuasion=case, outcome="unreachable", opinion="未见", by=hong)
    actions.return_feedback(dissuasion=case, reason="写明找过哪里", by=su)
    assert case.state == "contacted"


@pytest.fixture
def incident(county: Unit, wei: Person, case: Dissuasion) -> Incident:
    made: Incident = open_incident(
        unit=county,
        fraud_class="F01",
        victim=VictimIn(name="申屠远"),
        reported_at=case.received_at,
        by=wei,
    )
    return made


def test_a_case_reported_elsewhere_is_joined_by_hand(
    case: Dissuasion, incident: Incident, wei: Person, county: Unit
) -> None:
    actions.join_incident(dissuasion=case, incident=incident, by=wei)
    actions.join_incident(dissuasion=case, incident=incident, by=wei)
    assert (case.incident, case.defrauded_at) == (incident, incident.reported_at)
    other = open_incident(
        unit=county,
        fraud_class="F02",
        victim=VictimIn(name="申屠远"),
        reported_at=case.received_at,
        by=wei,
    )
    with pytest.raises(Conflict, match="已经关联"):
        actions.join_incident(dissuasion=case, incident=other, by=wei)


def test_names_of_places_are_of_places_and_kept_once(
    town: Unit, station: Unit, lin: Person
) -> None:
    for _ in range(2):
        actions.add_place_name(unit=town, name=" 老渡口 ", by=lin)
    kept = PlaceName.objects.get()
    assert kept.name == "老渡口"
    with pytest.raises(Refused, match="乡镇、村社区或网格"):
        actions.add_place_name(unit=station, name="所里", by=lin)
    actions.remove_place_name(place_name=kept, by=lin)
    assert not PlaceName.objects.exists()


def test_a_station_opens_the_case_of_its_own_work(
    lin: Person, su: Person, station: Unit
) -> None:
    case = receive(by=lin, grade="high")
    assert actions.open_case(dissuasion=case, by=su).unit == station


def test_what_became_an_incident_stays_lost_when_the_meeting_is_taken_back(
    case: Dissuasion, hong: Person, wei: Person
) -> None:
    met(case, hong, money_moved=True)
    actions.open_case(dissuasion=case, by=wei)
    actions.take_back_meeting(meeting=case.meetings.get(), by=hong)
    case.refresh_from_db()
    assert case.defrauded_at is not None


def test_a_meeting_that_no_grade_asked_for_is_taken_back_without_a_clock(
    lin: Person, hong: Person, su: Person
) -> None:
    case = met(receive(by=lin, grade="low"), hong)
    actions.take_back_meeting(meeting=case.meetings.get(), by=hong)
    assert not Clock.objects.of(case).filter(kind="warning.meet").exists()


def test_many_at_once_join_by_identity_number_alone(
    lin: Person, hong: Person, su: Person
) -> None:
    """Two of one batch, and one that is known; none with a phone."""
    known = receive(by=lin, phone="", identity="11010519491231002X")
    batch = [
        warning_in(phone="", identity=identity)
        for identity in ("11010519491231002X", "440524188001010014", "")
    ]
    batch += [warning_in(phone="", identity="440524188001010014"), warning_in(phone="")]
    received = actions.receive_warnings(
        warnings=batch, door=Door.SHEET, desk=Desk.for_many(), by=lin
    )
    cases = [one.dissuasion for one in received]
    assert cases[0] == known
    assert cases[1] == cases[3]
    assert len(set(cases)) == 4
