"""What is theirs to do now, for each role, by clock."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from wuzha.clocks.models import Clock
from wuzha.earlywarnings import actions as work
from wuzha.earlywarnings.models import Dissuasion
from wuzha.earlywarnings.states import Grade, Outcome
from wuzha.earlywarnings.tests.making import receive
from wuzha.home.desk.items import Item
from wuzha.organisation.models import Appointment, Deputy, Leave, Person, Unit

SignIn = Callable[[Person], Client]


@pytest.fixture
def desk(signed_in: SignIn) -> Callable[[Person], Any]:
    def open_desk(person: Person) -> Any:
        return signed_in(person).get("/").context["desk"]

    return open_desk


def steps(items: list[Item]) -> list[str]:
    return [item.step for item in items]


@pytest.fixture
def warning(lin: Person, hong: Person, su: Person) -> Dissuasion:
    """Medium: with the grid."""
    return receive(by=lin)


def feed_back(case: Dissuasion, by: Person) -> None:
    work.record_attempt(
        dissuasion=case, key=uuid4(), way="phone", result="persuaded", by=by
    )
    work.feed_back(
        dissuasion=case, outcome=Outcome.REFUSED, opinion="不愿见面。", by=by
    )


def test_the_next_step_leads_a_grid_worker_to_the_visit(
    warning: Dissuasion, hong: Person, desk: Any
) -> None:
    (item,) = desk(hong).now
    assert item.step == "签收"
    assert item.url == f"/visits/{warning.pk}/"
    assert item.clock.kind == "warning.sign"


def test_the_step_follows_the_work(
    warning: Dissuasion, hong: Person, desk: Any
) -> None:
    work.sign(dissuasion=warning, by=hong)
    assert steps(desk(hong).now) == ["拨打"]
    work.record_attempt(
        dissuasion=warning, key=uuid4(), way="phone", result="no_answer", by=hong
    )
    assert steps(desk(hong).now) == ["见面"]


def test_what_runs_out_first_stands_first(
    warning: Dissuasion, su: Person, lin: Person, desk: Any
) -> None:
    high = receive(by=lin, grade=Grade.HIGH)
    critical = receive(by=lin, grade=Grade.CRITICAL)
    clocks = [item.clock.subject_id for item in desk(su).now]
    assert clocks == [critical.pk, high.pk]


def test_what_a_colleague_has_signed_for_is_theirs(
    warning: Dissuasion, hong: Person, grid: Unit, make_person: Any, desk: Any
) -> None:
    tao = make_person("tao", "网格员陶", "grid_worker", grid)
    assert steps(desk(tao).now) == ["签收"]
    work.sign(dissuasion=warning, by=hong)
    assert desk(tao).now == []


def test_what_is_due_to_somebody_away_is_with_the_deputy(
    warning: Dissuasion, hong: Person, other_hong: Person, desk: Any
) -> None:
    work.sign(dissuasion=warning, by=hong)
    Deputy.objects.create(appointment=hong.appointments.get(), person=other_hong)
    assert desk(other_hong).now == []
    now = timezone.now()
    Leave.objects.create(
        person=hong, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(1)
    )
    assert steps(desk(other_hong).now) == ["拨打"]


def test_what_somebody_left_behind_is_with_the_unit(
    warning: Dissuasion, hong: Person, grid: Unit, make_person: Any, desk: Any
) -> None:
    tao = make_person("tao", "网格员陶", "grid_worker", grid)
    work.sign(dissuasion=warning, by=hong)
    Person.objects.filter(pk=hong.pk).update(is_active=False)
    assert steps(desk(tao).now) == ["拨打"]


def test_another_grid_has_nothing_of_it(
    warning: Dissuasion, other_hong: Person, other_su: Person, desk: Any
) -> None:
    for person in (other_hong, other_su):
        assert desk(person).now == []


def test_an_address_that_nobody_knows_waits_for_triage(
    lin: Person, hong: Person, luo: Person, desk: Any
) -> None:
    receive(by=lin, address="不知道在哪里")
    (item,) = desk(lin).now
    assert item.step == "分派"
    assert "住处待查" in item.title
    assert desk(luo).now == []


def test_what_was_sent_by_hand_is_news_to_one_and_awaited_by_the_other(
    warning: Dissuasion, lin: Person, su: Person, station: Unit, desk: Any
) -> None:
    work.dispatch(dissuasion=warning, unit=station, reason="本人在镇上", by=lin)
    (item,) = desk(su).now
    assert item.mark.label == "人工分派"
    (news,) = desk(su).handed
    assert (news.kind, news.note) == ("人工分派", "值班员林")
    (awaited,) = desk(lin).waiting
    assert awaited.kind == "等“河口派出所”签收"
    assert awaited.clock.kind == "warning.sign"
    assert desk(lin).handed == []
    work.sign(dissuasion=warning, by=su)
    assert desk(lin).waiting == []


def test_a_few_reviews_stand_alone_and_many_are_one_line(
    lin: Person, hong: Person, su: Person, desk: Any
) -> None:
    cases = [receive(by=lin, grade=Grade.LOW) for _ in range(6)]
    for case in cases[:2]:
        feed_back(case, hong)
    assert steps(desk(su).now) == ["复核", "复核"]
    assert [item.kind for item in desk(hong).waiting] == ["等复核", "等复核"]
    for case in cases[2:]:
        feed_back(case, hong)
    (line,) = desk(su).now
    assert "6 件" in line.title
    assert line.url == "/warnings/?show=fed_back"


def test_the_list_shows_the_reviews_that_the_desk_counts(
    lin: Person, hong: Person, su: Person, county: Unit, desk: Any, signed_in: SignIn
) -> None:
    cases = [receive(by=lin, grade=Grade.LOW) for _ in range(7)]
    for case in cases:
        feed_back(case, hong)
    # Somebody of the station's part, whom the county has taken over.
    Dissuasion.objects.filter(pk=cases[0].pk).update(unit=county)
    (line,) = desk(su).now
    assert "6 件" in line.title
    assert signed_in(su).get(line.url).context["page"].paginator.count == 6


def test_a_revisit_comes_to_the_desk_on_its_last_day(
    warning: Dissuasion, hong: Person, desk: Any
) -> None:
    met = work.MeetingIn(fraud_class="F02", identity_checked=True)
    work.record_meeting(dissuasion=warning, key=uuid4(), meeting=met, by=hong)
    assert steps(desk(hong).now) == ["回访", "反馈"]
    later = Clock.objects.filter(kind="warning.revisit").order_by("due_at")
    assert later.count() == 3
    later.update(due_at=timezone.now() + timedelta(hours=20))
    assert steps(desk(hong).now) == ["回访", "回访", "回访", "反馈"]


def test_a_paused_clock_stands_after_those_that_run(
    warning: Dissuasion, lin: Person, hong: Person, desk: Any
) -> None:
    other = receive(by=lin)
    for kind in ("sign", "call", "meet", "feed_back"):
        work.pause_clock(
            dissuasion=warning, kind=f"warning.{kind}", reason="本人出国", by=lin
        )
    first, second = desk(hong).now
    assert (first.url, second.url) == (f"/visits/{other.pk}/", f"/visits/{warning.pk}/")


@pytest.mark.slow
def test_no_desk_shows_a_person_in_full(
    warning: Dissuasion, cast: dict[str, Person], signed_in: SignIn
) -> None:
    for person in cast.values():
        page = signed_in(person).get("/").content.decode()
        assert "申屠远" not in page
        assert not re.search(r"139\d{8}", page)


def test_an_empty_desk_says_so_kindly(
    hong: Person, mo: Person, signed_in: SignIn
) -> None:
    assert "现在没有要您办的事" in signed_in(hong).get("/").content.decode()
    assert "您还没有任职" in signed_in(mo).get("/").content.decode()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("luo", ["打开看板"]),
        ("lin", ["登记案件", "登记预警"]),
        ("hong", ["上报案件"]),
        ("ding", ["柜面询问", "上报案件"]),
        ("an", ["查审计"]),
        ("guan", ["管理人员", "管理单位"]),
        ("mo", []),
    ],
)
def test_each_role_may_begin_its_own_deeds(
    name: str, words: list[str], request: pytest.FixtureRequest, signed_in: SignIn
) -> None:
    answer = signed_in(request.getfixturevalue(name)).get("/")
    assert [button.label for button in answer.context["buttons"]] == words


def test_a_refresh_brings_the_panel_alone(hong: Person, signed_in: SignIn) -> None:
    answer = signed_in(hong).get("/", headers={"X-Wuzha-Refresh": "desk"})
    text = answer.content.decode().strip()
    assert text.startswith('<div class="detail desk" id="desk"')
    assert "<html" not in text


@pytest.mark.slow
def test_many_items_cost_no_more_queries_than_few(
    lin: Person,
    hong: Person,
    su: Person,
    signed_in: SignIn,
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:
    for grade in (Grade.HIGH, Grade.MEDIUM) * 12:
        receive(by=lin, grade=grade)
        receive(by=lin, address="不知道在哪里")
    for person, most in ((lin, 37), (su, 37), (hong, 30)):
        client = signed_in(person)
        client.get("/")
        with django_assert_max_num_queries(most):
            answer = client.get("/")
        assert len(answer.context["desk"].now) >= 12


@pytest.mark.slow
def test_more_than_can_be_looked_through_is_counted(
    lin: Person, signed_in: SignIn, county: Unit
) -> None:
    for _ in range(61):
        receive(by=lin, address="不知道在哪里")
    page = signed_in(lin).get("/")
    assert len(page.context["desk"].now) == 60
    assert "还有 1 件" in page.content.decode()


def test_work_comes_to_the_unit_that_took_over(
    warning: Dissuasion, hong: Person, grid: Unit, village: Unit, desk: Any
) -> None:
    """The grid was merged; its worker is appointed to the new one."""
    today = timezone.localdate()
    merged = Unit.objects.create(
        name="柳湾村第二网格", kind="grid", parent=village, valid_from=today
    )
    merged.path = f"{village.path}{merged.pk}/"
    merged.former_paths = [grid.path]
    merged.save(update_fields=["path", "former_paths"])
    grid.successors.create(new=merged, kind="merge", on=today)
    Unit.objects.filter(pk=grid.pk).update(valid_to=today)
    Appointment.objects.filter(person=hong).update(unit=merged)
    assert steps(desk(hong).now) == ["签收"]
