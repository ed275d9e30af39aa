"""A process that remembers what some accounts did of late, and is asked over a socket.

Nothing it knows is its own: it follows the files of the last days and the log of
decisions, and makes itself anew from them after any end. Each question is a line of
JSON, and so is each answer; before it answers, it reads the log to its end.

Where the rules change, what they need is remembered beside what the old ones did, which
answer until whoever asks has seen that the new ones are ready. Nothing done meanwhile
may keep the interpreter to itself for long: an answer that waits is given without it.
"""

import gc
import json
import logging
import socketserver
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from threading import Lock, Thread
from time import monotonic, sleep
from typing import Any
from zlib import crc32

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from wuzha.decisions import history
from wuzha.decisions.book import Book
from wuzha.decisions.log import Reader
from wuzha.detection.known import Facts
from wuzha.detection.online import TooLate, Transfer, Windows, rebuild
from wuzha.detection.rules.tree import Party
from wuzha.monitoring import registers

AT_ONCE = 1000  # transfers are turned into Python in one go
LOOKS_EVERY_SECONDS = 10
NEVER = float("-inf")
UNASKED_SECONDS = 60
SWITCH_SECONDS = 0.0005

log = logging.getLogger("wuzha.decisions")


def shard_of(account: str, shards: int) -> int:
    return crc32(account.encode()) % shards


def socket_of(shard: int) -> Path:
    return history.folder() / f"{shard}.sock"


class Memory:
    """Of some accounts under one set of rules, up to where it has read."""

    def __init__(self, book: Book, is_mine: Callable[[str], bool]) -> None:
        self.mark, self.is_mine = book.mark, is_mine
        self.windows = Windows(book.compiled)
        self.registers: object = None
        self.reader = Reader()
        self.asked_at = NEVER

    def fill(self) -> None:
        self.learn()
        since = timezone.now() - history.KEPT_FOR
        batches = history.transfers(since).to_batches(max_chunksize=AT_ONCE)
        rebuild(self.windows, batches, self.is_mine)
        self.follow(since)

    def follow(self, since: datetime | None = None) -> None:
        for move in self.reader.moves(since):
            self._add(move)

    def learn(self) -> None:
        """What banks and police say of accounts by now. Reading it may take seconds;
        until then what they said before counts."""
        edition = registers.edition()
        if edition != self.registers:
            self.windows.facts = Facts(**registers.known())
            self.registers = edition

    def said(self, transfer: Transfer) -> dict[Party, Any] | None:
        try:
            return {
                party: self.windows.ask(transfer, party)
                for party in Party
                if self.is_mine(transfer.account(party))
            }
        except TooLate:
            return None

    def _add(self, move: Transfer) -> None:
        for party in Party:
            if self.is_mine(move.account(party)):
                try:
                    self.windows.add(move, party)
                except TooLate as late:
                    log.warning("left out of the windows: %s", late)


class Shard:
    """The accounts that fall to it, under the rules of now and, for a while, of before:
    its memories by the mark of the rules, the newest last."""

    def __init__(self, number: int, shards: int) -> None:
        self.number, self.shards = number, shards
        self.memories: dict[str, Memory] = {}
        self.lock = Lock()

    def fill(self) -> Memory:
        """With the rules of now, while those of before still answer."""
        memory = Memory(Book.now(), self._is_mine)
        # Millions of lasting objects, which need not be looked through.
        gc.disable()
        try:
            memory.fill()
        finally:
            gc.freeze()
            gc.enable()
        with self.lock:
            self.memories[memory.mark] = memory
        log.info("windows of %d accounts are ready", len(memory.windows))
        return memory

    def answer(self, question: dict[str, Any]) -> dict[str, Any]:
        """For each transfer what its accounts here say, by party; null where it is too
        old to be placed."""
        with self.lock:
            memory = self.memories.get(question["mark"])
            if memory is None:
                return {"stale": True}
            if question["transfers"]:
                memory.asked_at = monotonic()
            memory.follow()
            return {"said": [memory.said(Transfer(*t)) for t in question["transfers"]]}

    def learn(self) -> None:
        for memory in list(self.memories.values()):
            memory.learn()

    def forget(self) -> None:
        """All that nobody asks any more; the newest may not be asked yet, and in a
        quiet hour the one asked last is asked next."""
        with self.lock:
            *older, _newest = self.memories.values()
            last = max(self.memories.values(), key=lambda one: one.asked_at)
            quiet_since = monotonic() - UNASKED_SECONDS
            gone = [
                one for one in older if one is not last and one.asked_at < quiet_since
            ]
            for memory in gone:
                del self.memories[memory.mark]
        for memory in gone:
            memory.windows.clear()

    def _is_mine(self, account: str) -> bool:
        return shard_of(account, self.shards) == self.number


class Asker(socketserver.StreamRequestHandler):
    """One web process, for as long as both live."""

    server: "Server"

    def handle(self) -> None:
        for line in self.rfile:
            close_old_connections()
            said = self.server.shard.answer(json.loads(line))
            if "stale" in said:
                self.server.renew()
            self.wfile.write(json.dumps(said).encode() + b"\n")


class Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True

    def __init__(self, shard: Shard) -> None:
        self.shard = shard
        self.renewing = Lock()
        path = socket_of(shard.number)
        path.unlink(missing_ok=True)
        super().__init__(str(path), Asker)

    def renew(self) -> None:
        """Somebody asked for rules that are not remembered, most likely new ones."""
        if self.renewing.acquire(blocking=False):
            Thread(target=self._renew, daemon=True).start()

    def _renew(self) -> None:
        # Who remembers anew gives way at once to who answers.
        usual = sys.getswitchinterval()
        sys.setswitchinterval(SWITCH_SECONDS)
        try:
            self.shard.fill()
        finally:
            sys.setswitchinterval(usual)
            connection.close()
            self.renewing.release()


def serve(number: int, shards: int) -> None:
    shard = Shard(number, shards)
    shard.fill()
    with Server(shard) as server:
        Thread(target=_keep_up, args=[shard], daemon=True).start()
        server.serve_forever()


def _keep_up(shard: Shard) -> None:
    while True:
        sleep(LOOKS_EVERY_SECONDS)
        shard.forget()
        close_old_connections()
        try:
            shard.learn()
        except DatabaseError as away:
            log.warning("the registers could not be read: %s", away)
