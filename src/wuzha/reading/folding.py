"""Text in one shape for the rules: simplified, half-width, of the same length."""

from functools import cache

from wuzha.lib.traditional import simplified

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
    "壹": "一",
}


@cache
def _table() -> dict[int, str]:
    wide = {0xFF01 + i: chr(0x21 + i) for i in range(94)}
    marks = {ord(mark): plain for mark, plain in MARKS.items()}
    return wide | simplified() | marks


def folded(text: str) -> str:
    """Each character stays in its place, so offsets hold for the original."""
    return text.translate(_table())
