"""A case: the tables at hand, and the questions asked of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

import pyarrow as pa

from wuzha.detection.tables import NO_ACCOUNTS, NO_LISTS, NO_OPENINGS
from wuzha.detection.tracing.index import Index
from wuzha.detection.tracing.joining import Joined, joined
from wuzha.detection.tracing.results import Trace
from wuzha.detection.tracing.walking import MOST_FLOWS, trace


@dataclass(frozen=True)
class Question:
    seeds: tuple[str, ...]
    method: str
    hops: int
    window: timedelta
    limit: int = MOST_FLOWS


@dataclass(frozen=True)
class Case:
    transfers: Mapping[str, pa.Table]  # by the bank or file that told them
    span: timedelta  # within which rows of two banks can be one transfer
    accounts: pa.Table = field(default_factory=lambda: NO_ACCOUNTS)
    lists: pa.Table = field(default_factory=lambda: NO_LISTS)
    openings: pa.Table = field(default_factory=lambda: NO_OPENINGS)

    @cached_property
    def joined(self) -> Joined:
        return joined(self.transfers, self.span)

    @cached_property
    def index(self) -> Index:
        return Index.of(
            self.joined.transfers,
            accounts=self.accounts,
            lists=self.lists,
            openings=self.openings,
        )

    def answer(self, question: Question) -> Trace:
        return trace(
            self.index,
            self.joined.kept(question.seeds),
            method=question.method,
            hops=question.hops,
            window=question.window,
            limit=question.limit,
        )
