"""The chain over the audit: each seal covers its entry and the seal before.

The digests are keyed with the secret of the service, so that whoever holds the database
cannot make the chain anew after a change. What is not seen from inside is a chain cut
off at its end and an old head put back; a `Stub`, kept elsewhere, shows it.
"""

import hmac
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Self

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from wuzha.audit.models import ChainHead, Entry, Seal, Unsealed
from wuzha.lib.words import N_, Sentence

CHUNK = 2000
# Sealed in one transaction while others want to write.
NOTED = 100
# An entry that has no seal after this long was not recorded but slipped in.
RECENT = timedelta(minutes=15)


@dataclass(frozen=True)
class Fault:
    """What is wrong with which entry; `entry_id` is None where entries are missing."""

    entry_id: int | None
    problem: str

    def __str__(self) -> str:
        return f"#{self.entry_id}：{self.problem}" if self.entry_id else self.problem


@dataclass(frozen=True)
class Stub:
    """Where the chain ended at some time: "1207-3fa9…", short enough to copy."""

    number: int
    link: str

    def __str__(self) -> str:
        return f"{self.number}-{self.link}"

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises ValueError when it is not one."""
        number, _dash, link = text.strip().partition("-")
        if len(link) != len(now().link):
            raise ValueError(text)
        return cls(int(number), link.lower())

    def holds(self) -> bool:
        """Whether the chain still has this link at this place."""
        if self.number == 0:
            return True
        seal = Seal.objects.filter(pk=self.number).first()
        return seal is not None and hmac.compare_digest(_short(seal.link), self.link)


def now() -> Stub:
    head = ChainHead.objects.get(pk=1)
    return Stub(head.sealed, _short(head.link or _NOTHING))


def _short(link: str) -> str:
    return link[:16]


_NOTHING = "0" * 64


def seal_recent_entries() -> None:
    """What was recorded and is committed; costs as much as there is to seal."""
    while noted := list(Unsealed.objects.order_by("pk")[:NOTED]):
        _seal_noted([one.pk for one in noted])


def seal_all_entries() -> int:
    """Everything committed that has no seal, also what came in past `record` in bulk:
    looks through the whole audit. Returns how many."""
    sealed, last = 0, 0
    while batch := _seal_after(last):
        sealed, last = sealed + len(batch), batch[-1].pk
    return sealed


def _seal_noted(noted: Sequence[int]) -> None:
    """Read and digested before the chain is locked: on SQLite nobody else can write
    meanwhile, and a bank waits for its answer."""
    entries = Entry.objects.filter(pk__in=noted).order_by("pk")
    digests = _digests(entries)
    with transaction.atomic():
        head = _locked_head()
        sealed = Seal.objects.filter(entry_id__in=noted)
        for pk in sealed.values_list("entry_id", flat=True):
            digests.pop(pk, None)
        _add_seals(head, digests)
        Unsealed.objects.filter(pk__in=noted).delete()


@transaction.atomic
def _seal_after(last: int) -> list[Entry]:
    head = _locked_head()
    sealed = Seal.objects.filter(entry_id=OuterRef("pk"))
    waiting = Entry.objects.filter(~Exists(sealed), pk__gt=last).order_by("pk")
    entries = list(waiting[:CHUNK])
    _add_seals(head, _digests(entries))
    Unsealed.objects.filter(pk__in=[entry.pk for entry in entries]).delete()
    return entries


def _locked_head() -> ChainHead:
    """So that two processes cannot fork the chain."""
    return ChainHead.objects.select_for_update().get(pk=1)


def _digests(entries: Iterable[Entry]) -> dict[int, str]:
    """Under the current secret, by entry."""
    key = _keys()[0]
    return {entry.pk: _digest(key, entry) for entry in entries}


def _add_seals(head: ChainHead, digests: Mapping[int, str]) -> None:
    """Numbered without a gap, so that missing ones can be named."""
    key, seals = _keys()[0], []
    for entry, digest in digests.items():
        head.sealed, head.link = head.sealed + 1, _link(key, head.link, digest)
        seals.append(
            Seal(pk=head.sealed, entry_id=entry, digest=digest, link=head.link)
        )
    if seals:
        Seal.objects.bulk_create(seals)
        head.proof = _proof(key, head)
        head.save(update_fields=["sealed", "link", "proof"])


def fits_the_secret() -> bool:
    """Whether the chain was last sealed under a secret that this service has."""
    return _is_proved(_keys(), ChainHead.objects.get(pk=1))


def verify(progress: Callable[[int], None] = lambda done: None) -> Iterator[Fault]:
    """Walk the chain and yield every fault with the entry that it names."""
    head, keys = ChainHead.objects.get(pk=1), _keys()
    place = _Place()
    seals = Seal.objects.filter(pk__lte=head.sealed).order_by("pk")
    while chunk := list(seals.filter(pk__gt=place.number)[:CHUNK]):
        entries = Entry.objects.in_bulk([seal.entry_id for seal in chunk])
        for seal in chunk:
            yield from _faults_of(keys, place, seal, entries.get(seal.entry_id))
            place = _Place(seal.pk, seal.link, seal.entry_id)
        progress(len(chunk))
    if place.number < head.sealed:
        yield _missing(place, head.sealed + 1, None)
    elif place.link != head.link or not _is_proved(keys, head):
        yield Fault(None, Sentence(N_("链尾被改动：末尾可能有记录被整段删去")))
    yield from _unsealed()


@dataclass(frozen=True)
class _Place:
    """The last seal passed on the walk."""

    number: int = 0
    link: str = ""
    entry_id: int | None = None


def _faults_of(
    keys: Sequence[bytes], before: _Place, seal: Seal, entry: Entry | None
) -> Iterator[Fault]:
    if seal.pk != before.number + 1:
        yield _missing(before, seal.pk, seal.entry_id)
    elif not _any_equal((_link(k, before.link, seal.digest) for k in keys), seal.link):
        problem = N_("与前一条封条不衔接：此处有封条被改、删或调换")
        yield Fault(seal.entry_id, Sentence(problem))
    if entry is None:
        yield Fault(seal.entry_id, Sentence(N_("记录已被删除")))
    elif not _any_equal((_digest(k, entry) for k in keys), seal.digest):
        yield Fault(seal.entry_id, Sentence(N_("记录内容被改动")))


def _missing(before: _Place, end: int, entry_id: int | None) -> Fault:
    """Entries that went together with their seals: named by their neighbours."""
    problem = N_(
        "第 {first} 至 {last} 条封条不见了，连同其记录：在记录 {before} 与 {after} 之间"
    )
    return Fault(
        None,
        Sentence(
            problem,
            first=before.number + 1,
            last=end - 1,
            before=f"#{before.entry_id}" if before.entry_id else N_("开头"),
            after=f"#{entry_id}" if entry_id else N_("末尾"),
        ),
    )


def _unsealed() -> Iterator[Fault]:
    """An entry that nothing sealed in time was slipped in, or lost its seal."""
    sealed = Seal.objects.filter(entry_id=OuterRef("pk"))
    old = Entry.objects.filter(~Exists(sealed), at__lt=timezone.now() - RECENT)
    for pk in old.values_list("pk", flat=True):
        yield Fault(pk, Sentence(N_("记录没有封条：事后插入，或封条被删")))


def _keys() -> list[bytes]:
    """Of the current secret, which seals, and of its predecessors, which sealed."""
    return [
        hmac.digest(secret.encode(), b"wuzha audit chain", "sha256")
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]


def _any_equal(candidates: Iterator[str], wanted: str) -> bool:
    return any(hmac.compare_digest(candidate, wanted) for candidate in candidates)


def _is_proved(keys: Sequence[bytes], head: ChainHead) -> bool:
    return head.sealed == 0 or _any_equal((_proof(k, head) for k in keys), head.proof)


def _proof(key: bytes, head: ChainHead) -> str:
    return _keyed(key, f"{head.sealed}:{head.link}")


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
    return _keyed(key, text)


def _link(key: bytes, previous: str, digest: str) -> str:
    return _keyed(key, f"{previous}{digest}")


def _keyed(key: bytes, text: str) -> str:
    return hmac.digest(key, text.encode(), "sha256").hex()
