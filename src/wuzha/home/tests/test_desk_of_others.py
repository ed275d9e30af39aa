"""The desk of analysts, of who confirms the day, of administrators and auditors."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from wuzha.briefs.models import Brief
from wuzha.clocks.actions import set_calendar_year
from wuzha.home.desk import upkeep
from wuzha.home.desk.items import Item
from wuzha.home.desk.upkeep import AHEAD
from wuzha.jobs import heartbeat
from wuzha.jobs.models import Job, JobState
from wuzha.lib.workdays import Holiday, Year
from wuzha.monitoring.tests.made import make_hit, make_run
from wuzha.notices.models import Channel
from wuzha.organisation.models import Person, Unit
from wuzha.security.models import ApiToken, AuditCheck

SignIn = Callable[[Person], Client]


@pytest.fixture
def now_of(signed_in: SignIn) -> Callable[[Person], list[Item]]:
    def read(person: Person) -> list[Item]:
        items: list[Item] = signed_in(person).get("/").context["desk"].now
        return items

    return read


def test_a_few_hits_stand_alone_and_many_are_one_line(
    county: Unit, zhou: Person, lin: Person, now_of: Any, signed_in: SignIn
) -> None:
    run = make_run(county, by=zhou)
    hit = make_hit(county, by=zhou, run=run)
    (item,) = now_of(zhou)
    assert (item.step, item.url) == ("核实", f"/hits/{hit.pk}/")
    assert "6222020000001234567" not in item.note
    for _ in range(5):
        make_hit(county, by=zhou, run=run)
    make_hit(county, by=zhou, run=run, rule_state="trial")
    (item,) = now_of(zhou)
    assert "6 条" in item.title
    assert signed_in(zhou).get(item.url).context["page"].paginator.count == 6
    assert now_of(lin) == []


def test_a_hit_of_a_rule_on_trial_waits_for_nobody(
    county: Unit, zhou: Person, now_of: Any
) -> None:
    make_hit(county, by=zhou, rule_state="trial")
    assert now_of(zhou) == []


def brief(unit: Unit, **facts: Any) -> Brief:
    now = timezone.now()
    plain = {
        "unit": unit,
        "day": timezone.localdate(now) - timedelta(days=1),
        "is_zero": False,
        "drawn_at": now,
        "confirm_by": now + timedelta(hours=3),
    }
    return Brief.objects.create(**plain | facts)


def test_yesterday_is_confirmed_by_its_unit(
    town: Unit, tan: Person, lin: Person, now_of: Any
) -> None:
    drawn = brief(town)
    (item,) = now_of(tan)
    assert (item.step, item.url) == ("核对", f"/briefs/{drawn.pk}/")
    assert now_of(lin) == []


def test_a_day_with_nothing_to_report_asks_nobody(
    town: Unit, tan: Person, now_of: Any
) -> None:
    brief(town, is_zero=True)
    assert now_of(tan) == []


def test_a_confirmed_day_waits_to_be_published(
    county: Unit, luo: Person, lin: Person, now_of: Any
) -> None:
    done = {"confirmed_by": lin, "confirmed_at": timezone.now()}
    brief(county, state="confirmed", **done)
    assert [item.step for item in now_of(luo)] == ["发布"]


@pytest.fixture
def years_known(guan: Person) -> None:
    """Tables of days off for this year and the next."""
    this = timezone.localdate().year
    for year in (this, this + 1):
        day = date(year, 1, 1)
        table = Year(year, "通知", "A", (Holiday("元旦", day, day),))
        set_calendar_year(table=table, seen=0, by=guan)


def test_the_administrator_is_told_of_a_year_without_days_off(
    guan: Person, lin: Person, now_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    heartbeat.beat("one", at=timezone.now())
    monkeypatch.setattr(upkeep, "missing_years", lambda today: [2031])
    (item,) = now_of(guan)
    assert item.title == "还没有2031年的放假安排"
    assert item.url == "/settings/workdays/2031/"
    assert now_of(lin) == []


@pytest.mark.usefixtures("years_known")
def test_the_administrator_is_told_that_no_worker_runs(
    guan: Person, now_of: Any
) -> None:
    (item,) = now_of(guan)
    assert "没有运行" in item.title
    heartbeat.beat("one", at=timezone.now())
    assert now_of(guan) == []
    heartbeat.beat("one", at=timezone.now() - timedelta(minutes=1))
    (item,) = now_of(guan)
    assert "没有运行" in item.title


@pytest.mark.usefixtures("years_known")
def test_the_administrator_sees_what_fails(
    guan: Person, feed: Person, hong: Person, now_of: Any
) -> None:
    now = timezone.now()
    heartbeat.beat("one", at=now)
    Channel.objects.create(person=hong, url="json://x", created_at=now, failures=2)
    Job.objects.create(name="x", created_at=now, finished_at=now, state=JobState.DEAD)
    ApiToken.objects.create(
        person=feed, purpose="市平台", digest="d", expires_at=now + AHEAD / 2
    )
    ApiToken.objects.create(
        person=feed, purpose="省平台", digest="e", expires_at=now + AHEAD * 2
    )
    titles = [item.title for item in now_of(guan)]
    assert sorted(titles) == sorted(
        ["1 个通知渠道发不出去", "1 项后台任务没有成功", "令牌“市平台”快到期"]
    )


@pytest.mark.usefixtures("years_known")
def test_the_auditor_sees_that_the_chain_is_broken(
    an: Person, guan: Person, now_of: Any
) -> None:
    now = timezone.now()
    heartbeat.beat("one", at=now)
    AuditCheck.objects.create(started_at=now, finished_at=now)
    assert now_of(an) == []
    AuditCheck.objects.create(started_at=now, finished_at=now, fault_count=2)
    (item,) = now_of(an)
    assert "2 处" in item.title
    assert now_of(guan) == []
