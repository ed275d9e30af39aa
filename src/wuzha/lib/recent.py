"""What was found a moment ago, for what is asked by the hundred a second."""

from time import monotonic
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Recent(Generic[K, V]):
    """By key, each for so many seconds; in this process alone. Of use where the keys
    are few: what is over stays until its key is found anew."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._found: dict[K, tuple[float, V]] = {}

    def get(self, key: K) -> V | None:
        at, found = self._found.get(key, (None, None))
        if at is None or monotonic() - at >= self.seconds:
            return None
        return found

    def keep(self, key: K, found: V) -> None:
        self._found[key] = (monotonic(), found)
