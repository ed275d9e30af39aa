"""A file fits in the head, and its name says what it holds."""

from pathlib import Path

import pytest

from tests.house.floors import PACKAGE, ROOT

FORBIDDEN = {"utils", "helpers", "common", "signals", "services", "managers", "misc"}
FILES = [
    path
    for folder in (PACKAGE, ROOT / "tests", ROOT / "bench", ROOT / "tools")
    for path in sorted(folder.rglob("*.py"))
    if "migrations" not in path.parts
]


@pytest.mark.parametrize(
    "path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_a_file_fits_in_the_head(path: Path) -> None:
    assert len(path.read_text("utf8").splitlines()) <= 400
    assert path.stem not in FORBIDDEN


def test_no_address_of_a_registry_is_pinned() -> None:
    pins = [*ROOT.glob("requirements/*.txt"), ROOT / "package-lock.json"]
    assert not [
        p.name for p in pins if "http" in p.read_text("utf8").replace("httpx", "")
    ]
