"""Pictures as people send them, and as somebody sends them who wants to break it."""

import os
import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from wuzha.detection.pictures.reading import read_picture
from wuzha.lib.refused import Refused

FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")


def chunk(kind: bytes, content: bytes) -> bytes:
    checked = kind + content
    return (
        struct.pack(">I", len(content))
        + checked
        + struct.pack(">I", zlib.crc32(checked))
    )


def png(width: int, height: int, content: bytes = b"") -> bytes:
    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(content))
    return b"\x89PNG\r\n\x1a\n" + parts + chunk(b"IEND", b"")


@pytest.mark.slow
def test_a_photo_of_a_chat_is_read_bubble_by_bubble() -> None:
    if not FONT.exists() and not os.environ.get("CI"):
        pytest.skip("needs a Chinese font: apt-get install fonts-noto-cjk")
    picture = Image.new("RGB", (640, 420), "#ededed")
    pen, font = ImageDraw.Draw(picture), ImageFont.truetype(str(FONT), 28)
    bubbles = {
        (40, 30): ("您的快递丢失，请打开链接", "www.kd-pei", "fu.top/a 办理理赔"),
        (220, 190): ("真的吗？我没有买东西",),
        (40, 270): ("不要告诉别人，把钱转到", "安全账户就能解冻"),
    }
    for (left, top), lines in bubbles.items():
        pen.rounded_rectangle(
            (left - 12, top - 8, left + 380, top + 40 * len(lines) + 4), 8, "white"
        )
        for place, line in enumerate(lines):
            pen.text((left, top + 40 * place), line, "black", font)
    file = BytesIO()
    picture.rotate(3, Image.Resampling.BICUBIC, fillcolor="gray").save(file, "PNG")
    first, second, third = read_picture(file.getvalue()).splitlines()
    assert "www.kd-peifu.top/a" in first
    assert "真的吗" in second
    assert "转到安全账户" in third


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"MZ" + b"no picture" * 9, "不是能读的图片"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "不是能读的图片"),
        (png(60_000, 60_000), "太大"),
        (png(6, 6_000_000), "太大"),
        (png(600, 600, b"\0" * 90), "损坏"),
    ],
    ids=["program", "drawing", "bomb", "ribbon", "torn"],
)
def test_what_cannot_be_read_is_refused_in_plain_words(
    content: bytes, says: str
) -> None:
    with pytest.raises(Refused, match=says):
        read_picture(content)
