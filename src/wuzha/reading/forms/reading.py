"""A file with what was read from it, and the forms in which that can be written."""

import json
from dataclasses import dataclass

from wuzha.reading.plan import Plan
from wuzha.reading.source import Source

FORMATS = {"json": ".json", "table": ".txt", "html": ".html", "text": ".txt"}


@dataclass(frozen=True)
class Reading:
    """`name` is that of the file; `with_people` shows the names of persons in posts."""

    name: str
    source: Source
    plans: tuple[Plan, ...]
    with_people: bool = False


def written(reading: Reading, form: str) -> str:
    """`form` is one of FORMATS; `json` is one line."""
    # Only what is asked for is loaded: the command starts often.
    if form == "json":
        from wuzha.reading.forms.objects import as_object

        return json.dumps(as_object(reading), ensure_ascii=False)
    if form == "table":
        from wuzha.reading.forms.tables import as_table

        return as_table(reading)
    if form == "html":
        from wuzha.reading.forms.page import as_page

        return as_page(reading)
    return reading.source.text
