"""How long to wait before the next attempt."""

from datetime import timedelta


def pause_after(failures: int, first: timedelta, longest: timedelta) -> timedelta:
    """Doubles with each failure (1, 2, …) up to the longest."""
    doublings = min(failures - 1, 20)
    return min(first * int(2**doublings), longest)
