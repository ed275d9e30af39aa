"""PDF with a text layer: read by another process within limits, then put together."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from wuzha.reading.intake import refusals
from wuzha.reading.intake.pages import Line, Page, composed
from wuzha.reading.source import Source

MEDIA = "pdf"
# By itself the script stops after less computing; this is for one that waits.
_SECONDS = 30
_READER = Path(__file__).with_name("glyphs.py")
# Pages named in a refusal.
_NAMED = 8
# Characters that fonts without a table give instead of the real ones.
_PRIVATE = range(0xE000, 0xF900)
_GARBLED_SHARE = 0.1


def read_pdf(content: bytes, name: str) -> Source:
    pages = _pages(content, name)
    scanned = [str(at) for at, page in enumerate(pages, 1) if page.is_scanned]
    if scanned:
        more = "…" if len(scanned) > _NAMED else ""
        raise refusals.scanned(name, "、".join(scanned[:_NAMED]) + more)
    source = composed(pages, MEDIA)
    strange = sum(ord(c) in _PRIVATE or c == "\ufffd" for c in source.text)
    if strange > len(source.text) * _GARBLED_SHARE:
        raise refusals.garbled(name)
    return source


def _pages(content: bytes, name: str) -> list[Page]:
    read = _read(content, name)
    match read.get("wrong"):
        case "encrypted":
            raise refusals.encrypted(name)
        case "long":
            raise refusals.too_intricate(name)
        case "damaged":
            raise refusals.damaged(name)
    return [
        Page(
            height=page["height"],
            is_scanned=page["pictures"] > 0 and not page["lines"],
            lines=tuple(Line(*line) for line in page["lines"]),
        )
        for page in read["pages"]
    ]


def _read(content: bytes, name: str) -> dict[str, Any]:
    # -P: names of modules beside the script must not hide those of Python.
    command = [sys.executable, "-P", str(_READER)]
    try:
        done = subprocess.run(  # noqa: S603 (no part of the command comes from outside)
            command, input=content, capture_output=True, timeout=_SECONDS, check=True
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as stopped:
        raise refusals.too_intricate(name) from stopped
    read: dict[str, Any] = json.loads(done.stdout)
    return read
