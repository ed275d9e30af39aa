"""While a worker is alive an alarm is given in its time, however long a job takes. On
SQLite, and on PostgreSQL in its pass."""

import time
from pathlib import Path

import pytest

from tests.journeys.killed_worker import AT_IT
from tests.journeys.processes import Nursery, service
from tests.tables import Copy

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

DEEDS = "tests.journeys.killed_worker"


def test_an_alarm_does_not_wait_for_a_job(tmp_path: Path, tables: Copy) -> None:
    with service(tmp_path, tables) as here, Nursery(here) as nursery:
        nursery.do(f"{DEEDS}:found_with_a_clock", 1)
        worker = nursery.begin(f"{DEEDS}:work")
        while not (told := nursery.do(f"{DEEDS}:told_so_far"))["fired"]:
            assert told["jobs"], "the job ended first"
            time.sleep(0.2)
        nursery.kill_within(0, worker)
    assert told["jobs"] == 1


def test_an_alarm_leaves_alone_what_somebody_is_finishing(
    tmp_path: Path, tables: Copy
) -> None:
    """Neither waits for the other for ever, and there is nothing left to ring for."""
    with service(tmp_path, tables) as here, Nursery(here) as nursery:
        nursery.do(f"{DEEDS}:found_with_a_clock", 0)
        person = nursery.begin(f"{DEEDS}:finish_slowly")
        while not (tmp_path / AT_IT).exists():
            time.sleep(0.02)
        worker = nursery.begin(f"{DEEDS}:work")
        assert person.end().code == 0
        time.sleep(1)
        nursery.kill_within(0, worker)
        told = nursery.do(f"{DEEDS}:told")
    assert (told["steps"], told["fired"], told["failures"]) == (1, 0, [])
