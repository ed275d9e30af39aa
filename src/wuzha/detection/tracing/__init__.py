"""Where the money of given payments went: onward in time, by a named method.

`Index` lays out all transfers at hand once; `trace` follows payments over it and gives
flows, balances, ends and sums.
"""

from wuzha.detection.tracing.cases import Case, Question
from wuzha.detection.tracing.index import Index
from wuzha.detection.tracing.results import (
    BALANCES,
    BOUNDS,
    ENDINGS,
    ENDS,
    FLOWS,
    SUMS,
    Trace,
)
from wuzha.detection.tracing.walking import METHODS, MOST_FLOWS, trace

__all__ = [
    "BALANCES",
    "BOUNDS",
    "ENDINGS",
    "ENDS",
    "FLOWS",
    "METHODS",
    "MOST_FLOWS",
    "SUMS",
    "Case",
    "Index",
    "Question",
    "Trace",
    "trace",
]
