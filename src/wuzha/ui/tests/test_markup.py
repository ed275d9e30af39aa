"""The content security policy allows no inline script and no inline style, anywhere."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2]
TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html"))
SCRIPTS = sorted((PACKAGE / "ui" / "static" / "ui").glob("*.js"))
SHEETS = sorted((PACKAGE / "ui" / "static" / "ui").glob("*.css"))
COMMENTS = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<!--.*?-->", re.DOTALL)
FORBIDDEN = {
    "an inline script": re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", re.IGNORECASE
    ),
    "a style block": re.compile(r"<style\b", re.IGNORECASE),
    "an inline style": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "an inline handler": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "a script address": re.compile(r"javascript:", re.IGNORECASE),
    "evaluated htmx": re.compile(r"\bhx-on|hx-\w+=[\"']js:", re.IGNORECASE),
    "an address outside": re.compile(
        r"\b(?:src|href|action)\s*=\s*[\"'](?:https?:)?//", re.IGNORECASE
    ),
}


def faults(text: str) -> Iterator[str]:
    plain = COMMENTS.sub("", text)
    return (name for name, pattern in FORBIDDEN.items() if pattern.search(plain))


@pytest.mark.parametrize(
    "path", TEMPLATES, ids=lambda path: path.relative_to(PACKAGE).as_posix()
)
def test_a_template_holds_nothing_that_the_policy_forbids(path: Path) -> None:
    assert list(faults(path.read_text("utf8"))) == []


@pytest.mark.parametrize(
    ("markup", "fault"),
    [
        ("<script>go()</script>", "an inline script"),
        ('<p style="color:red">', "an inline style"),
        ("<a onclick='go()'>", "an inline handler"),
        ('<img src="//cdn.example/x.png">', "an address outside"),
        ("<div hx-on:click='go()'>", "evaluated htmx"),
    ],
)
def test_the_check_itself_sees_a_fault(markup: str, fault: str) -> None:
    assert list(faults(markup)) == [fault]


def test_scripts_evaluate_no_text_and_write_no_markup() -> None:
    pattern = re.compile(
        r"\beval\(|new Function|insertAdjacentHTML|\.(?:inner|outer)HTML\s*="
    )
    assert [
        path.name for path in SCRIPTS if pattern.search(path.read_text("utf8"))
    ] == []


def test_a_script_or_sheet_fits_in_the_head() -> None:
    long = [
        path.name
        for path in (*SCRIPTS, *SHEETS)
        if len(path.read_text("utf8").splitlines()) > 400
    ]
    assert long == []
