"""A brief is derived, confirmed by a person, and fixed when it is published."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta

import docx
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from wuzha.audit.models import Entry
from wuzha.briefs.actions import (
    confirm_brief,
    correct_figure,
    draw_up,
    draw_up_briefs,
    publish_brief,
    take_back_confirmation,
)
from wuzha.briefs.figures import lines
from wuzha.briefs.models import Brief
from wuzha.briefs.states import CONFIRM_CLOCK, Standing
from wuzha.clocks.models import Clock
from wuzha.incidents.tests.make import reported
from wuzha.lib.refused import NotAllowed, Refused
from wuzha.organisation.models import Person, Unit

SignIn = Callable[[Person], Client]


@pytest.fixture
def now() -> datetime:
    """Five past midnight: yesterday has just ended."""
    return timezone.localtime().replace(hour=0, minute=5, second=0, microsecond=0)


def yesterdays(unit: Unit, now: datetime, by: Person) -> Brief:
    day = timezone.localdate(now) - timedelta(days=1)
    return draw_up(unit=unit, day=day, at=now, by=by)


def value(brief: Brief, key: str) -> int:
    return next(line.value for line in lines(brief) if line.key == key)


def test_a_unit_with_nothing_to_report_says_so(
    county: Unit, lin: Person, now: datetime
) -> None:
    brief = yesterdays(county, now, lin)
    assert brief.is_zero
    assert brief.standing(now + timedelta(days=1)) == Standing.ZERO
    assert not Clock.objects.filter(kind=CONFIRM_CLOCK).exists()


def test_zero_waiting_missing_and_late_are_four_things(
    county: Unit, wei: Person, now: datetime
) -> None:
    reported(county, now - timedelta(hours=3), by=wei)
    brief = yesterdays(county, now, wei)
    assert brief.standing(now) == Standing.WAITING
    after = brief.confirm_by + timedelta(minutes=1)
    assert brief.standing(after) == Standing.MISSING
    confirm_brief(brief=brief, at=after, by=wei)
    brief.refresh_from_db()
    assert brief.standing(after) == Standing.LATE


def test_every_reporting_unit_has_its_brief_once(
    county: Unit, town: Unit, station: Unit, clockwork: Person, now: datetime
) -> None:
    draw_up_briefs(at=now, by=clockwork)
    draw_up_briefs(at=now, by=clockwork)
    assert {b.unit for b in Brief.objects.all()} == {county, town, station}
    assert Brief.objects.count() == 3


def test_the_figures_follow_the_records_until_publication(
    county: Unit, wei: Person, now: datetime
) -> None:
    at = now - timedelta(hours=3)
    reported(county, at, by=wei)
    brief = yesterdays(county, now, wei)
    assert (value(brief, "incidents"), value(brief, "losses")) == (1, 50_000_00)
    reported(county, at, by=wei)
    assert value(brief, "incidents") == 2
    confirm_brief(brief=brief, at=now, by=wei)
    publish_brief(brief=brief, at=now, by=wei)
    brief.refresh_from_db()
    reported(county, at, by=wei)
    assert value(brief, "incidents") == 2


def test_a_correction_keeps_both_numbers_the_reason_and_who(
    county: Unit, wei: Person, now: datetime
) -> None:
    reported(county, now - timedelta(hours=3), by=wei)
    brief = yesterdays(county, now, wei)
    correction = correct_figure(
        brief=brief, key="incidents", corrected=2, reason="另一起已电话报县中心", by=wei
    )
    assert (correction.derived, correction.corrected) == (1, 2)
    assert value(brief, "incidents") == 2
    entry = Entry.objects.get(event="brief.corrected")
    assert entry.facts["derived"] == 1


def test_a_correction_without_a_reason_is_refused(
    county: Unit, wei: Person, now: datetime
) -> None:
    brief = yesterdays(county, now, wei)
    with pytest.raises(Refused, match="原因"):
        correct_figure(brief=brief, key="met", corrected=2, reason=" ", by=wei)


def test_after_confirming_nothing_is_corrected_until_it_is_taken_back(
    county: Unit, wei: Person, now: datetime
) -> None:
    brief = yesterdays(county, now, wei)
    confirm_brief(brief=brief, at=now, by=wei)
    with pytest.raises(Refused, match="撤回"):
        correct_figure(brief=brief, key="met", corrected=1, reason="漏登", by=wei)
    take_back_confirmation(brief=brief, by=wei)
    correct_figure(brief=brief, key="met", corrected=1, reason="漏登", by=wei)
    assert value(brief, "met") == 1


def test_a_day_that_has_not_ended_is_not_confirmed(county: Unit, wei: Person) -> None:
    today = timezone.localdate()
    brief = draw_up(unit=county, day=today, at=timezone.now(), by=wei)
    with pytest.raises(Refused, match="还没有结束"):
        confirm_brief(brief=brief, by=wei)


def test_the_station_confirms_its_own_and_does_not_publish_the_countys(
    county: Unit, station: Unit, su: Person, lin: Person, now: datetime
) -> None:
    confirm_brief(brief=yesterdays(station, now, su), at=now, by=su)
    whole = yesterdays(county, now, lin)
    with pytest.raises(NotAllowed):
        confirm_brief(brief=whole, at=now, by=su)
    with pytest.raises(NotAllowed):
        publish_brief(brief=whole, at=now, by=su)


def test_a_number_on_the_page_opens_its_records(
    county: Unit, wei: Person, now: datetime, signed_in: SignIn
) -> None:
    incident = reported(county, now - timedelta(hours=3), by=wei)
    brief = yesterdays(county, now, wei)
    client = signed_in(wei)
    page = client.get(reverse("briefs:brief", args=[brief.pk])).content.decode()
    rows_url = reverse("briefs:figure", args=[brief.pk, "incidents"])
    assert rows_url in page
    assert incident.number in client.get(rows_url).content.decode()
    workbook = client.get(reverse("briefs:sheet", args=[brief.pk]))
    assert b"".join(workbook.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]


def test_the_day_can_be_seen_while_it_runs(
    county: Unit, lin: Person, wei: Person, signed_in: SignIn
) -> None:
    incident = reported(county, timezone.now(), by=wei)
    answer = signed_in(lin).post(reverse("briefs:today"), follow=True)
    assert "今天未完" in answer.content.decode()
    assert incident.reported_at.date() == timezone.now().date()


def test_the_paper_says_what_the_page_says(
    county: Unit, wei: Person, now: datetime, signed_in: SignIn
) -> None:
    reported(county, now - timedelta(hours=3), by=wei, cents=123_456_00)
    brief = yesterdays(county, now, wei)
    correct_figure(brief=brief, key="met", corrected=3, reason="漏登", by=wei)
    url = reverse("briefs:paper", args=[brief.pk])
    answer = signed_in(wei).get(url)
    paper = docx.Document(io.BytesIO(answer.content))
    text = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    assert "新立案件1起，损失12.3万元" in text
    assert "由系统原数0更正为3，原因：漏登" in text
    cells = [cell.text for row in paper.tables[0].rows for cell in row.cells]
    assert "123456.00" in cells


def test_who_confirmed_and_published_it_stands_in_the_words_of_the_reader(
    county: Unit, wei: Person, now: datetime, signed_in: SignIn
) -> None:
    brief = yesterdays(county, now, wei)
    client = signed_in(wei)
    client.cookies["django_language"] = "en"

    def note() -> str:
        return client.get(reverse("briefs:brief", args=(brief.pk,))).content.decode()

    confirm_brief(brief=brief, at=now, by=wei)
    assert f"{wei} · confirmed " in note()
    publish_brief(brief=brief, at=now, by=wei)
    assert f"{wei} · published " in note()
