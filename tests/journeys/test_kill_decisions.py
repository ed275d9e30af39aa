"""Windows and those who ask them are killed: each transfer is decided once and recorded
once, and windows made anew say what those say that lived. On SQLite, and on PostgreSQL
in its pass."""

import random
from pathlib import Path

import pytest

from tests.journeys.processes import Nursery, service
from tests.tables import Copy

pytestmark = [
    *(pytest.mark.kill, pytest.mark.slow, pytest.mark.django_db),
    pytest.mark.timeout(300),
]

DEEDS = "tests.journeys.killed_decisions"
TRANSFERS, ROUNDS = 24, 4


def test_killed_windows_and_askers_lose_nothing_and_repeat_nothing(
    tmp_path: Path, tables: Copy
) -> None:
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    with service(tmp_path, tables) as here, Nursery(here) as nursery:
        nursery.do(f"{DEEDS}:found")
        for _round in range(ROUNDS):
            windows = nursery.begin(f"{DEEDS}:remember")
            nursery.do(f"{DEEDS}:await_windows")
            after = chance.randint(20, 250)
            asker = nursery.begin(f"{DEEDS}:ask", TRANSFERS, dies_after=after)
            nursery.kill_within(chance.uniform(0.02, 0.3), windows)
            asker.end()
        windows = nursery.begin(f"{DEEDS}:remember")
        nursery.do(f"{DEEDS}:await_windows")
        nursery.do(f"{DEEDS}:ask", TRANSFERS)
        told = nursery.do(f"{DEEDS}:told")
        nursery.kill_within(0, windows)
    facts = f"seed {seed}: {told}"
    assert told["decided"] == told["recorded"] == TRANSFERS, facts
    assert told["twice"] == 0, facts
    assert told["living"] == told["anew"], facts
    assert any(one["payer"] for one in told["anew"]), facts
    assert told["moved"] == told["in_windows"] > 0, facts
