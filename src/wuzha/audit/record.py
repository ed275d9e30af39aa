"""Write what was done into the audit, in the transaction of the deed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from django.db import models, transaction
from django.utils import timezone

from wuzha.audit.chain import seal_recent_entries
from wuzha.audit.models import Entry, Outcome, Unsealed


class Actor(Protocol):
    @property
    def username(self) -> str: ...


class Place(Protocol):
    @property
    def path(self) -> str: ...


def record(
    event: str,
    *,
    by: Actor | None,
    subject: models.Model | None = None,
    unit: Place | None = None,
    outcome: str = Outcome.DONE,
    seal_at_once: bool = True,
    **facts: object,
) -> Entry:
    """`facts` are kept as text; never put a person's data into them. The entry is
    sealed into the chain right after the commit, in a short transaction of its own: a
    lock on the chain inside the deed's transaction would let two deeds deadlock. Or a
    moment later by the worker, as with `record_many`."""
    entry = _entry(event, by, subject, unit, facts)
    # Raises ValueError for what is none: a fact of that name belongs elsewhere.
    entry.outcome = Outcome(outcome)
    _add([entry], seal_at_once=seal_at_once)
    return entry


def record_many(
    event: str,
    *,
    by: Actor | None,
    deeds: Iterable[tuple[models.Model, Place | None, Mapping[str, object]]],
    seal_at_once: bool = True,
) -> None:
    """The same deed on many: an entry each (subject, unit, facts), written at once.
    Where they come by the hundred a second, the worker seals them all a moment later:
    in between they are kept, and only their place in the chain is open."""
    entries = [
        _entry(event, by, subject, unit, facts) for subject, unit, facts in deeds
    ]
    _add(entries, seal_at_once=seal_at_once)


def _add(entries: Sequence[Entry], *, seal_at_once: bool) -> None:
    Entry.objects.add_many(entries, noted_in=Unsealed)
    if seal_at_once:
        _seal_after_commit()


def _seal_after_commit() -> None:
    """Once a transaction, however many entries it has."""
    after = transaction.get_connection().run_on_commit
    if not any(todo is seal_recent_entries for _savepoints, todo, _robust in after):
        transaction.on_commit(seal_recent_entries, robust=True)


def _entry(
    event: str,
    by: Actor | None,
    subject: models.Model | None,
    unit: Place | None,
    facts: Mapping[str, object],
) -> Entry:
    return Entry(
        at=timezone.now(),
        event=event,
        outcome=Outcome.DONE,
        by=by.username if by else "",
        subject=f"{subject._meta.label}:{subject.pk}" if subject is not None else "",
        unit_path=unit.path if unit else "",
        facts={key: _plain(value) for key, value in facts.items()},
    )


def _plain(value: object) -> object:
    return value if isinstance(value, bool | int | None) else str(value)
