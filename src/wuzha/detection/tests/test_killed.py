"""A run and a training that are killed: nothing half written, and the same at last."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from wuzha.detection.tests.ledgers import written

pytestmark = [pytest.mark.slow, pytest.mark.kill]
KILLS = 3


@pytest.mark.parametrize(
    "deed", [["run"], ["train", "--labels", "is_illicit"]], ids=["run", "train"]
)
def test_a_killed_command_leaves_all_or_nothing_and_ends_the_same(
    deed: list[str], tmp_path: Path
) -> None:
    transfers = str(written(tmp_path / "transfers.parquet", 1))
    (tmp_path / "calm").mkdir()
    (tmp_path / "killed").mkdir()
    calm, killed = tmp_path / "calm" / "out", tmp_path / "killed" / "out"
    begun = time.monotonic()
    assert begin(deed, transfers, calm).wait() == 0
    took = time.monotonic() - begun
    for _kill in range(KILLS):
        process = begin(deed, transfers, killed)
        try:
            process.wait(took * random.random())
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        assert not killed.exists() or killed.read_bytes() == calm.read_bytes()
    assert begin(deed, transfers, killed).wait() == 0
    assert killed.read_bytes() == calm.read_bytes()
    assert [one.name for one in killed.parent.iterdir()] == ["out"]


def begin(deed: list[str], transfers: str, out: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "wuzha.detection", *deed]
    return subprocess.Popen(
        [*command, "--transfers", transfers, "--out", str(out)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
