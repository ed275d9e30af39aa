"""Which shipped front-end file stands behind a name; see `tools/vendor.py`."""

import json
from functools import cache
from pathlib import Path
from typing import TypedDict

FOLDER = Path(__file__).resolve().parent / "static" / "vendor"


class Shipped(TypedDict):
    package: str
    version: str
    licence: str
    file: str
    sha384: str
    licences: list[str]


@cache
def shipped() -> dict[str, Shipped]:
    entries: dict[str, Shipped] = json.loads((FOLDER / "vendor.json").read_text("utf8"))
    return entries
