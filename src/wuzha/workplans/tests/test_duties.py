"""What a duty asks: reported, zero, late and missing are four things."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import MakeUnit
from wuzha.clocks.models import Clock
from wuzha.lib.refused import Conflict, NotAllowed, Refused
from wuzha.notices.models import Notice
from wuzha.organisation.actions.units import close_unit
from wuzha.organisation.models import Person, Unit
from wuzha.workplans import actions
from wuzha.workplans.figures import completeness, reports_within
from wuzha.workplans.jobs import ask_for_reports
from wuzha.workplans.models import ExpectedReport, WorkPlan
from wuzha.workplans.states import ReportState
from wuzha.workplans.tests import make

SignIn = Callable[[Person], Client]


@pytest.fixture
def report(running: WorkPlan, town: Unit, clockwork: Person) -> ExpectedReport:
    """Of the town, due in an hour, with its clock."""
    soon = timezone.now() + timedelta(hours=1)
    last = ExpectedReport.objects.filter(unit=town).order_by("-last")[0]
    ExpectedReport.objects.filter(pk=last.pk).update(
        due_at=soon, opens_at=soon - timedelta(days=2)
    )
    ask_for_reports(by=clockwork)
    last.refresh_from_db()
    assert Clock.objects.running().of(last).exists()
    return last


def test_what_is_reported_in_time_stops_its_clock(
    report: ExpectedReport, tan: Person
) -> None:
    actions.report_duty(report=report, note="两场", by=tan)
    report.refresh_from_db()
    assert (report.state, report.done_by) == (ReportState.REPORTED, tan)
    assert Clock.objects.of(report).get().in_time
    with pytest.raises(Conflict):
        actions.report_duty(report=report, by=tan)


def test_zero_late_and_missing_are_told_apart(
    report: ExpectedReport, tan: Person, county: Unit
) -> None:
    rows = reports_within(county, report.first, report.last).filter(pk=report.pk)
    now = timezone.now()
    assert completeness(rows, now).missing == 0
    late = now + timedelta(hours=2)
    assert completeness(rows, late).missing == 1
    assert completeness(rows, late).percent == 0
    ExpectedReport.objects.filter(pk=report.pk).update(due_at=now - timedelta(hours=1))
    actions.report_duty(report=report, zero=True, by=tan)
    assert completeness(rows, late).late == 1
    ExpectedReport.objects.filter(pk=report.pk).update(
        state=ReportState.WAITING, done_at=None, due_at=late
    )
    actions.report_duty(report=report, zero=True, by=tan)
    counted = completeness(rows, late)
    assert (counted.zero, counted.in_time, counted.percent) == (1, 1, 100)


def test_a_town_founded_in_mid_year_joins_and_leaves_when_it_ends(
    running: WorkPlan,
    county: Unit,
    make_unit: MakeUnit,
    clockwork: Person,
    guan: Person,
) -> None:
    duty = running.duties.get()
    started = set(duty.reports.values_list("unit__name", "first"))
    new = make_unit("新开镇", "town", county)
    ask_for_reports(by=clockwork)
    owed = duty.reports.filter(unit=new)
    assert owed.exists(), "the period that runs is asked of it"
    assert min(row.last for row in owed) >= timezone.localdate()
    before = duty.reports.count()
    ask_for_reports(by=clockwork)
    assert duty.reports.count() == before == len(started) + owed.count()
    close_unit(unit=new, on=timezone.localdate(), by=guan)
    later = timezone.now() + timedelta(days=7)
    actions.make_reports(duty=duty, until=later, by=clockwork)
    asked = duty.reports.filter(first__gt=max(row.first for row in owed))
    assert {row.unit for row in asked} == set(duty.units.all()) - {new}


def test_only_the_unit_itself_reports_and_only_the_plan_makers_waive(
    report: ExpectedReport, hong: Person, tan: Person, lin: Person
) -> None:
    with pytest.raises(NotAllowed):
        actions.report_duty(report=report, by=hong)
    with pytest.raises(NotAllowed):
        actions.waive_report(report=report, reason="不用报", by=tan)
    actions.waive_report(report=report, reason="本周放假", by=lin)
    report.refresh_from_db()
    assert report.state == ReportState.WAIVED
    assert not Clock.objects.open().of(report).exists()
    with pytest.raises(Refused):
        actions.report_duty(report=report, by=tan)


def test_its_alarm_tells_the_unit(
    report: ExpectedReport, tan: Person, tick: Callable[..., None]
) -> None:
    tick(report.due_at + timedelta(minutes=1))
    assert Notice.objects.filter(person=tan, item__contains="已超期").exists()


def test_a_report_is_given_on_its_page_and_lies_on_the_desk_before(
    report: ExpectedReport, tan: Person, lin: Person, signed_in: SignIn
) -> None:
    client = signed_in(tan)
    desk = client.get("/").context["desk"]
    assert report.get_absolute_url() in [item.url for item in desk.now]
    page = client.get(report.get_absolute_url()).text
    assert "零报告" in page
    client.post(report.get_absolute_url(), {"note": "无", "zero": "yes"})
    report.refresh_from_db()
    assert (report.state, report.note) == (ReportState.ZERO, "无")
    duty = client.get(report.duty.get_absolute_url())
    assert duty.status_code == 200
    zero = client.get(f"{report.duty.get_absolute_url()}?state=zero")
    assert [row.pk for row in zero.context["page"]] == [report.pk]
    assert "报送进展" in client.get(reverse("duties")).text
    missing = f"{report.duty.get_absolute_url()}?state=missing"
    assert signed_in(lin).get(missing).status_code == 200


def test_the_county_waives_from_the_page(
    report: ExpectedReport, lin: Person, hong: Person, signed_in: SignIn
) -> None:
    url = reverse("expected_report_waive", args=[report.pk])
    assert signed_in(hong).post(url).status_code == 404
    signed_in(lin).post(url, {"note": "停一周"})
    report.refresh_from_db()
    assert (report.state, report.note) == (ReportState.WAIVED, "停一周")


def test_a_new_task_and_a_plan_to_confirm_lie_on_the_desk(
    running: WorkPlan, county: Unit, lin: Person, luo: Person, qiao: Person,
    signed_in: SignIn,
) -> None:  # fmt: skip
    now = signed_in(qiao).get("/").context["desk"].now
    assert [item.title for item in now] == ["提醒大额转账客户"]
    plan = make.uploaded(county, lin)
    steps = {item.step for item in signed_in(lin).get("/").context["desk"].now}
    assert "审核" in steps
    for kind in ("task", "duty", "target", "phase"):
        actions.accept_kind(plan=plan, kind=kind, by=lin)
    mine = signed_in(luo).get("/").context["desk"].now
    assert [item.step for item in mine] == ["确认"]
