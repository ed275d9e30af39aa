"""What somebody uploads, opened and, unless it is long, read: the slow part of an
upload, which needs no transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from wuzha.reading.intake import read_source
from wuzha.reading.plan import Plan
from wuzha.reading.reader import read_plans
from wuzha.reading.source import Source

# Characters that are read while somebody waits: a few seconds. The rest is for a job.
READ_AT_ONCE = 30_000
# Bytes. Plans are words; what is larger is full of pictures, and kept all the same.
LARGEST = 20 * 1024 * 1024


class Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True)
class Document:
    """`plans` is None while it waits for a job."""

    name: str
    content: bytes
    source: Source
    plans: Sequence[Plan] | None

    @property
    def digest(self) -> str:
        return sha256(self.content).hexdigest()


def opened(file: Readable, *, name: str) -> Document:
    """Refused with a sentence when it is none that can be read."""
    content = file.read()
    source = read_source(content, name)
    at_once = len(source.text) <= READ_AT_ONCE
    return Document(name, content, source, read_plans(source) if at_once else None)


def read_again(content: bytes, *, name: str) -> Document:
    """The whole of it, however long: for the job."""
    source = read_source(content, name)
    return Document(name, content, source, read_plans(source))
