"""Tables in text files: which encoding and which delimiter, and then the rows."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from wuzha.lib.refused import Refused
from wuzha.lib.words import N_

DELIMITERS = (",", "\t", ";", "|")
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# A character of two bytes. In GB2312 both lie above A0; in Big5 four of ten second
# bytes lie below 7F.
_DOUBLE = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]")
_BIG5_SHARE = 0.15
_SAMPLE_BYTES = 200_000
_SAMPLE_ROWS = 50


def decoded(content: bytes, *, name: str) -> str:
    """The text, from UTF-8, UTF-16 (marked), GBK/GB18030 or Big5."""
    encoding = _encoding(content)
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as broken:
        raise Refused(
            N_(
                "文件“{name}”第 {line} 行附近有无法识别的字符（按 {encoding} 读取）。"
                "请用 Excel 或 WPS 打开后另存为“CSV UTF-8”或 .xlsx 再上传。"
            ),
            name=name,
            line=content.count(b"\n", 0, broken.start) + 1,
            encoding=encoding.upper(),
        ) from broken


def rows(text: str, *, name: str) -> Iterator[tuple[int, list[str]]]:
    """The rows with their numbers; a row with line breaks in quotes is one row."""
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=_delimiter(text), strict=True)
    try:
        yield from enumerate(reader, start=1)
    except csv.Error as broken:
        raise Refused(
            N_(
                "文件“{name}”第 {line} 行的引号不成对，后面的内容无法分列。"
                "请补上或删去多余的双引号，或另存为 .xlsx 再上传。"
            ),
            name=name,
            line=reader.line_num,
        ) from broken


def _encoding(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding
    if _begins_as(content, "utf-8"):
        return "utf-8"
    doubles = _DOUBLE.findall(content, 0, _SAMPLE_BYTES)
    low = sum(pair[1] < 0x7F for pair in doubles)
    if low > len(doubles) * _BIG5_SHARE and _begins_as(content, "big5hkscs"):
        return "big5hkscs"
    return "gb18030"


def _begins_as(content: bytes, encoding: str) -> bool:
    """True also for a text that breaks off within its last character."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(content)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(text: str) -> str:
    """The one that cuts the first rows into the most columns, the same in each."""
    return max(DELIMITERS, key=lambda delimiter: _evenness(text, delimiter))


def _evenness(text: str, delimiter: str) -> int:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    widths: Counter[int] = Counter()
    try:
        widths.update(len(row) for row in islice(reader, _SAMPLE_ROWS))
    except csv.Error:
        return 0
    return max(((width - 1) * times for width, times in widths.items()), default=0)
