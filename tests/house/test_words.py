"""What is stored or told is worded for the county, not for whoever happens to act: in
actions `gettext` words refusals alone, everything else is `kept`."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "wuzha"
GETTEXT = {"_", "gettext", "ngettext"}
REFUSALS = {"Refused", "Conflict", "NotAllowed"}
TELLS = "wuzha.notices"


def keeping() -> Iterator[Path]:
    """Actions, and whatever tells people something."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).parts
        if "tests" in parts or "views" in path.stem or "views" in parts:
            continue
        is_action = "actions" in parts or path.stem == "actions"
        if is_action or f"from {TELLS}.outbox" in path.read_text("utf8"):
            yield path


def stored_words(node: ast.AST) -> Iterator[int]:
    """Lines with a gettext that is not said at once, by a `raise` or in a refusal."""
    for child in ast.iter_child_nodes(node):
        called = getattr(getattr(child, "func", None), "id", "")
        if isinstance(child, ast.Raise) or called in REFUSALS:
            continue
        if isinstance(child, ast.Call) and called in GETTEXT:
            yield child.lineno
        yield from stored_words(child)


@pytest.mark.parametrize(
    "path", list(keeping()), ids=lambda path: str(path.relative_to(PACKAGE))
)
def test_an_action_words_what_it_keeps_for_the_county(path: Path):
    assert list(stored_words(ast.parse(path.read_text("utf8")))) == []
