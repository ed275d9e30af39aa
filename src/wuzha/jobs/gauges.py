"""A number that an area shows to the monitoring of the service."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Gauge:
    """`value(now)` answers one number, or one for each value of `label`. Never personal
    data, never a name: labels are kinds and states."""

    name: str
    text: str
    value: Callable[[datetime], float | Mapping[str, float]]
    label: str = ""
