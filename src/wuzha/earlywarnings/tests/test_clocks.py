"""What happens when a limit runs out: the doer is reminded, the deputy told, the unit
above takes over; with pauses, hand-overs and the county's own rules."""

from datetime import datetime, timedelta

import pytest

from wuzha.clocks import firing
from wuzha.clocks.models import Clock, ClockStep
from wuzha.earlywarnings import actions
from wuzha.earlywarnings.actions import GradeRuleIn
from wuzha.earlywarnings.jobs import ALARMS
from wuzha.earlywarnings.models import Dissuasion
from wuzha.earlywarnings.rules import default_rule
from wuzha.earlywarnings.tests.making import receive
from wuzha.lib.refused import NotAllowed, Refused
from wuzha.notices.models import Notice
from wuzha.organisation.models import Appointment, Deputy, Person, Unit

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def case(lin: Person, su: Person, hong: Person, luo: Person) -> Dissuasion:
    """Medium, with the grid; 30 minutes to sign, then 60 and 120 up the levels."""
    return receive(by=lin, grade="medium")


def fire_until(case: Dissuasion, minutes: int, clockwork: Person) -> datetime:
    at = case.received_at + minutes * MINUTE
    while steps := firing.due_steps(at):
        for step in steps:
            when = ClockStep.objects.get(pk=step).at
            firing.fire(step, alarms=ALARMS, at=when, by=clockwork)
    case.refresh_from_db()
    return at


def told(case: Dissuasion) -> list[tuple[str, str]]:
    rows = Notice.objects.open().about(case).order_by("pk")
    return [(n.person.username, n.item.split("：")[1]) for n in rows]


def test_the_doer_is_reminded_before_the_limit(
    case: Dissuasion, clockwork: Person
) -> None:
    fire_until(case, 21, clockwork)
    assert told(case) == [("hong", "请签收"), ("hong", "签收时限快到了")]


def test_at_the_limit_the_deputy_is_told_and_the_limit_is_missed(
    case: Dissuasion, hong: Person, su: Person, clockwork: Person
) -> None:
    held = Appointment.objects.get(person=hong)
    Deputy.objects.create(appointment=held, person=su)
    fire_until(case, 30, clockwork)
    assert case.signed_in_time is False
    assert {
        ("hong", "签收时限已超，请立即处理"),
        ("su", "签收时限已超，请立即处理"),
    } <= set(told(case))


def test_unanswered_it_goes_to_the_station_then_to_the_county(
    case: Dissuasion, station: Unit, county: Unit, clockwork: Person
) -> None:
    fire_until(case, 90, clockwork)
    assert (case.unit, case.state) == (station, "dispatched")
    fire_until(case, 210, clockwork)
    assert case.unit == county
    assert [h.why for h in case.handovers.all()] == ["rule", "overdue", "overdue"]


def test_at_the_top_those_who_answer_for_the_county_are_told(
    lin: Person, luo: Person, wei: Person, county: Unit, grid: Unit, clockwork: Person
) -> None:
    case = receive(by=lin, grade="critical")
    assert case.unit == county
    fire_until(case, 9, clockwork)
    assert ("luo", "青石县签收时限已超，请督办") in told(case)


def test_whoever_signed_and_let_the_meeting_slip_loses_it_to_the_station(
    case: Dissuasion, hong: Person, station: Unit, clockwork: Person
) -> None:
    actions.sign(dissuasion=case, at=case.received_at + MINUTE, by=hong)
    actions.record_attempt(
        dissuasion=case,
        key="00000000-0000-0000-0000-000000000001",  # type: ignore[arg-type]
        way="phone",
        result="no_answer",
        at=case.received_at + 2 * MINUTE,
        by=hong,
    )
    fire_until(case, 1440 + 60, clockwork)
    assert (case.unit, case.person, case.met_in_time) == (station, None, False)
    assert ("hong", "已超时，由上级单位接手") in told(case)
    with pytest.raises(NotAllowed):
        actions.sign(dissuasion=case, by=hong)


def test_a_limit_once_missed_stays_missed_whoever_is_quick_afterwards(
    case: Dissuasion, su: Person, clockwork: Person
) -> None:
    at = fire_until(case, 90, clockwork)
    actions.sign(dissuasion=case, at=at + MINUTE, by=su)
    assert case.signed_in_time is False


def test_a_meeting_made_in_time_but_sent_late_was_in_time(
    case: Dissuasion, hong: Person, clockwork: Person
) -> None:
    fire_until(case, 31, clockwork)
    assert case.signed_in_time is False
    actions.record_attempt(
        dissuasion=case,
        key="00000000-0000-0000-0000-000000000002",  # type: ignore[arg-type]
        way="visit",
        result="away",
        made_at=case.received_at + 10 * MINUTE,
        at=case.received_at + 40 * MINUTE,
        by=hong,
    )
    assert case.signed_in_time is True


def test_a_triage_left_lying_is_told_upwards(
    lin: Person, luo: Person, clockwork: Person
) -> None:
    case = receive(by=lin, address="", grade="high")
    fire_until(case, 20, clockwork)
    assert case.state == "triage"
    assert ("luo", "青石县分派时限已超，请督办") in told(case)


def test_nothing_is_told_about_what_has_ended(
    case: Dissuasion, lin: Person, clockwork: Person
) -> None:
    actions.mark_invalid(dissuasion=case, reason="测试指令", by=lin)
    fire_until(case, 3000, clockwork)
    assert told(case) == []


def test_a_revisit_that_is_due_is_told_to_the_doer(
    case: Dissuasion, hong: Person, clockwork: Person
) -> None:
    actions.record_meeting(
        dissuasion=case,
        key="00000000-0000-0000-0000-000000000003",  # type: ignore[arg-type]
        meeting=actions.MeetingIn(fraud_class="F02"),
        at=case.received_at + MINUTE,
        by=hong,
    )
    actions.feed_back(dissuasion=case, outcome="dissuaded", opinion="好", by=hong)
    fire_until(case, 1442, clockwork)
    assert told(case) == [("hong", "回访到时间了")]


def test_a_paused_clock_gives_no_alarm_and_keeps_what_is_left(
    case: Dissuasion, su: Person, hong: Person, clockwork: Person
) -> None:
    at = case.received_at
    actions.sign(dissuasion=case, at=at + MINUTE, by=hong)
    actions.pause_clock(
        dissuasion=case,
        kind="warning.meet",
        reason="本人在外地，周三返回",
        at=at + 60 * MINUTE,
        by=su,
    )
    actions.resume_clock(
        dissuasion=case, kind="warning.meet", at=at + 120 * MINUTE, by=su
    )
    clock = Clock.objects.of(case).get(kind="warning.meet")
    assert clock.due_at == at + (1440 + 60) * MINUTE
    assert clock.changes.filter(reason="本人在外地，周三返回").exists()


def test_a_grid_worker_cannot_pause(case: Dissuasion, hong: Person) -> None:
    with pytest.raises(NotAllowed):
        actions.pause_clock(dissuasion=case, kind="warning.sign", reason="忙", by=hong)


def test_sent_back_the_limits_run_on_and_the_county_decides(
    case: Dissuasion, hong: Person, county: Unit, lin: Person, other_grid: Unit
) -> None:
    due = Clock.objects.of(case).get(kind="warning.meet").due_at
    actions.send_back(dissuasion=case, reason="已搬去东坪镇", by=hong)
    assert (case.state, case.unit) == ("triage", county)
    assert Clock.objects.running().of(case).get(kind="warning.meet").due_at == due
    assert Clock.objects.running().of(case).filter(kind="warning.triage").exists()
    assert ("lin", "没有确定由谁承办，请分派") in told(case)


def test_dispatched_by_hand_it_needs_somebody_there(
    case: Dissuasion, lin: Person, other_grid: Unit
) -> None:
    with pytest.raises(Refused, match="没有可以承办预警的人员"):
        actions.dispatch(
            dissuasion=case, unit=other_grid, reason="本人住在石桥村", by=lin
        )


def test_dispatched_by_hand_the_limits_go_along(
    case: Dissuasion, lin: Person, other_grid: Unit, other_hong: Person, hong: Person
) -> None:
    due = Clock.objects.of(case).get(kind="warning.sign").due_at
    actions.dispatch(dissuasion=case, unit=other_grid, reason="本人住在石桥村", by=lin)
    clock = Clock.objects.running().of(case).get(kind="warning.sign")
    assert (clock.unit, clock.due_at) == (other_grid, due)
    assert told(case) == [("other_hong", "请签收")]
    assert case.handovers.last().reason == "本人住在石桥村"


def test_out_of_triage_the_place_is_learned(
    lin: Person, hong: Person, grid: Unit
) -> None:
    case = receive(by=lin, address="老街三组")
    actions.dispatch(dissuasion=case, unit=grid, reason="电话核实住址", by=lin)
    assert (case.place, case.state) == (grid, "dispatched")


def test_a_station_cannot_send_to_another_stations_grid(
    case: Dissuasion, su: Person, other_grid: Unit, other_hong: Person
) -> None:
    with pytest.raises(NotAllowed):
        actions.dispatch(dissuasion=case, unit=other_grid, reason="在那边", by=su)


def rule_in(county: Unit, **changes: object) -> GradeRuleIn:
    usual = default_rule(county=county, grade="medium", at=datetime.now().astimezone())
    names = GradeRuleIn.__dataclass_fields__
    return GradeRuleIn(**{n: getattr(usual, n) for n in names} | changes)  # type: ignore[arg-type]


def test_the_countys_own_rule_holds_for_what_comes_after(
    lin: Person, hong: Person, guan: Person, su: Person, county: Unit, station: Unit
) -> None:
    before = receive(by=lin, grade="medium")
    actions.set_grade_rule(
        county=county,
        grade="medium",
        rule=rule_in(county, sign=7, targets=["station", "county"]),
        reason="县反诈办会议纪要",
        by=guan,
    )
    case = receive(by=lin, grade="medium")
    clocks = [Clock.objects.of(one).get(kind="warning.sign") for one in (before, case)]
    minutes = [(c.due_at - c.begins_at) // MINUTE for c in clocks]
    assert minutes == [30, 7]
    assert case.unit == station


def test_a_rule_that_restarts_gives_the_next_unit_the_whole_limit(
    lin: Person,
    hong: Person,
    su: Person,
    guan: Person,
    county: Unit,
    station: Unit,
    clockwork: Person,
) -> None:
    actions.set_grade_rule(
        county=county,
        grade="medium",
        rule=rule_in(county, restarts=True),
        reason="县反诈办会议纪要",
        by=guan,
    )
    case = receive(by=lin, grade="medium")
    at = fire_until(case, 90, clockwork)
    clock = Clock.objects.running().of(case).get(kind="warning.sign")
    assert (clock.unit, clock.due_at) == (station, at + 30 * MINUTE)


def test_a_rule_needs_its_reason(guan: Person, county: Unit) -> None:
    with pytest.raises(Refused, match="依据"):
        actions.set_grade_rule(
            county=county, grade="low", rule=rule_in(county), reason=" ", by=guan
        )


def test_a_rule_cannot_begin_in_the_past(guan: Person, county: Unit) -> None:
    with pytest.raises(Refused, match="不能早于现在"):
        actions.set_grade_rule(
            county=county,
            grade="medium",
            rule=rule_in(county),
            reason="补记",
            valid_from=datetime.now().astimezone() - MINUTE,
            by=guan,
        )
