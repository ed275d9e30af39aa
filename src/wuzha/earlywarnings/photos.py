"""A photo without what it carries besides the picture: place, time, device, thumbnails,
and whatever was hung on behind its end."""

from collections.abc import Iterator

from wuzha.lib.refused import Refused
from wuzha.lib.words import N_

MEGABYTE = 1024 * 1024
LARGEST = 5 * MEGABYTE
START, END, SCAN = 0xD8, 0xD9, 0xDA
# JFIF and Adobe say how the colours are meant; the other APP segments and comments go.
COLOURS = (0xE0, 0xEE)
CARRIED = (*range(0xE0, 0xF0), 0xFE)
IN_SCAN = (0x00, *range(0xD0, 0xD8))


def bare_jpeg(content: bytes) -> bytes:
    if len(content) > LARGEST:
        raise Refused(
            N_("照片超过 {limit} MB，没有保存。请用较低的清晰度重拍，或者不加照片。"),
            limit=LARGEST // MEGABYTE,
        )
    try:
        return b"".join(_kept(content))
    except (IndexError, ValueError) as broken:
        raise Refused(
            N_("这不是完整的 JPEG 照片，没有保存。请重新拍摄，或者不加照片。")
        ) from broken


def _kept(content: bytes) -> Iterator[bytes]:
    if content[:2] != bytes((0xFF, START)):
        raise ValueError("does not begin like a JPEG")
    yield content[:2]
    place = 2
    while True:
        if content[place] != 0xFF:
            raise ValueError("no marker where one must stand")
        marker = content[place + 1]
        if marker == END:
            yield content[place : place + 2]
            return
        end = place + 2 + int.from_bytes(content[place + 2 : place + 4])
        if end <= place + 3 or end >= len(content):
            raise ValueError("a segment reaches beyond the end")
        if marker == SCAN:
            end = _end_of_scan(content, end)
        if marker in COLOURS or marker not in CARRIED:
            yield content[place:end]
        place = end


def _end_of_scan(content: bytes, place: int) -> int:
    """The next marker that does not belong to the picture data."""
    while True:
        place = content.index(0xFF, place)
        if content[place + 1] not in IN_SCAN:
            return place
        place += 2
