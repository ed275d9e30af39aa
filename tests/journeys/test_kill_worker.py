"""Workers are killed at random moments, two at a time: nothing is lost, nothing is done
twice, and the chain over the audit holds. On SQLite, and on PostgreSQL in its pass."""

import random
import time
from pathlib import Path

import pytest

from tests.journeys.killed_worker import JOBS, SUBJECTS
from tests.journeys.processes import Nursery, service
from tests.tables import Copy

pytestmark = [
    *(pytest.mark.kill, pytest.mark.slow, pytest.mark.django_db),
    pytest.mark.timeout(300),
]

SECONDS = 6
DEEDS = "tests.journeys.killed_worker"
STEPS = 3 * SUBJECTS


def test_killed_workers_lose_nothing_and_repeat_nothing(
    tmp_path: Path, tables: Copy
) -> None:
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    with service(tmp_path, tables) as here, Nursery(here) as nursery:
        nursery.do(f"{DEEDS}:found")
        kills, end = 0, time.monotonic() + SECONDS
        while nursery.do(f"{DEEDS}:left") and time.monotonic() < end:
            workers = [nursery.begin(f"{DEEDS}:work") for _ in range(2)]
            nursery.kill_within(chance.uniform(0.02, 0.5), *workers)
            kills += len(workers)
        while nursery.do(f"{DEEDS}:left"):
            time.sleep(0.5)
            nursery.do(f"{DEEDS}:work", True)
        told = nursery.do(f"{DEEDS}:told")
    facts = f"seed {seed}, {kills} kills: {told}"
    assert kills >= 10, facts
    assert told["fired"] == told["rung"] == told["notices"] == told["steps"], facts
    assert (told["steps"], told["rung_twice"]) == (STEPS, 0), facts
    assert told["levels"] == [2], facts
    assert told["done"] == told["followed"] == [JOBS, JOBS], facts
    assert told["jobs"] == {"done": 2 * JOBS}, facts
    assert told["slots"] > 1 and told["slots_twice"] == 0, facts
    assert told["failures"] == told["faults"] == [], facts
