"""Processes are killed in the midst of imports, warnings and stop-payments: every deed
was done whole or not at all, none twice, and the rest is finished after a restart."""

import random
from collections.abc import Iterator
from typing import Any

import pytest

from tests.journeys.processes import Nursery, Service, service
from tests.tables import Copy

pytestmark = [
    *(pytest.mark.kill, pytest.mark.slow, pytest.mark.django_db),
    pytest.mark.timeout(300),
]

DEEDS = "tests.journeys.deeds"
WORK_OF_A_WARNING = ("dispatch", "sign", "attempt", "meet", "feed_back", "close")
STOP_AND_FREEZE = (
    *("open_case", "draft", "issue", "execute"),
    *("renew", "issue", "execute", "freeze", "end"),
)


class Desk:
    """Where the deeds are done, by processes that are killed at seeded moments."""

    def __init__(self, service: Service, nursery: Nursery) -> None:
        self.service, self.nursery = service, nursery

    def do(self, deed: str, *arguments: object) -> Any:
        return self.nursery.do(f"{DEEDS}:{deed}", *arguments)

    def do_under_fire(self, deed: str, *arguments: object) -> Any:
        """Killed later and later, each time a few statements more, until it lives; the
        answer of the one that lived."""
        chance = random.Random(f"{deed}{arguments}")
        before, after, kills = self._commits(), 0, 0
        while True:
            after += chance.randint(2, 12)
            end = self.nursery.begin(
                f"{DEEDS}:{deed}", *arguments, dies_after=after
            ).end()
            if not end.is_killed:
                assert end.code == 0, end
                assert kills, f"{deed} was never killed"
                return end.answer
            kills += 1
            if self._commits() != before:
                # It was killed between its commit and its answer.
                before = self._commits()
                assert self.do("faults") == []

    def _commits(self) -> int:
        """Every deed leaves an entry with its commit."""
        return self.service.number("SELECT count(*) FROM audit_entry")

    def kill_often(self, deed: str, *arguments: object, times: int) -> None:
        """Two at once, each somewhere in its first hundreds of statements."""
        chance, kills = random.Random(deed), 0
        for _ in range(times):
            both = [
                self.nursery.begin(
                    f"{DEEDS}:{deed}",
                    *arguments,
                    dies_after=chance.randint(1, 600),
                    moment=chance.uniform(0.0001, 0.005),
                )
                for _ in range(2)
            ]
            kills += sum(one.end().is_killed for one in both)
            assert self.do("faults") == []
        assert kills, f"{deed} was never killed"

    def restart(self) -> None:
        self.do("work")
        assert self.do("unsealed") == 0
        assert self.do("faults") == []


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, tables: Copy) -> Iterator[Desk]:
    home = tmp_path_factory.mktemp("killed")
    with service(home, tables) as one, Nursery(one) as nursery:
        made = Desk(one, nursery)
        made.do("found")
        yield made


def test_of_warnings_that_come_in_none_is_lost_and_none_is_there_twice(
    desk: Desk,
) -> None:
    desk.kill_often("receive", 0, 40, times=5)
    assert desk.do("received")["warnings"] > 0
    desk.do("receive", 0, 40)
    assert desk.do("received") == {
        "warnings": 40,
        "numbers": 40,
        "people": 32,
        "dissuasions": 32,
    }
    desk.restart()


def test_the_work_of_a_warning_is_whole_at_every_moment(desk: Desk) -> None:
    desk.do_under_fire("receive", 200, 201)
    for deed in WORK_OF_A_WARNING:
        desk.do_under_fire(deed, 200)
    assert desk.do("case", 200) == {
        "state": "closed",
        "handovers": 1,
        "attempts": 1,
        "meetings": 1,
        "revisits": 3,
    }
    desk.restart()


def test_an_import_goes_on_where_it_was_killed(desk: Desk) -> None:
    desk.do("preview", 300, 700)
    desk.do_under_fire("confirm")
    desk.kill_often("work_on", times=3)
    assert 0 < desk.do("run")["done"] < 400
    desk.restart()
    assert desk.do("run")["state"] == "applied"
    assert desk.do("received", "YJ-003")["warnings"] == 100
    desk.do_under_fire("take_back")
    desk.kill_often("work_on", times=2)
    desk.restart()
    told = desk.do("run")
    assert (told["state"], told["undone"] + told["kept"]) == ("undone", 400)


def test_a_stop_payment_is_whole_at_every_moment(desk: Desk) -> None:
    for deed in STOP_AND_FREEZE:
        desk.do_under_fire(deed, 1)
    assert desk.do("orders", 1) == [["renewed", 1], ["frozen", 2]]
    desk.restart()


def test_the_audit_is_sealed_without_a_gap_whenever_it_is_killed(desk: Desk) -> None:
    desk.do("leave_unsealed", 4100)
    desk.do_under_fire("seal")
    desk.restart()
    assert desk.do("unsealed") == 0
