"""The county enters its working days; what was computed stays until it is moved."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from wuzha.audit.models import Entry
from wuzha.clocks import actions, engine
from wuzha.clocks.models import CalendarYear, Clock
from wuzha.clocks.workdays import (
    calendar_for,
    change_by,
    county_calendar,
    missing_years,
    shifted_clocks,
)
from wuzha.lib.clocks import Limit, Rule
from wuzha.lib.clocks import Unit as Span
from wuzha.lib.refused import Conflict, MissingTable, NotAllowed, Refused
from wuzha.lib.workdays import Holiday, Year, shipped
from wuzha.organisation.models import Person, Unit

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
NEW_YEAR = Holiday("元旦", date(2027, 1, 1), date(2027, 1, 3), (date(2027, 1, 9),))


def table(*holidays: Holiday, year: int = 2027, basis: str = "通知一号") -> Year:
    return Year(year, basis, "A", holidays or (NEW_YEAR,))


@pytest.fixture
def page(guan: Person, signed_in: SignIn) -> Client:
    return signed_in(guan)


def typed(*rows: dict[str, str], **overrides: str) -> dict[str, str]:
    """What the form of a year sends."""
    sent = {
        "basis": "国办发明电〔2026〕1号",
        "url": "https://example.gov.cn/notice",
        "seen": "0",
        "holidays-TOTAL_FORMS": str(len(rows)),
        "holidays-INITIAL_FORMS": "0",
    }
    for number, row in enumerate(rows):
        sent |= {f"holidays-{number}-{name}": text for name, text in row.items()}
    return sent | overrides


ROW = {
    "name": "元旦",
    "first": "2027-01-01",
    "last": "2027-01-03",
    "make_up": "2027-01-09",
}


def previewed(page: Client, url: str, sent: dict[str, str]) -> dict[str, str]:
    """What the form sends when what it would change has been seen."""
    digest = page.post(url, sent).context["form"].digest
    return sent | {"previewed": digest}


def test_a_year_that_is_entered_is_counted_with(guan: Person) -> None:
    with pytest.raises(MissingTable):
        county_calendar().is_working(date(2027, 1, 4))
    actions.set_calendar_year(table=table(), seen=0, by=guan)
    calendar = county_calendar()
    assert calendar.add_days(date(2027, 1, 8), 1) == date(2027, 1, 9)
    assert not calendar.is_working(date(2027, 1, 1))
    (entry,) = Entry.objects.filter(event="calendar.year_set")
    assert (entry.by, entry.facts["version"]) == ("guan", 1)


def test_old_versions_stay_and_the_newest_counts(guan: Person) -> None:
    actions.set_calendar_year(table=table(), seen=0, by=guan)
    longer = Holiday("元旦", date(2027, 1, 1), date(2027, 1, 4))
    actions.set_calendar_year(table=table(longer), seen=1, by=guan)
    assert not county_calendar().is_working(date(2027, 1, 4))
    versions = CalendarYear.objects.filter(year=2027)
    assert [row.table.holidays for row in versions] == [(NEW_YEAR,), (longer,)]


def test_who_was_second_is_told_so(guan: Person) -> None:
    actions.set_calendar_year(table=table(), seen=0, by=guan)
    with pytest.raises(Conflict, match="刚被别人改过"):
        actions.set_calendar_year(table=table(), seen=0, by=guan)


def test_others_may_not_set_it_and_a_basis_is_needed(lin: Person, guan: Person) -> None:
    with pytest.raises(NotAllowed):
        actions.set_calendar_year(table=table(), seen=0, by=lin)
    with pytest.raises(NotAllowed):
        actions.move_clocks(by=lin)
    with pytest.raises(Refused, match="文号"):
        actions.set_calendar_year(table=table(basis=" "), seen=0, by=guan)


def test_a_year_is_missed_sixty_days_ahead(guan: Person) -> None:
    assert missing_years(date(2026, 10, 1)) == []
    assert missing_years(date(2026, 11, 22)) == [2027]
    assert missing_years(date(2027, 2, 1)) == [2027]
    actions.set_calendar_year(table=table(), seen=0, by=guan)
    assert missing_years(date(2026, 11, 22)) == []


def test_the_form_saves_a_version(page: Client) -> None:
    hours = {
        "morning_opens": "08:30",
        "morning_closes": "12:00",
        "afternoon_opens": "14:00",
        "afternoon_closes": "18:00",
    }
    url = reverse("clocks:year", args=[2027])
    sent = typed(ROW, {"name": ""}, **hours)
    answer = page.post(url, previewed(page, url, sent), follow=True)
    assert "2027年的工作日历已保存" in answer.text
    (row,) = CalendarYear.objects.all()
    assert row.table.holidays == (NEW_YEAR,)
    assert row.shifts == [["08:30", "12:00"], ["14:00", "18:00"]]
    assert (row.version, row.url) == (1, "https://example.gov.cn/notice")
    again = page.get(url).text
    assert "国办发明电〔2026〕1号" in again and "2027-01-09" in again
    assert "元旦 2027-01-01 至 2027-01-03" in again


def test_what_would_change_is_shown_before_it_is_saved(page: Client) -> None:
    url = reverse("clocks:year", args=[2027])
    seen = page.post(url, typed(ROW))
    assert seen.status_code == 200
    assert "改为放假：1月1日" in seen.text, "the rest of it is a weekend"
    assert "改为上班：1月9日" in seen.text
    assert not CalendarYear.objects.exists()
    other = typed(ROW | {"last": "2027-01-04"})
    changed = page.post(url, other | {"previewed": seen.context["form"].digest})
    assert "改为放假：1月1日、1月4日" in changed.text, "typed anew, shown anew"
    assert not CalendarYear.objects.exists()


def test_a_change_of_the_shipped_table_is_told_from_it(page: Client) -> None:
    url = reverse("clocks:year", args=[2026])
    row = {"name": "元旦", "first": "2026-01-01", "last": "2026-01-03"}
    text = page.post(url, typed(row)).text
    assert "改为上班：2月16日" in text and "改为放假：1月4日、2月14日" in text


def test_a_saved_table_is_taken_back(page: Client) -> None:
    url = reverse("clocks:year", args=[2027])
    sent = previewed(page, url, typed(ROW))
    shown = page.post(url, sent, follow=True).text
    undo = reverse("clocks:undo", args=[2027, 1])
    assert undo in shown
    assert "已撤销" in page.post(undo, follow=True).text
    assert not county_calendar().has(2027)
    assert page.post(undo).status_code == 409, "it is not the newest any more"
    assert "撤销了本县填写的日历" in page.get(url).text
    (entry,) = Entry.objects.filter(event="calendar.year_undone")
    assert entry.facts["version"] == 2


def test_the_version_before_holds_again(guan: Person, lin: Person) -> None:
    actions.set_calendar_year(table=table(), seen=0, by=guan)
    longer = Holiday("元旦", date(2027, 1, 1), date(2027, 1, 4))
    actions.set_calendar_year(table=table(longer), seen=1, by=guan)
    with pytest.raises(NotAllowed):
        actions.undo_calendar_year(year=2027, seen=2, by=lin)
    row = actions.undo_calendar_year(year=2027, seen=2, by=guan)
    assert (row.version, row.table.holidays) == (3, (NEW_YEAR,))
    assert CalendarYear.objects.filter(year=2027).count() == 3
    assert county_calendar().is_working(date(2027, 1, 4))


def test_the_shipped_table_is_what_an_edit_begins_with(page: Client) -> None:
    shown = page.get(reverse("clocks:year", args=[2026]))
    rows = shown.context["form"].rows
    (given,) = (one for one in shipped() if one.year == 2026)
    assert [form.initial.get("first") for form in rows][:7] == [
        one.first for one in given.holidays
    ]
    assert page.get(reverse("clocks:year", args=[1900])).status_code == 404


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"last": "2026-12-31"}, "last", "不能早于第一天"),
        ({"first": "2026-11-30"}, "first", "不在2027年"),
        ({"make_up": "2027-01-08"}, "make_up", "不是周六或周日"),
        ({"make_up": "2027-01-02"}, "make_up", "正在放假"),
        ({"make_up": "一月九日"}, "make_up", "请按 2027-01-04 这样填写"),
        ({"make_up": "2027-01-09、2027-01-09"}, "make_up", "填了两次"),
        ({"name": ""}, "name", "请填写节日"),
    ],
)
def test_each_error_stands_at_its_field(
    page: Client, changed: dict[str, str], field: str, said: str
) -> None:
    answer = page.post(reverse("clocks:year", args=[2027]), typed(ROW | changed))
    assert answer.status_code == 422
    assert said in answer.text
    (form,) = answer.context["form"].rows.forms
    assert field in form.errors
    assert not CalendarYear.objects.exists()


def test_rows_may_not_contradict_each_other(page: Client) -> None:
    other = {"name": "春节", "first": "2027-01-03", "last": "2027-01-05"}
    url = reverse("clocks:year", args=[2027])
    assert "已经在“元旦”假期里" in page.post(url, typed(ROW, other)).text
    working = other | {"first": "2027-02-05", "last": "2027-02-11"}
    working["make_up"] = "2027-01-02"
    assert "已经在“元旦”假期里" in page.post(url, typed(ROW, working)).text
    assert "请至少填写一个假期" in page.post(url, typed()).text
    hours = {"morning_opens": "12:00", "morning_closes": "09:00"}
    assert "要晚于前一个时间" in page.post(url, typed(ROW, **hours)).text
    half = {"morning_opens": "12:00"}
    assert "要一起填写" in page.post(url, typed(ROW, **half)).text


def test_a_pasted_notice_is_shown_before_it_is_saved(page: Client) -> None:
    text = "一、元旦：1月1日（周五）至3日（周日）放假，共3天。1月9日（周六）上班。"
    url = reverse("clocks:notice", args=[2027])
    answer = page.post(url, {"notice": text})
    assert "还没有保存" in answer.text and "2027-01-09" in answer.text
    assert not CalendarYear.objects.exists()
    assert page.post(url, {"notice": "元旦：放假"}).status_code == 409


@pytest.fixture
def clock(village: Unit, grid: Unit) -> Clock:
    """Three working days from now on; only tables of the county know this year."""
    return engine.start(
        kind="return",
        subject=village,
        unit=grid,
        begins=timezone.now(),
        limit=Limit(3, Span.WORKING_DAY),
        pre_alarms=[Limit(1, Span.WORKING_DAY)],
    )


@pytest.fixture
def plain_years(guan: Person) -> list[CalendarYear]:
    """This year and the next with one day off each, far from now."""
    today = timezone.localdate()
    far = date(today.year, 1 if today.month > 6 else 8, 3)
    return [
        actions.set_calendar_year(
            table=table(
                Holiday("假", far.replace(year=year), far.replace(year=year)), year=year
            ),
            seen=0,
            by=guan,
        )
        for year in (today.year, today.year + 1)
    ]


def lengthened(clock: Clock, guan: Person) -> datetime:
    """The day on which the clock ends becomes a day off; its old end."""
    end = timezone.localdate(clock.due_at)
    row = CalendarYear.objects.in_force().get(year=end.year)
    holidays = (*row.table.holidays, Holiday("新增", end, end))
    actions.set_calendar_year(
        table=table(*holidays, year=end.year), seen=row.version, by=guan
    )
    return clock.due_at


def test_a_clock_moves_only_when_somebody_moves_it(
    plain_years: list[CalendarYear], clock: Clock, guan: Person, page: Client
) -> None:
    was = lengthened(clock, guan)
    clock.refresh_from_db()
    assert clock.due_at == was
    (shifted,) = shifted_clocks(timezone.now())
    assert shifted.due_at > was
    shown = page.get(reverse("clocks:years")).text
    assert "1 个时限会改变" in shown and "柳湾村第一网格" in shown
    answer = page.post(reverse("clocks:move"), follow=True)
    assert "1 个时限已改期" in answer.text
    clock.refresh_from_db()
    assert clock.due_at == shifted.due_at
    assert [step.what for step in clock.steps.waiting()] == ["pre_alarm", "due"]
    assert clock.steps.waiting().get(what="due").at == shifted.due_at
    (change,) = clock.changes.all()
    assert (change.due_before, change.due_after) == (was, shifted.due_at)
    (entry,) = Entry.objects.filter(event="calendar.clock_moved")
    assert entry.subject == f"clocks.Clock:{clock.pk}"
    assert shifted_clocks(timezone.now()) == []


def test_an_end_that_was_given_or_has_come_is_not_moved(
    plain_years: list[CalendarYear], clock: Clock, guan: Person
) -> None:
    lengthened(clock, guan)
    assert shifted_clocks(clock.due_at + timedelta(days=9)) == []
    clock.due_at += timedelta(hours=1)  # As after a pause, or given as a date.
    clock.save(update_fields=["due_at"])
    assert actions.move_clocks(by=guan) == 0


def test_a_clock_that_was_stopped_meanwhile_is_left_alone(
    plain_years: list[CalendarYear], clock: Clock, village: Unit
) -> None:
    at, later = timezone.now(), clock.due_at + timedelta(days=1)
    engine.stop(subject=village, kind="return", at=at)
    assert engine.move_end(clock=clock, due_at=later, at=at) is None


def test_clocks_that_would_move_are_counted_before(
    plain_years: list[CalendarYear], clock: Clock
) -> None:
    end = timezone.localdate(clock.due_at)
    row = CalendarYear.objects.in_force().get(year=end.year)
    longer = table(*row.table.holidays, Holiday("新增", end, end), year=end.year)
    change = change_by(longer, timezone.now())
    assert (change.off, change.worked, change.clocks) == ([end], [], 1)
    assert change_by(row.table, timezone.now()).clocks == 0


def test_natural_time_asks_the_database_for_no_calendar(
    django_assert_num_queries: Any,
) -> None:
    with django_assert_num_queries(0):
        calendar_for(Rule(Limit(30, Span.MINUTE)))
    with django_assert_num_queries(1):
        calendar_for(Rule(Limit(3, Span.WORKING_DAY)), Rule(Limit(30, Span.MINUTE)))
