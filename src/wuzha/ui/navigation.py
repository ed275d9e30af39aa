"""One entry of the main navigation; `home` makes the list, a context processor."""

from typing import NamedTuple


class Entry(NamedTuple):
    label: str
    url: str
    icon: str
    waiting: int = 0
    active: bool = False
