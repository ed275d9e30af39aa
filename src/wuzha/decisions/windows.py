"""A process that remembers what some accounts did of late, and is asked over a socket.

Nothing it knows is its own: it follows the files of the last days and the log of
decisions, and makes itself anew from them after any end. Each question is a line of
JSON, and so is each answer; before it answers, it reads the log to its end.
"""

import gc
import json
import logging
import socketserver
import time
from pathlib import Path
from threading import Lock, Thread
from typing import Any
from zlib import crc32

from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from wuzha.decisions import history
from wuzha.decisions.book import Book
from wuzha.decisions.log import Reader
from wuzha.detection.known import Facts
from wuzha.detection.online import TooLate, Transfer, Windows, rebuild
from wuzha.detection.rules.tree import Party
from wuzha.monitoring import registers

LOOKS_EVERY_SECONDS = 10
log = logging.getLogger("wuzha.decisions")


def shard_of(account: str, shards: int) -> int:
    return crc32(account.encode()) % shards


def socket_of(shard: int) -> Path:
    return history.folder() / f"{shard}.sock"


class Shard:
    """The windows of the accounts that fall to it, up to where it has read."""

    def __init__(self, number: int, shards: int) -> None:
        self.number, self.shards = number, shards
        book = Book.now()
        self.mark = book.mark
        self.windows = Windows(book.compiled)
        self.registers: object = None
        self.reader = Reader()
        self.lock = Lock()

    def fill(self) -> None:
        self.learn()
        since = timezone.now() - history.KEPT_FOR
        rebuild(self.windows, history.transfers(since).to_batches(), self._is_mine)
        for move in self.reader.moves(since):
            self._add(move)
        # Millions of lasting objects, which need not be looked through again.
        gc.freeze()

    def learn(self) -> None:
        """What banks and police say of accounts by now. Reading it may take seconds;
        until then what they said before counts."""
        edition = registers.edition()
        if edition != self.registers:
            self.windows.facts = Facts(**registers.known())
            self.registers = edition

    def answer(self, question: dict[str, Any]) -> dict[str, Any]:
        """For each transfer what its accounts here say, by party; null where it is too
        old to be placed."""
        if question["mark"] != self.mark:
            return {"stale": True}
        with self.lock:
            for move in self.reader.moves():
                self._add(move)
            return {"said": [self._said(Transfer(*t)) for t in question["transfers"]]}

    def _said(self, transfer: Transfer) -> dict[Party, Any] | None:
        try:
            return {
                party: self.windows.ask(transfer, party)
                for party in Party
                if self._is_mine(transfer.account(party))
            }
        except TooLate:
            return None

    def _add(self, move: Transfer) -> None:
        for party in Party:
            if self._is_mine(move.account(party)):
                try:
                    self.windows.add(move, party)
                except TooLate as late:
                    log.warning("left out of the windows: %s", late)

    def _is_mine(self, account: str) -> bool:
        return shard_of(account, self.shards) == self.number


class Asker(socketserver.StreamRequestHandler):
    """One web process, for as long as both live."""

    server: "Server"

    def handle(self) -> None:
        for line in self.rfile:
            close_old_connections()
            said = self.server.shard.answer(json.loads(line))
            self.wfile.write(json.dumps(said).encode() + b"\n")
            if "stale" in said:
                # Begun anew with the rules of now by whoever keeps this process alive.
                Thread(target=self.server.shutdown).start()
                return


class Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True

    def __init__(self, shard: Shard) -> None:
        self.shard = shard
        path = socket_of(shard.number)
        path.unlink(missing_ok=True)
        super().__init__(str(path), Asker)


def serve(number: int, shards: int) -> None:
    """Until its rules are no longer those that run."""
    shard = Shard(number, shards)
    shard.fill()
    with Server(shard) as server:
        log.info("windows of %d accounts are ready", len(shard.windows))
        Thread(target=_keep_learning, args=[shard], daemon=True).start()
        server.serve_forever()


def _keep_learning(shard: Shard) -> None:
    while True:
        time.sleep(LOOKS_EVERY_SECONDS)
        close_old_connections()
        try:
            shard.learn()
        except DatabaseError as away:
            log.warning("the registers could not be read: %s", away)
