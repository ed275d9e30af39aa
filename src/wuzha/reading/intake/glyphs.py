"""The lines of a PDF with their places: PDF on standard input, JSON on standard output.

Run as a script in a process of its own (see pdf.py): the reader is native code, and a
PDF can ask for any amount of work. Imports nothing of Wuzha, so that it starts fast.

    {"pages": [{"height": 842.0, "pictures": 1, "lines": [[text, x0, y0, x1, y1], …]}]}
    {"wrong": "encrypted" | "damaged" | "long"}
"""

import json
import resource
import sys
from collections.abc import Iterator
from ctypes import byref, c_double
from typing import Any

import pypdfium2
from pypdfium2 import raw

# A plan of 10,000 characters needs some hundredths of a second and 60 MB.
SECONDS, MEMORY = 20, 1_500_000_000
PAGES, CHARACTERS = 500, 1_000_000
# A page without text that is drawn with so many strokes is writing turned into curves.
_STROKES = 50

Line = tuple[str, float, float, float, float]


def main() -> int:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    json.dump(read(sys.stdin.buffer.read()), sys.stdout)
    return 0


def read(content: bytes) -> dict[str, Any]:
    try:
        document = pypdfium2.PdfDocument(content)
        if len(document) > PAGES:
            return {"wrong": "long"}
        return _pages(document)
    except pypdfium2.PdfiumError as broken:
        is_locked = broken.err_code == raw.FPDF_ERR_PASSWORD
        return {"wrong": "encrypted" if is_locked else "damaged"}


def _pages(document: Any) -> dict[str, Any]:
    pages = []
    left = CHARACTERS
    for page in document:
        text = page.get_textpage()
        left -= text.count_chars()
        if left < 0:
            return {"wrong": "long"}
        lines = list(_lines(text))
        pictures = 0 if lines else _pictures(page)
        pages.append(
            {"height": page.get_height(), "pictures": pictures, "lines": lines}
        )
    return {"pages": pages}


def _pictures(page: Any) -> int:
    kinds = [thing.type for thing in page.get_objects(max_depth=4)]
    images = sum(kind == raw.FPDF_PAGEOBJ_IMAGE for kind in kinds)
    strokes = sum(kind == raw.FPDF_PAGEOBJ_PATH for kind in kinds)
    return int(images + (strokes > _STROKES))


def _lines(text: Any) -> Iterator[Line]:
    """As the library parts them; the y axis points upwards."""
    line: list[tuple[str, bool, tuple[float, float, float, float]]] = []
    for place in range(text.count_chars()):
        character = chr(raw.FPDFText_GetUnicode(text, place))
        if character in "\r\n":
            yield from _line(line)
            line = []
        elif character != "\0":
            made_up = raw.FPDFText_IsGenerated(text, place) == 1
            line.append((character, made_up, _box(text, place)))
    yield from _line(line)


def _box(text: Any, place: int) -> tuple[float, float, float, float]:
    left, right, bottom, top = c_double(), c_double(), c_double(), c_double()
    raw.FPDFText_GetCharBox(
        text, place, byref(left), byref(right), byref(bottom), byref(top)
    )
    return left.value, bottom.value, right.value, top.value


def _line(
    glyphs: list[tuple[str, bool, tuple[float, float, float, float]]],
) -> Iterator[Line]:
    """Spaces that the library made up between Chinese characters are left out."""
    written = ""
    for place, (character, made_up, _) in enumerate(glyphs):
        near = written[-1:] + "".join(g[0] for g in glyphs[place + 1 : place + 2])
        if made_up and character == " " and any(n >= "\u2e80" for n in near):
            continue
        # A hyphen at which a word was parted.
        written += "-" if character == "\x02" else character
    boxes = [box for character, _, box in glyphs if not character.isspace()]
    if boxes and written.strip():
        lefts, bottoms, rights, tops = zip(*boxes, strict=True)
        # Characters beyond the first plane come in two halves.
        halves = written.encode("utf-16", "surrogatepass")
        written = halves.decode("utf-16", "replace")
        yield written, min(lefts), min(bottoms), max(rights), max(tops)


if __name__ == "__main__":
    sys.exit(main())
