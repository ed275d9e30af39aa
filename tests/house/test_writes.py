"""What changes a row stands in actions, so that it can be found and is recorded."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.house.floors import PACKAGE, sources, tree

WRITES = {
    "add_many",
    "add_new",
    "create",
    "update",
    "delete",
    "get_or_create",
    "update_or_create",
    "bulk_create",
    "bulk_update",
    "save",
}
# Mechanics below the actions, which only actions call; each writes its own area's rows.
MECHANICS = {
    "audit/record.py": "the record itself",
    "audit/chain.py": "seals what was recorded",
    "organisation/rows.py": "writes units and people down, inside this area's actions",
    "clocks/engine.py": "starts and stops clocks inside the actions of upper areas",
    "clocks/firing.py": "claims a step and calls the action that answers it",
    "jobs/queue.py": "the queue",
    "jobs/schedule.py": "the slots of what runs on a schedule",
    "jobs/heartbeat.py": "the worker's sign of life",
    "notices/outbox.py": "tells people inside the actions of upper areas",
    "notices/delivery.py": "claims and marks what was sent",
    "documents/imports.py": "keeps the rows of an import",
    "screening/waiting.py": "pictures on their way through, gone within minutes",
    "transfers/store.py": "keeps files of transfers inside the actions of upper areas",
    "workplans/playing.py": "sets a playbook going inside actions, also of upper areas",
    "demo": "makes up a county in bulk; never part of a real service",
}


def may_write(path: Path) -> bool:
    name = path.relative_to(PACKAGE).as_posix()
    area = name.split("/")[0]
    return "actions" in {path.stem, path.parent.name} or bool(
        {name, area} & MECHANICS.keys()
    )


@cache
def own_models(area: str) -> set[str]:
    return {
        node.name
        for path in sources("models")
        if path.relative_to(PACKAGE).parts[0] == area
        for node in tree(path).body
        if isinstance(node, ast.ClassDef)
    }


def written(path: Path) -> Iterator[tuple[str, int]]:
    """(model, line) for every Model.objects…write() in the file."""
    for node in ast.walk(tree(path)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        source = ast.unparse(node.func)
        if node.func.attr in WRITES and ".objects" in source:
            yield source.split(".objects")[0], node.lineno


FILES = [path for path in sources() if path.stem != "models"]


@pytest.mark.parametrize(
    "path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix()
)
def test_writes_are_in_actions_and_on_ones_own_rows(path: Path) -> None:
    found = list(written(path))
    if not may_write(path):
        assert not found
    area = path.relative_to(PACKAGE).parts[0]
    if area not in MECHANICS:
        assert {model for model, _ in found} <= own_models(area)


def test_views_save_nothing() -> None:
    saved = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in sources("views")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr
        in {"add_many", "add_new", "bulk_create", "bulk_update", "save"}
    ]
    assert not saved
