"""Tables in JSON lines read as those in CSV do."""

import io

import pytest

from wuzha.documents import grids
from wuzha.documents.uploads import checked
from wuzha.lib.refused import Refused


def test_names_are_titles_and_what_is_missing_is_empty() -> None:
    rows = _rows('{"id": 1, "text": "甲"}\n\n{"text": "乙", "more": [2]}\n')
    assert rows == [
        (0, ["id", "text", "more"]),
        (1, ["1", "甲", ""]),
        (3, ["", "乙", "[2]"]),
    ]


@pytest.mark.parametrize("line", ["[1]", "{", '{"a": 1} 2'])
def test_a_line_that_is_no_object_is_named(line: str) -> None:
    with pytest.raises(Refused, match="第 2 行"):
        _rows(f'{{"text": "甲"}}\n{line}\n')


def _rows(text: str) -> list[tuple[int, list[str]]]:
    upload = checked(io.BytesIO(text.encode()), name="t.jsonl")
    grid = grids.opened(upload).grid("t.jsonl")
    return [(number, [str(cell) for cell in row]) for number, row in grid.rows]
