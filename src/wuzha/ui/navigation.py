"""One entry of the main navigation; `home` makes the list, a context processor."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    label: str
    url: str
    icon: str
    count: int = 0
    active: bool = False
