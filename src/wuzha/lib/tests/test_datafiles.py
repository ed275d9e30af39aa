from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from wuzha.lib.datafiles import BadTable, load


@dataclass(frozen=True)
class Leaf:
    name: str


@dataclass(frozen=True)
class Tree:
    height: int
    leaves: tuple[Leaf, ...]
    planted: date | None = None
    note: str = ""
    tags: tuple[str, ...] = field(default_factory=tuple)

    def __post_init__(self) -> None:
        if self.height < 0:
            raise ValueError("height is below zero")


GOOD = 'height = 3\nplanted = 2026-01-01\n[[leaves]]\nname = "a"\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "tree.toml"
    path.write_text(text, "utf8")
    return path


def test_a_file_becomes_a_record(tmp_path: Path) -> None:
    tree = load(Tree, written(tmp_path, GOOD))
    assert tree == Tree(height=3, leaves=(Leaf("a"),), planted=date(2026, 1, 1))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("height = ", "tree.toml: "),
        ("height = 3\n", "tree.toml: leaves is missing"),
        (GOOD + "age = 1\n", r"leaves\[0\]: unknown key age"),
        ("age = 1\n" + GOOD, "tree.toml: unknown key age"),
        (GOOD.replace("3", '"3"'), "tree.toml: height: '3' is not of type int"),
        (GOOD.replace("3", "true"), "height: True is not of type int"),
        (GOOD.replace("3", "-3"), "tree.toml: height is below zero"),
        (GOOD.replace("2026-01-01", "2026-01-01T00:00:00"), "planted: .* type date"),
        (GOOD.replace('"a"', '""'), r"leaves\[0\]: name: empty"),
        ("height = 3\nleaves = []\n", "leaves: a list with at least one entry"),
        ("height = 3\nleaves = [1]\n", r"leaves\[0\]: a table is expected"),
    ],
)
def test_what_does_not_fit_is_named_with_file_and_key(
    tmp_path: Path, text: str, says: str
) -> None:
    with pytest.raises(BadTable, match=says):
        load(Tree, written(tmp_path, text))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadTable, match=r"absent\.toml"):
        load(Tree, tmp_path / "absent.toml")
