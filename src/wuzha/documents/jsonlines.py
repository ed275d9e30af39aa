"""Tables in JSON lines: the names of the first objects are the titles."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from wuzha.lib.refused import Refused
from wuzha.lib.words import N_

_LOOKED_AT = 200
"""Objects whose names make the titles."""


def is_json_lines(text: str) -> bool:
    first = text.lstrip().partition("\n")[0]
    return first.startswith("{") and first.rstrip().endswith("}")


def rows(text: str, *, name: str) -> Iterator[tuple[int, list[str]]]:
    """A row of titles, numbered nought, and each object by the number of its line."""
    objects = [
        (number, _object(line, name, number))
        for number, line in enumerate(text.split("\n"), start=1)
        if line.strip()
    ]
    named = (key for _, one in objects[:_LOOKED_AT] for key in one)
    titles = list(dict.fromkeys(named))
    yield 0, titles
    for number, one in objects:
        yield number, [_cell(one.get(title)) for title in titles]


def _object(line: str, name: str, number: int) -> Mapping[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Refused(
            N_("文件“{name}”第 {line} 行不是一个 JSON 对象，请重新导出后再上传。"),
            name=name,
            line=number,
        )
    return found


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
