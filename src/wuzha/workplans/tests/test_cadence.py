"""A duty is asked for at other times from its next period on; the past stays."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from wuzha.clocks.models import Clock
from wuzha.lib.refused import NotAllowed, Refused
from wuzha.organisation.actions.units import close_unit
from wuzha.organisation.models import Person, Unit
from wuzha.workplans import actions
from wuzha.workplans.jobs import ask_for_reports
from wuzha.workplans.models import Duty, ExpectedReport, WorkPlan
from wuzha.workplans.states import ReportState

SignIn = Callable[[Person], Client]


@pytest.fixture
def duty(running: WorkPlan) -> Duty:
    return Duty.objects.select_related("plan__unit").get(plan=running)


def test_the_next_period_follows_another_cadence(
    duty: Duty, luo: Person, clockwork: Person
) -> None:
    before = list(ExpectedReport.objects.order_by("pk").values())
    ends = max(row["last"] for row in before)
    facts = replace(duty.facts, weekday=(5,))
    new = actions.change_cadence(duty=duty, facts=facts, reason="会议定", by=luo)
    ask_for_reports(by=clockwork)
    duty.refresh_from_db()
    assert duty.valid_to == new.valid_from == ends + timedelta(days=1)
    assert new.follows == duty
    assert set(new.units.all()) == set(duty.units.all())
    later = timezone.now() + timedelta(days=14)
    actions.make_reports(duty=duty, until=later, by=clockwork)
    actions.make_reports(duty=new, until=later, by=clockwork)
    kept = ExpectedReport.objects.filter(duty=duty).order_by("pk")
    columns = ("first", "last", "due_at", "unit_id", "state")
    assert [tuple(row[c] for c in columns) for row in before] == list(
        kept.values_list(*columns)
    )
    assert {row.due_at.isoweekday() for row in new.reports.all()} <= {4, 5}
    assert min(row.last for row in new.reports.all()) > ends


def test_only_whoever_confirms_plans_changes_it_and_only_once(
    duty: Duty, lin: Person, luo: Person
) -> None:
    facts = replace(duty.facts, weekday=(5,))
    with pytest.raises(NotAllowed):
        actions.change_cadence(duty=duty, facts=facts, reason="会议定", by=lin)
    with pytest.raises(Refused, match="没有变化"):
        actions.change_cadence(duty=duty, facts=duty.facts, reason="会议定", by=luo)
    actions.change_cadence(duty=duty, facts=facts, reason="会议定", by=luo)
    with pytest.raises(Refused, match="现行的一项"):
        actions.change_cadence(duty=duty, facts=facts, reason="会议定", by=luo)


def test_what_an_ended_cadence_still_awaits_moves_with_the_holidays_too(
    duty: Duty, luo: Person
) -> None:
    now = timezone.now()
    duty.reports.waiting().update(due_at=now + timedelta(days=2))
    facts = replace(duty.facts, weekday=(5,))
    new = actions.change_cadence(duty=duty, facts=facts, reason="会议定", by=luo)
    assert duty in Duty.objects.awaited(now)
    assert duty not in Duty.objects.in_force()
    assert new in Duty.objects.in_force()
    duty.reports.waiting().update(due_at=now - timedelta(days=2))
    assert duty not in Duty.objects.awaited(now)


def test_it_is_changed_on_its_page_and_both_say_so(
    duty: Duty, luo: Person, lin: Person, signed_in: SignIn
) -> None:
    url = reverse("duty_cadence", args=[duty.pk])
    assert signed_in(lin).get(url).status_code == 404
    client = signed_in(luo)
    assert url in client.get(duty.get_absolute_url()).text
    assert "已经开始的时段照旧报送" in client.get(url).text
    asked = {"per": "month", "monthday": "5", "reason": "县里会议定"}
    page = client.post(url, asked, follow=True).text
    assert "县里会议定" in page
    old = client.get(duty.get_absolute_url()).text
    assert "起改用新的频次" in old
    assert url not in old
    assert "停止" in client.get(reverse("duties")).text


def test_a_duty_may_be_due_on_days_of_the_year(
    duty: Duty, luo: Person, clockwork: Person, signed_in: SignIn
) -> None:
    url = reverse("duty_cadence", args=[duty.pk])
    client = signed_in(luo)
    asked = {"per": "half_year", "yearday": "6月20日", "reason": "县里会议定"}
    assert "一年要有 2 个日子" in client.post(url, asked).text
    assert "固定日子只用于" in client.post(url, {**asked, "per": "month"}).text
    days = {**asked, "yearday": "12月20日、6月20日", "time": "17:00"}
    assert "每半年 6月20日、12月20日 17:00" in client.post(url, days, follow=True).text


def test_what_a_closed_unit_missed_stays_missed_and_rings_no_longer(
    running: WorkPlan, town: Unit, county: Unit, guan: Person, lin: Person,
    clockwork: Person, village: Unit,
) -> None:  # fmt: skip
    ask_for_reports(by=clockwork)
    now = timezone.now()
    rows = ExpectedReport.objects.filter(unit=town)
    missed = rows.order_by("first")[0]
    rows.filter(pk=missed.pk).update(
        due_at=now - timedelta(hours=1), opens_at=now - timedelta(days=1)
    )
    ask_for_reports(by=clockwork)
    for unit in (village, town):
        close_unit(unit=unit, on=timezone.localdate(), by=guan)
    ask_for_reports(by=clockwork)
    missed.refresh_from_db()
    assert (missed.state, missed.unit) == (ReportState.WAITING, town)
    assert not Clock.objects.open().filter(unit=town).exists()
    assert not rows.waiting().filter(due_at__gt=now).exists()
    actions.report_duty(report=missed, note="补报", by=lin)
    missed.refresh_from_db()
    assert missed.state == ReportState.LATE
