"""A report is derived, confirmed, sent up, accepted; then nothing changes it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from wuzha.audit.models import Entry
from wuzha.clocks.models import Clock
from wuzha.lib.refused import Conflict, NotAllowed, Refused
from wuzha.notices.models import Notice
from wuzha.organisation.models import Person, Unit
from wuzha.reports import actions
from wuzha.reports.lines import lines_of
from wuzha.reports.models import Asking, Report
from wuzha.reports.states import FilingState
from wuzha.reports.tests import make
from wuzha.reports.tests.test_figures import reported
from wuzha.workplans.actions import waive_report, withdraw_plan
from wuzha.workplans.models import ExpectedReport, WorkPlan
from wuzha.workplans.states import ReportState

SignIn = Callable[[Person], Client]


@pytest.fixture
def expected(running: WorkPlan, town: Unit, clockwork: Person) -> ExpectedReport:
    """The town's of the week, filled by the number of new cases."""
    found = make.due(town, clockwork=clockwork)
    make.counts(found, "incidents")
    return found


@pytest.fixture
def case(expected: ExpectedReport, town: Unit, wei: Person) -> None:
    """One of the town, within the period of the report."""
    reported(town, expected.period.starts_at + timedelta(hours=9), by=wei)


def value(expected: ExpectedReport) -> int:
    report = Report.objects.filter(expected=expected).first()
    [line] = lines_of(expected, report)
    return line.measured.value


def test_what_is_sent_was_expected_and_is_done(
    expected: ExpectedReport, case: None, tan: Person, lin: Person, luo: Person
) -> None:
    report = actions.send_report(expected=expected, note="一起", seen=0, by=tan)
    expected.refresh_from_db()
    assert expected.state == ReportState.REPORTED
    assert Clock.objects.of(expected).get().in_time
    assert (report.state, report.is_zero) == (FilingState.SENT, False)
    assert report.to_unit == lin.appointments.get().unit
    assert Notice.objects.filter(person=luo, item__contains="请审核").exists()


def test_when_every_figure_is_nothing_it_is_a_zero_report(
    expected: ExpectedReport, tan: Person
) -> None:
    assert actions.send_report(expected=expected, by=tan).is_zero
    expected.refresh_from_db()
    assert expected.state == ReportState.ZERO


def test_zero_is_not_said_of_what_is_not_zero(
    expected: ExpectedReport, case: None, tan: Person
) -> None:
    with pytest.raises(Refused, match="零报告"):
        actions.send_report(expected=expected, zero=True, by=tan)


def test_without_any_figure_a_person_says_whether_it_is_nothing(
    expected: ExpectedReport, tan: Person
) -> None:
    expected.duty.kind = "train"
    expected.duty.figure_key = ""
    expected.duty.save(update_fields=["kind", "figure_key"])
    assert not lines_of(expected, None)
    assert actions.send_report(expected=expected, zero=True, by=tan).is_zero


def test_after_its_time_it_is_late(expected: ExpectedReport, tan: Person) -> None:
    ago = timezone.now() - timedelta(hours=1)
    ExpectedReport.objects.filter(pk=expected.pk).update(due_at=ago)
    actions.send_report(expected=expected, by=tan)
    expected.refresh_from_db()
    assert expected.state == ReportState.LATE


def test_a_correction_keeps_both_numbers_the_reason_and_who(
    expected: ExpectedReport, case: None, tan: Person
) -> None:
    with pytest.raises(Refused, match="原因"):
        actions.correct_figure(
            expected=expected, key="incidents", corrected=2, reason=" ", by=tan
        )
    with pytest.raises(Refused, match="没有这项"):
        actions.correct_figure(
            expected=expected, key="met", corrected=2, reason="漏登", by=tan
        )
    actions.correct_figure(
        expected=expected, key="incidents", corrected=2, reason="漏登一起", by=tan
    )
    report = Report.objects.get()
    [line] = lines_of(expected, report)
    assert line.derived is not None
    assert (line.measured.value, line.derived.value) == (2, 1)
    assert (line.reason, report.corrections.get().by) == ("漏登一起", tan)
    assert Entry.objects.get(event="report.corrected").facts["derived"] == 1


def test_once_accepted_nothing_changes_it(
    expected: ExpectedReport, case: None, tan: Person, lin: Person, wei: Person
) -> None:
    report = actions.send_report(expected=expected, by=tan)
    actions.accept_report(report=report, by=lin)
    reported(expected.unit, expected.period.starts_at + timedelta(hours=1), by=wei)
    assert value(expected) == 1
    with pytest.raises(Refused, match="不能再改"):
        actions.correct_figure(
            expected=expected, key="incidents", corrected=3, reason="漏", by=tan
        )
    with pytest.raises(Refused, match="不能再改"):
        actions.send_report(expected=expected, by=tan)
    with pytest.raises(Refused, match="不能退回"):
        actions.return_report(report=report, reason="数不对", by=lin)


def test_opened_again_it_follows_the_records_and_keeps_what_was_accepted(
    expected: ExpectedReport, case: None, tan: Person, lin: Person, wei: Person
) -> None:
    report = actions.send_report(expected=expected, by=tan)
    with pytest.raises(Refused, match="不用重新打开"):
        actions.reopen_report(report=report, reason="漏登", by=lin)
    actions.accept_report(report=report, by=lin)
    reported(expected.unit, expected.period.starts_at + timedelta(hours=1), by=wei)
    with pytest.raises(Refused, match="原因"):
        actions.reopen_report(report=report, reason=" ", by=lin)
    actions.reopen_report(report=report, reason="漏登一起", by=lin)
    assert value(expected) == 2
    report = actions.send_report(expected=expected, by=tan)
    actions.accept_report(report=report, by=lin)
    report.refresh_from_db()
    [past] = report.former
    assert (past["lines"][0]["value"], past["reason"]) == (1, "漏登一起")
    assert report.frozen[0]["value"] == 2
    expected.refresh_from_db()
    assert expected.state == ReportState.REPORTED


def test_what_is_returned_comes_back_with_its_reason(
    expected: ExpectedReport, case: None, tan: Person, lin: Person
) -> None:
    report = actions.send_report(expected=expected, by=tan)
    with pytest.raises(NotAllowed):
        actions.return_report(report=report, reason="请补说明", by=tan)
    actions.return_report(report=report, reason="请补说明", by=lin)
    assert Notice.objects.filter(person=tan, item__contains="退回").exists()
    report = actions.send_report(expected=expected, note="补了", by=tan)
    assert (report.state, report.note) == (FilingState.SENT, "补了")


def test_nobody_accepts_what_they_sent_themselves(
    expected: ExpectedReport, case: None, lin: Person, luo: Person
) -> None:
    report = actions.send_report(expected=expected, by=lin)
    with pytest.raises(Refused, match="自己"):
        actions.accept_report(report=report, by=lin)
    actions.accept_report(report=report, by=luo)


def test_level_by_level_the_town_looks_it_over_before_the_county_has_it(
    expected: ExpectedReport, village: Unit, town: Unit, county: Unit,
    tan: Person, lin: Person, luo: Person, clockwork: Person, signed_in: SignIn,
) -> None:  # fmt: skip
    actions.register_duties(at=timezone.now(), by=clockwork)
    asking = Asking.objects.get(duty=expected.duty)
    figures = reverse("asking_figures", args=[asking.pk])
    signed_in(lin).post(figures, {"keys": ["incidents"], "by_levels": "yes"})
    assert "逐级审核" in signed_in(lin).get(asking.get_absolute_url()).text
    ExpectedReport.objects.filter(pk=expected.pk).update(unit=village)
    expected.refresh_from_db()
    report = actions.send_report(expected=expected, by=lin)
    assert report.to_unit == town
    with pytest.raises(Refused, match="还要报“青石县”"):
        actions.accept_report(report=report, by=tan)
    page = signed_in(tan).get(expected.get_absolute_url()).text
    assert "审核通过，报 青石县" in page and "河口镇 → 青石县" in page
    accept = reverse("report_accept", args=[expected.pk])
    signed_in(tan).post(accept, {"seen": report.version})
    report.refresh_from_db()
    assert (report.state, report.to_unit) == (FilingState.SENT, county)
    assert Notice.objects.filter(person=luo, item__contains="请接收").exists()
    with pytest.raises(Conflict, match="不用再往上报"):
        actions.approve_report(report=report, by=luo)
    signed_in(luo).post(accept, {"seen": report.version})
    report.refresh_from_db()
    assert report.state == FilingState.ACCEPTED
    assert "河口镇 审核上报" in signed_in(luo).get(expected.get_absolute_url()).text


def test_nobody_stands_for_two_levels(
    expected: ExpectedReport, village: Unit, tan: Person, lin: Person, luo: Person,
    wei: Person,
) -> None:  # fmt: skip
    expected.duty.text = "每周逐级上报"
    expected.duty.save(update_fields=["text"])
    ExpectedReport.objects.filter(pk=expected.pk).update(unit=village)
    report = actions.send_report(expected=expected, by=wei)
    actions.approve_report(report=report, by=lin)
    with pytest.raises(Refused, match="另一个人"):
        actions.accept_report(report=report, by=lin)
    actions.accept_report(report=report, by=luo)


def test_of_two_who_fill_it_in_the_second_is_told(
    expected: ExpectedReport, tan: Person, lin: Person
) -> None:
    actions.keep_report(expected=expected, entries={}, note="先写的", seen=0, by=tan)
    with pytest.raises(Conflict, match="别人改动"):
        actions.send_report(expected=expected, note="后写的", seen=0, by=lin)
    report = Report.objects.get()
    assert (report.note, report.state) == ("先写的", FilingState.FILLING)
    actions.send_report(expected=expected, note="合并", seen=report.version, by=lin)
    with pytest.raises(Conflict, match="查看后"):
        actions.accept_report(report=report, seen=report.version, by=lin)


def test_what_is_waived_is_not_filled_in(
    expected: ExpectedReport, tan: Person, lin: Person
) -> None:
    waive_report(report=expected, reason="放假", by=lin)
    with pytest.raises(Refused, match="免报"):
        actions.send_report(expected=expected, by=tan)


def test_what_was_sent_outlives_the_plan_and_what_was_begun_ends_with_it(
    expected: ExpectedReport, case: None, tan: Person, lin: Person, luo: Person,
    other_town: Unit, clockwork: Person,
) -> None:  # fmt: skip
    begun = make.due(other_town, clockwork=clockwork)
    actions.keep_report(expected=begun, entries={}, note="先记一笔", by=lin)
    report = actions.send_report(expected=expected, by=tan)
    withdraw_plan(plan=expected.duty.plan, reason="换了方案", by=luo)
    actions.accept_report(report=report, by=lin)
    assert value(expected) == 1
    with pytest.raises(Refused, match="免报"):
        actions.send_report(expected=begun, by=lin)
    assert Report.objects.get(expected=begun).note == "先记一笔"


def test_from_the_desk_of_the_town_to_the_desk_of_the_county_and_back(
    expected: ExpectedReport, case: None, tan: Person, lin: Person, hong: Person,
    signed_in: SignIn,
) -> None:  # fmt: skip
    clerk, officer, url = signed_in(tan), signed_in(lin), expected.get_absolute_url()
    assert url in [item.url for item in clerk.get("/").context["desk"].now]
    page = clerk.get(url).text
    assert reverse("figure_rows", args=["incidents"]) in page
    assert "核对无误" in page
    assert signed_in(hong).get(url).status_code == 404
    correct = reverse("report_correct", args=[expected.pk, "incidents"])
    assert "系统原数" in clerk.get(correct).text
    clerk.post(correct, {"corrected": 2, "reason": "漏登一起", "seen": 0})
    clerk.post(url, {"note": "存一下", "seen": 2, "keep": "yes"})
    assert "漏登一起" in clerk.get(url).text
    clerk.post(url, {"note": "两起", "seen": 3})
    assert "等 青石县 审核" in clerk.get(url).text
    waiting = clerk.get("/").context["desk"].waiting
    assert url in [item.url for item in waiting]

    desk = officer.get("/").context["desk"].now
    assert [item.step for item in desk if item.url == url] == ["审核"]
    assert "待审核 1" in officer.get(reverse("reports")).text
    back = reverse("report_give_back", args=[expected.pk])
    officer.post(back, {"reason": "请写明案情", "seen": 4})
    desk = clerk.get("/").context["desk"].now
    assert [item.step for item in desk if item.url == url] == ["补正"]
    assert "请写明案情" in clerk.get(url).text
    clerk.post(url, {"note": "两起，均为刷单", "seen": 5})
    officer.post(reverse("report_accept", args=[expected.pk]), {"seen": 6})
    page = officer.get(url).text
    assert "已接收" in page
    officer.post(back, {"reason": "再核一次"})
    assert "原来接收的数字" in clerk.get(url).text


def test_a_correction_of_money_is_asked_in_yuan(
    expected: ExpectedReport, tan: Person, signed_in: SignIn
) -> None:
    make.counts(expected, "losses")
    url = reverse("report_correct", args=[expected.pk, "losses"])
    signed_in(tan).post(url, {"corrected": "12.50", "reason": "补", "seen": 0})
    assert value(expected) == 1_250
