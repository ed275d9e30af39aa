from datetime import datetime
from typing import NamedTuple


class Event(NamedTuple):
    """As `ui/_timeline.html` shows it."""

    at: datetime
    what: str
    who: object = ""
    detail: str = ""
    tone: str = ""
    url: str = ""
