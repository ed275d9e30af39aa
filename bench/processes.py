"""What processes and all those below them have used, while they live."""

import os
from collections.abc import Collection, Iterator
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(roots: Collection[int]) -> float:
    return sum(map(_seconds, _below(roots)))


def most_held(roots: Collection[int]) -> int:
    """Bytes of memory at most, as if all had held their most at once."""
    return sum(map(_most, _below(roots)))


def _below(roots: Collection[int]) -> Iterator[Path]:
    folders = {int(one.name): one for one in Path("/proc").glob("[0-9]*")}
    parents = {pid: _parent(folder) for pid, folder in folders.items()}
    for pid, folder in folders.items():
        above = pid
        while above > 1 and above not in roots:
            above = parents.get(above, 0)
        if above in roots:
            yield folder


def _parent(folder: Path) -> int:
    return int(_stat(folder)[1])


def _seconds(folder: Path) -> float:
    after = _stat(folder)
    return (int(after[11]) + int(after[12])) / TICKS


def _stat(folder: Path) -> list[str]:
    """What stands behind the name; of one that has ended, nothing but noughts."""
    try:
        return (folder / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ["0"] * 13


def _most(folder: Path) -> int:
    try:
        lines = (folder / "status").read_text().splitlines()
    except OSError:
        return 0
    held = (line.split()[1] for line in lines if line.startswith("VmHWM:"))
    return sum(int(one) * 1024 for one in held)
