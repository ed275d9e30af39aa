"""What is going round: said with caution, and without names."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client

from wuzha.incidents.inputs import VictimIn
from wuzha.incidents.tests.make import REPORTED, open_case
from wuzha.lib.counts import Change
from wuzha.lib.periods import Kind, Period
from wuzha.organisation.models import Person, Unit
from wuzha.series.figures import going_round
from wuzha.series.showing import visible

SignedIn = Callable[[Person], Client]
WEEK = Period.of(Kind.WEEK, REPORTED.date())
STORY = "柳青青在临河镇被拉进群里刷单，先返佣金。后来没有再联系。"


def happened(unit: Unit, by: Person, *, times: int, weeks_ago: int = 0) -> None:
    at = REPORTED - timedelta(weeks=weeks_ago)
    for _ in range(times):
        open_case(
            unit=unit,
            by=by,
            payments=[],
            story=STORY,
            reported_at=at,
            at=at,
            victim=VictimIn(name="柳青青", phone="13900001234", age_band="18-40"),
        )


def test_a_class_that_rose_is_said_to_rise_and_a_handful_is_not(
    station: Unit, su: Person
) -> None:
    happened(station, su, times=1, weeks_ago=2)
    happened(station, su, times=3)
    [one] = going_round(visible(su), WEEK)
    assert (one.incidents.now, one.change) == (3, Change.FEW)
    happened(station, su, times=9)
    [one] = going_round(visible(su), WEEK)
    assert (one.incidents.now, one.incidents.usual) == (12, 0.25)
    assert one.change is Change.UP


def test_it_says_how_it_is_worded_without_names_and_who_is_hit(
    station: Unit, su: Person
) -> None:
    happened(station, su, times=3)
    [one] = going_round(visible(su), WEEK)
    assert one.wording == ("柳某某在某镇街被拉进群里刷单，先返佣金",)
    assert one.hit == ("18至40岁（3人中3人）",)
    assert "刷单" in one.tell.say


def test_of_two_people_neither_age_nor_job_is_said(station: Unit, su: Person) -> None:
    happened(station, su, times=2)
    [one] = going_round(visible(su), WEEK)
    assert one.hit == ()


def test_each_counts_what_is_in_their_scope(
    station: Unit, su: Person, other_su: Person, signed_in: SignedIn
) -> None:
    happened(station, su, times=3)
    address = f"/series/round/?week={WEEK.first}"
    assert "刷单返利" in signed_in(su).get(address).content.decode()
    theirs = signed_in(other_su).get(address).content.decode()
    assert "没有案件和预警" in theirs and "刷单返利" not in theirs


def test_a_week_that_is_none_shows_the_last(su: Person, signed_in: SignedIn) -> None:
    desk = signed_in(su)
    last = desk.get("/series/round/").content
    for typed in ("x", "2026-13-45", "2999-01-01"):
        answer = desk.get("/series/round/", {"week": typed})
        assert answer.status_code == 200 and len(answer.content) == len(last)
