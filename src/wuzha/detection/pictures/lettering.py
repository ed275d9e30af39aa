"""The lettering of a picture with its places: picture on standard input, JSON on
standard output.

Run as a script in a process of its own (see reading.py): the readers are native code,
and a picture can ask for any amount of memory. Imports nothing of Wuzha.

    {"lines": [[text, left, top, right, bottom, [red, green, blue]], …],
     "codes": [text, …]}
    {"wrong": "foreign" | "damaged" | "large"}
"""

import json
import resource
import sys
import warnings
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import BytesIO
from math import atan2, cos, sin
from statistics import median
from typing import Any

# A screen takes 3 seconds and 600 MB; most of the address space is never touched.
SECONDS, MEMORY = 60, 3_000_000_000
FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF")
# Of ten screens of a large telephone one under the other.
PIXELS = 40_000_000
WIDEST = 1080
# The reader shrinks what is longer than 2000, so that long pictures go in by slabs;
# each line belongs to the slab in whose own part its middle lies.
SLAB, OVERLAP, MOST_SLABS = 1600, 160, 12
LEAST_SURE = 0.5

# In heights: what is longer says how the picture lies.
LONG = 3

Colour = list[float]
Line = tuple[str, float, float, float, float, Colour]
# Its corners from the upper left one on, clockwise.
Box = list[tuple[float, float]]


def main() -> int:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    warnings.simplefilter("ignore")
    content = sys.stdin.buffer.read()
    with redirect_stdout(sys.stderr):
        found = read(content)
    json.dump(found, sys.stdout)
    return 0


def read(content: bytes) -> dict[str, Any]:
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = PIXELS
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as picture:
            if _is_large(*picture.size):
                return {"wrong": "large"}
            upright = _upright(picture)
    except Image.DecompressionBombError:
        return {"wrong": "large"}
    except UnidentifiedImageError:
        return {"wrong": "foreign"}
    except (OSError, ValueError, SyntaxError, EOFError):
        return {"wrong": "damaged"}
    return {"lines": _lines(upright), "codes": _codes(upright)}


def _is_large(width: int, height: int) -> bool:
    """Said before anything is unpacked. Turned on its side it may be the other way."""
    short, long = sorted((width, height))
    shown = long * min(1, WIDEST / max(short, 1))
    return width * height > PIXELS or shown > SLAB * MOST_SLABS


def _upright(picture: Any) -> Any:
    """As it is meant to be seen, on white, no wider than a telephone shows it."""
    from PIL import Image, ImageOps

    seen = ImageOps.exif_transpose(picture).convert("RGBA")
    if seen.width > WIDEST:
        seen = seen.resize((WIDEST, max(1, seen.height * WIDEST // seen.width)))
    paper = Image.new("RGB", seen.size, "white")
    paper.paste(seen, mask=seen)
    return paper


def _lines(picture: Any) -> list[Line]:
    """As they stand when the picture is level: a photo of a screen seldom is."""
    found = list(_lettered(picture))
    tilt = _tilt([box for _text, box, _ground in found])
    return [(text, *_level(box, tilt), ground) for text, box, ground in found]


def _tilt(boxes: list[Box]) -> float:
    """In radians, as most of what is longer than a few characters lies."""
    tilts = [
        atan2(y2 - y1, x2 - x1)
        for (x1, y1), (x2, y2), (_, y3), _ in boxes
        if x2 - x1 > LONG * (y3 - y2)
    ]
    return median(tilts) if tilts else 0.0


def _level(box: Box, tilt: float) -> tuple[float, float, float, float]:
    """The upright frame of a box that is turned back."""
    cosine, sine = cos(tilt), sin(tilt)
    lefts = [x * cosine + y * sine for x, y in box]
    tops = [y * cosine - x * sine for x, y in box]
    return min(lefts), min(tops), max(lefts), max(tops)


def _lettered(picture: Any) -> Iterator[tuple[str, Box, Colour]]:
    import numpy as np
    from rapidocr import RapidOCR

    reader: Any = RapidOCR(
        params={
            "Global.log_level": "critical",
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
    for top in range(0, picture.height, SLAB):
        first, last = max(0, top - OVERLAP), min(picture.height, top + SLAB + OVERLAP)
        slab = np.asarray(picture.crop((0, first, picture.width, last)))
        found = reader(slab[:, :, ::-1])
        if found.boxes is None:
            continue
        for box, text, sure in zip(found.boxes, found.txts, found.scores, strict=True):
            corners = [(float(x), float(y) + first) for x, y in box]
            middle = sum(y for _, y in corners) / len(corners)
            if top <= middle < top + SLAB and sure >= LEAST_SURE:
                yield text, corners, _ground(slab, box)


def _ground(slab: Any, box: Any) -> Colour:
    """What a line stands on: most of its frame is no ink."""
    import numpy as np

    (left, top), (right, bottom) = box.min(axis=0), box.max(axis=0)
    frame = slab[max(0, int(top)) : int(bottom) + 1, max(0, int(left)) : int(right) + 1]
    median_of_all: Colour = np.median(frame.reshape(-1, 3), axis=0).tolist()
    return median_of_all


def _codes(picture: Any) -> list[str]:
    """Where the square codes in the picture lead to."""
    import cv2
    import numpy as np

    found, texts, *_ = cv2.QRCodeDetector().detectAndDecodeMulti(np.asarray(picture))
    return [text for text in texts if text] if found else []


if __name__ == "__main__":
    sys.exit(main())
