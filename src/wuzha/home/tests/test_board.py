"""The county at a glance: every number leads to exactly its rows."""

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
from wuzha.earlywarnings.states import Grade
from wuzha.earlywarnings.tests.making import receive
from wuzha.home.board.whole import Board
from wuzha.incidents import actions
from wuzha.incidents.inputs import BankAnswer
from wuzha.incidents.models import StopPaymentOrder
from wuzha.incidents.tests import make
from wuzha.organisation.models import Person, Unit

SignIn = Callable[[Person], Client]
OTHER_PLACE = "青石县东坪镇石桥村第一网格1组1号"


@pytest.fixture
def board(signed_in: SignIn) -> Callable[[Person], Board]:
    def open_board(person: Person) -> Board:
        shown: Board = signed_in(person).get("/board/").context["board"]
        return shown

    return open_board


@pytest.fixture
def towns(
    town: Unit, other_town: Unit, hong: Person, other_hong: Person, su: Person
) -> tuple[Unit, Unit]:
    return town, other_town


def stopped(unit: Unit, branch: Unit, police: Person, bank: Person) -> StopPaymentOrder:
    now = timezone.now()
    case = make.open_case(
        unit=unit,
        place=unit,
        by=police,
        reported_at=now - timedelta(minutes=3),
        at=now,
        payments=[make.payment(paid_at=now - timedelta(minutes=5))],
    )
    order = make.drafted(incident=case, by=police, at=now, bank_unit=branch)
    actions.issue_stop_payment(order=order, by=police)
    actions.execute_stop_payment(
        order=order, answer=BankAnswer(balance_cents=3_000_000), by=bank
    )
    return order


def run_out(case: Dissuasion, minutes: int) -> None:
    over = timezone.now() - timedelta(minutes=minutes)
    Clock.objects.of(case).filter(kind="warning.sign").update(
        due_at=over, begins_at=over - timedelta(minutes=30)
    )


def test_what_is_over_comes_first_then_what_runs_out_next(
    towns: tuple[Unit, Unit], lin: Person, board: Any
) -> None:
    later, over, next_up, longest_over = (
        receive(by=lin),
        receive(by=lin),
        receive(by=lin, grade=Grade.CRITICAL),
        receive(by=lin),
    )
    run_out(over, 5)
    run_out(longest_over, 50)
    lane = board(lin).warnings
    found = [line.clock.subject_id for line in lane.lines]
    assert found == [longest_over.pk, over.pk, next_up.pk, later.pk]
    assert (lane.opened, lane.over) == (4, 2)


def test_a_case_stands_once_however_many_clocks_it_has(
    towns: tuple[Unit, Unit], lin: Person, board: Any
) -> None:
    case = receive(by=lin)
    Clock.objects.of(case).update(
        begins_at=timezone.now() - timedelta(hours=2),
        due_at=timezone.now() - timedelta(hours=1),
    )
    assert len(board(lin).warnings.lines) == 1


def test_todays_figures_lead_to_their_rows(
    towns: tuple[Unit, Unit],
    hong: Person,
    lin: Person,
    board: Any,
    signed_in: SignIn,
) -> None:
    first, *_others = [receive(by=lin) for _ in range(3)]
    work.sign(dissuasion=first, by=hong)
    met = work.MeetingIn(fraud_class="F02", identity_checked=True)
    work.record_meeting(dissuasion=first, key=uuid4(), meeting=met, by=hong)
    tiles = board(lin).tiles
    assert [tile.value for tile in tiles[:4]] == ["3", "1", "1", "1"]
    client = signed_in(lin)
    for tile in tiles[:5]:
        page = client.get(tile.url).context["page"]
        assert f"{len(page.object_list)}" == tile.value, tile.label


def test_money_asked_for_and_held_leads_to_its_orders(
    town: Unit, branch: Unit, wei: Person, qiao: Person, board: Any, signed_in: SignIn
) -> None:
    order = stopped(town, branch, wei, qiao)
    tiles = {tile.label: tile for tile in board(wei).tiles}
    assert (tiles["请求止付"].value, tiles["已止住"].value) == ("5.0", "3.0")
    for label in ("请求止付", "已止住"):
        page = signed_in(wei).get(tiles[label].url)
        assert [row.pk for row in page.context["page"]] == [order.pk]
        assert "¥30,000.00" in page.content.decode()


def test_towns_stand_side_by_side_and_each_number_leads_to_its_rows(
    towns: tuple[Unit, Unit],
    branch: Unit,
    lin: Person,
    wei: Person,
    qiao: Person,
    hong: Person,
    board: Any,
    signed_in: SignIn,
) -> None:
    here, there = receive(by=lin), receive(by=lin, address=OTHER_PLACE)
    receive(by=lin, address=OTHER_PLACE)
    receive(by=lin, address="不知道在哪里")
    work.sign(dissuasion=here, by=hong)
    run_out(there, 1)
    stopped(towns[0], branch, wei, qiao)
    table = board(lin).towns
    heads = [head for head, _unit in table.heads]
    numbers = {
        row.unit.name: dict(zip(heads, row.cells, strict=True)) for row in table.rows
    }
    assert list(numbers) == ["河口镇", "东坪镇"]
    values = {
        name: [cell.value for cell in row.values()] for name, row in numbers.items()
    }
    assert values == {
        "河口镇": ["1", "0", "1", "1", "1", "0", "0", "0", "5.0", "3.0"],
        "东坪镇": ["2", "1", "2", "0", "2", "0", "0", "0", "0.0", "0.0"],
    }
    client = signed_in(lin)
    for row in numbers.values():
        for head, cell in row.items():
            page = client.get(cell.url).context["page"]
            if "." not in cell.value:
                assert f"{len(page.object_list)}" == cell.value, head


def test_a_town_sees_its_own_part_without_the_money(
    towns: tuple[Unit, Unit],
    village: Unit,
    branch: Unit,
    lin: Person,
    tan: Person,
    wei: Person,
    qiao: Person,
    board: Any,
) -> None:
    own = receive(by=lin)
    receive(by=lin, address=OTHER_PLACE)
    stopped(towns[0], branch, wei, qiao)
    shown = board(tan)
    assert shown.unit == towns[0]
    assert shown.orders is None
    assert [line.clock.subject_id for line in shown.warnings.lines] == [own.pk]
    assert shown.tiles[0].value == "1"
    assert len(shown.tiles) == 5
    assert [row.unit for row in shown.towns.rows] == [village]


def test_a_station_sees_the_towns_that_it_polices(
    towns: tuple[Unit, Unit], lin: Person, su: Person, station: Unit, board: Any
) -> None:
    receive(by=lin, grade=Grade.HIGH)
    receive(by=lin, grade=Grade.HIGH, address=OTHER_PLACE)
    shown = board(su)
    assert shown.unit == station
    assert [row.unit for row in shown.towns.rows] == [towns[0]]


def test_orders_run_by_their_clocks(
    town: Unit, branch: Unit, wei: Person, qiao: Person, lin: Person, board: Any
) -> None:
    order = stopped(town, branch, wei, qiao)
    lane = board(lin).orders
    assert (lane.opened, lane.over, lane.lines) == (1, 0, [])
    Clock.objects.of(order).open().update(due_at=timezone.now() + timedelta(hours=3))
    (line,) = board(lin).orders.lines
    assert (line.title, line.clock_name) == ("¥49,800.00，账户****0006", "续止或冻结")


def test_the_day_is_drawn_hour_by_hour_against_the_day_before(
    towns: tuple[Unit, Unit], lin: Person, board: Any
) -> None:
    receive(by=lin)
    before = receive(by=lin)
    back = timezone.now() - timedelta(days=1)
    Dissuasion.objects.filter(pk=before.pk).update(
        received_at=back, last_received_at=back
    )
    today, yesterday = board(lin).hours.series
    assert (len(today.values), today.values[-1]) == (24, 1)
    assert (len(yesterday.values), yesterday.values[-1]) == (24, 1)


def test_a_refresh_brings_the_board_alone(lin: Person, signed_in: SignIn) -> None:
    answer = signed_in(lin).get("/board/", headers={"X-Wuzha-Refresh": "board"})
    text = answer.content.decode().strip()
    assert text.startswith('<div class="board" id="board"')
    assert "<html" not in text


def test_the_board_shows_nobody_in_full(
    towns: tuple[Unit, Unit], lin: Person, signed_in: SignIn
) -> None:
    receive(by=lin, phone="13912345678")
    page = signed_in(lin).get("/board/").content.decode()
    assert "申**" in page
    assert "申屠远" not in page
    assert "13912345678" not in page


@pytest.mark.parametrize(
    "query", ["", "?unit=", "?unit=x", "?unit=99999999", "?unit=²"]
)
def test_orders_of_no_unit_are_not_found(
    query: str, lin: Person, signed_in: SignIn
) -> None:
    assert signed_in(lin).get(f"/board/requested/{query}").status_code == 404


def test_the_orders_of_another_station_stay_theirs(
    county: Unit,
    other_town: Unit,
    other_station: Unit,
    branch: Unit,
    other_su: Person,
    su: Person,
    qiao: Person,
    signed_in: SignIn,
) -> None:
    stopped(other_station, branch, other_su, qiao)
    page = signed_in(su).get(f"/board/requested/?unit={county.pk}")
    assert list(page.context["page"]) == []
    assert "¥49,800" not in page.content.decode()


@pytest.mark.slow
def test_the_board_takes_as_many_queries_for_many_as_for_few(
    towns: tuple[Unit, Unit],
    branch: Unit,
    lin: Person,
    wei: Person,
    qiao: Person,
    signed_in: SignIn,
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:
    client = signed_in(lin)
    client.get("/board/")
    for grade in (Grade.HIGH, Grade.MEDIUM) * 10:
        run_out(receive(by=lin, grade=grade), 5)
        receive(by=lin, address=OTHER_PLACE)
    stopped(towns[0], branch, wei, qiao)
    with django_assert_max_num_queries(40):
        client.get("/board/")
    with django_assert_max_num_queries(37):
        client.get("/board/", headers={"X-Wuzha-Refresh": "board"})
