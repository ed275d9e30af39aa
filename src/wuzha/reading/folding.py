"""Text in one shape for the rules: simplified, half-width, of the same length."""

from dataclasses import dataclass
from functools import cache

from wuzha.lib.datafiles import DATA, load

MARKS = {
    "，": ",",
    "；": ";",
    "：": ":",
    "（": "(",
    "）": ")",
    "﹙": "(",
    "﹚": ")",
    "［": "[",
    "］": "]",
    "〔": "[",
    "〕": "]",
    "【": "[",
    "】": "]",
    "「": "“",
    "」": "”",
    "『": "“",
    "』": "”",
    "＂": '"',
    "｡": "。",
    "．": ".",
    "﹒": ".",
    "〜": "-",
    "～": "-",
    "~": "-",
    "—": "-",
    "–": "-",
    "－": "-",
    "─": "-",
    "―": "-",
    "‒": "-",
    "●": "●",
    "×": "x",
}


@dataclass(frozen=True)
class _Traditional:
    pairs: tuple[str, ...]


@cache
def _table() -> dict[int, str]:
    wide = {0xFF01 + i: chr(0x21 + i) for i in range(94)}
    letters = "".join(load(_Traditional, DATA / "reading" / "traditional.toml").pairs)
    simplified = {
        ord(old): new for old, new in zip(letters[::2], letters[1::2], strict=True)
    }
    marks = {ord(mark): plain for mark, plain in MARKS.items()}
    return wide | simplified | marks


def folded(text: str) -> str:
    """Each character stays in its place, so offsets hold for the original."""
    return text.translate(_table())
