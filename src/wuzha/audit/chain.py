"""The chain over the audit: each seal covers its entry and the one before.

The digests are keyed with the secret of the service, so that whoever holds the database
cannot make the chain anew after a change.
"""

import hmac
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from wuzha.audit.models import ChainHead, Entry, Seal
from wuzha.lib.words import N_, Sentence

CHUNK = 2000
# Right after a deed only recent entries can be waiting; the worker and `verify` look at
# all of them, so that nothing older stays unsealed after a crash.
RECENT = timedelta(minutes=15)


@dataclass(frozen=True)
class Fault:
    """What is wrong with which entry; `entry_id` is None for the chain as a whole."""

    entry_id: int | None
    problem: str


def seal_recent_entries() -> None:
    _seal(since=RECENT)


def seal_all_entries() -> int:
    """Seal everything committed and not sealed yet; returns how many."""
    return _seal(since=None)


def _seal(since: timedelta | None) -> int:
    sealed = 0
    while (batch := _seal_batch(since)) > 0:
        sealed += batch
        if batch < CHUNK:
            break
    return sealed


@transaction.atomic
def _seal_batch(since: timedelta | None) -> int:
    """Two processes cannot fork the chain: the head row is locked."""
    head = ChainHead.objects.select_for_update().get(pk=1)
    waiting = Entry.objects.filter(
        ~Exists(Seal.objects.filter(entry_id=OuterRef("pk")))
    )
    if since is not None:
        waiting = waiting.filter(at__gte=timezone.now() - since)
    link, key, seals = head.link, _key(), []
    for entry in waiting.order_by("pk")[:CHUNK]:
        digest = _digest(key, entry)
        link = _link(key, link, digest)
        seals.append(Seal(entry_id=entry.pk, digest=digest, link=link))
    if seals:
        Seal.objects.bulk_create(seals)
        head.sealed += len(seals)
        head.link = link
        head.save(update_fields=["sealed", "link"])
    return len(seals)


def verify(progress: Callable[[int], None] = lambda done: None) -> Iterator[Fault]:
    """Walk the chain and yield every fault with the entry that it names."""
    key, link, count, last = _key(), "", 0, 0
    while seals := list(Seal.objects.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        entries = Entry.objects.in_bulk([seal.entry_id for seal in seals])
        for seal in seals:
            if not hmac.compare_digest(_link(key, link, seal.digest), seal.link):
                yield Fault(
                    seal.entry_id, N_("与前一条封条不衔接：此处有封条被改、删或调换")
                )
            link = seal.link
            yield from _faults_of(key, seal, entries.get(seal.entry_id))
        last, count = seals[-1].pk, count + len(seals)
        progress(len(seals))
    yield from _unsealed()
    head = ChainHead.objects.get(pk=1)
    if (count, link) != (head.sealed, head.link):
        ends = N_("链尾不符：应有 {due} 条封条，实有 {found} 条")
        yield Fault(None, Sentence(ends, due=head.sealed, found=count))


def _faults_of(key: bytes, seal: Seal, entry: Entry | None) -> Iterator[Fault]:
    if entry is None:
        yield Fault(seal.entry_id, N_("记录已被删除"))
    elif not hmac.compare_digest(_digest(key, entry), seal.digest):
        yield Fault(seal.entry_id, N_("记录内容被改动"))


def _unsealed() -> Iterator[Fault]:
    """An entry that nothing sealed in time was slipped in, or lost its seal."""
    sealed = Seal.objects.filter(entry_id=OuterRef("pk"))
    old = Entry.objects.filter(~Exists(sealed), at__lt=timezone.now() - RECENT)
    for pk in old.values_list("pk", flat=True):
        yield Fault(pk, N_("记录没有封条：事后插入，或封条被删"))


def _key() -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), b"wuzha audit chain", sha256)


def _digest(key: bytes, entry: Entry) -> str:
    content = [
        entry.pk,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.event,
        entry.outcome,
        entry.by,
        entry.subject,
        entry.unit_path,
        entry.facts,
    ]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hmac.new(key, text.encode(), sha256).hexdigest()


def _link(key: bytes, previous: str, digest: str) -> str:
    return hmac.new(key, f"{previous}{digest}".encode(), sha256).hexdigest()
