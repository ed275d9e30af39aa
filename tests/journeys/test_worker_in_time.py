"""While a worker is alive an alarm is given within five seconds of its time, however
long a job takes. On SQLite, and on PostgreSQL in its pass."""

import time
from pathlib import Path

import pytest

from tests.journeys.processes import Nursery, Service, service

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

DEEDS = "tests.journeys.killed_worker"


def test_an_alarm_is_given_within_five_seconds(
    tmp_path: Path, migrated: Service
) -> None:
    with service(tmp_path, migrated) as here, Nursery(here) as nursery:
        nursery.do(f"{DEEDS}:found_with_a_clock", 3)
        worker = nursery.begin(f"{DEEDS}:work")
        end = time.monotonic() + 15
        while not (delay := nursery.do(f"{DEEDS}:fired")) and time.monotonic() < end:
            time.sleep(0.2)
        nursery.kill_within(0, worker)
    assert delay and 0 <= delay[0] <= 5


def test_an_alarm_leaves_alone_what_somebody_is_finishing(
    tmp_path: Path, migrated: Service
) -> None:
    """Neither waits for the other for ever, and there is nothing left to ring for."""
    with service(tmp_path, migrated) as here, Nursery(here) as nursery:
        nursery.do(f"{DEEDS}:found_with_a_clock", 0)
        person = nursery.begin(f"{DEEDS}:finish_slowly")
        time.sleep(0.3)
        worker = nursery.begin(f"{DEEDS}:work")
        assert person.end().code == 0
        time.sleep(1)
        nursery.kill_within(0, worker)
        told = nursery.do(f"{DEEDS}:told")
    assert (told["steps"], told["fired"], told["failures"]) == (1, 0, [])
