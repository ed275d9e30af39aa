"""Asks the processes that remember (`windows`), within a bound of time."""

import json
import socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.conf import settings

from wuzha.decisions.windows import shard_of, socket_of
from wuzha.detection.online import Transfer
from wuzha.detection.rules.online import Answer
from wuzha.detection.rules.tree import Party

WAIT_SECONDS = 0.25

Halves = dict[Party, Answer]


class Unreachable(OSError):
    """The process is not there, makes itself anew, or has other rules."""


@dataclass
class Line:
    """The way to one shard. After anything went wrong it is opened anew."""

    shard: int
    stream: BinaryIO | None = None

    def send(self, question: bytes) -> None:
        try:
            if self.stream is None:
                self.stream = self._opened()
            self.stream.write(question)
            self.stream.flush()
        except OSError as wrong:
            raise self._broken() from wrong

    def receive(self) -> list[dict[str, Any] | None]:
        try:
            assert self.stream is not None  # noqa: S101 (sent before)
            said = json.loads(self.stream.readline() or "{}")
        except (OSError, ValueError) as wrong:
            raise self._broken() from wrong
        if "said" not in said:
            raise self._broken()
        answers: list[dict[str, Any] | None] = said["said"]
        return answers

    def _opened(self) -> BinaryIO:
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(WAIT_SECONDS)
        try:
            line.connect(str(socket_of(self.shard)))
            return line.makefile("rwb")  # type: ignore[return-value]
        finally:
            # The stream keeps it open for as long as itself.
            line.close()

    def _broken(self) -> Unreachable:
        if self.stream is not None:
            self.stream.close()
            self.stream = None
        return Unreachable(f"shard {self.shard}")


@dataclass
class Shards:
    """All of them, asked at once. One asker at a time: a turn is taken before."""

    lines: dict[int, Line] = field(default_factory=dict)

    def ask(self, transfers: Sequence[Transfer], mark: str) -> list[Halves | None]:
        """What both accounts of each say; None where one of them could not be asked."""
        if not settings.DECISION_SHARDS:
            return [None] * len(transfers)
        wanted: dict[int, list[int]] = {}
        for place, transfer in enumerate(transfers):
            for shard in _shards_of(transfer):
                wanted.setdefault(shard, []).append(place)
        found: list[Halves | None] = [{} for _transfer in transfers]
        asked = {
            shard: self._send(shard, [transfers[place] for place in places], mark)
            for shard, places in wanted.items()
        }
        for shard, places in wanted.items():
            answers = _received(asked[shard]) or [None] * len(places)
            for place, answer in zip(places, answers, strict=True):
                half = found[place]
                if half is None or answer is None:
                    found[place] = None
                else:
                    half.update({Party(name): said for name, said in answer.items()})
        return found

    def are_ready(self, mark: str) -> bool:
        """Whether all remember under these rules; who does not, begins to."""
        asked = [self._send(n, [], mark) for n in range(settings.DECISION_SHARDS)]
        return None not in [_received(line) for line in asked]

    def _send(
        self, shard: int, transfers: Sequence[Transfer], mark: str
    ) -> Line | None:
        line = self.lines.setdefault(shard, Line(shard))
        question = json.dumps({"mark": mark, "transfers": transfers})
        try:
            line.send(question.encode() + b"\n")
        except Unreachable:
            return None
        return line


def _received(line: Line | None) -> list[dict[str, Any] | None] | None:
    if line is not None:
        try:
            return line.receive()
        except Unreachable:
            pass
    return None


def _shards_of(transfer: Transfer) -> list[int]:
    accounts = (transfer.account(party) for party in Party)
    return sorted({shard_of(one, settings.DECISION_SHARDS) for one in accounts})


shards = Shards()
