"""Every event that some action records has its words on the audit's page."""

import ast
from collections.abc import Iterator
from pathlib import Path

import wuzha
from wuzha.security.events import EVENTS, GROUPS, event_words, subject_words

PACKAGE = Path(wuzha.__file__).parent


def recorded() -> Iterator[str]:
    for path in PACKAGE.rglob("*.py"):
        if {"tests", "migrations", "demo"} & set(path.parts):
            continue
        text = path.read_text("utf8")
        if "record(" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and node.args and _name(node) == "record":
                for part in ast.walk(node.args[0]):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        yield part.value


def _name(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def test_every_event_has_its_words() -> None:
    assert set(recorded()) - EVENTS.keys() == set()


def test_every_event_is_in_a_group_of_the_filter() -> None:
    beginnings = tuple(begin for group in GROUPS.values() for begin in group)
    assert [event for event in EVENTS if not event.startswith(beginnings)] == []


def test_what_has_no_words_is_shown_as_it_is() -> None:
    assert event_words("kite.flown") == "kite.flown"
    assert subject_words("kites.Kite:7") == "kites.Kite 7"
    assert subject_words("organisation.Person:7") == "人员 7"
    assert subject_words("") == ""
