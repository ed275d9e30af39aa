"""Rows written in bulk: sealed and keyed as the models would, at the database's speed.

Keys are given out at once, so that rows can name one another before they are there.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from typing import Any

from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.models import (
    BigAutoField,
    BigIntegerField,
    BooleanField,
    CharField,
    DateTimeField,
    Field,
    ForeignKey,
    Max,
    Model,
    PositiveIntegerField,
    PositiveSmallIntegerField,
)

from wuzha.privacy.fields import BlindIndexField, blind_index

CHUNK = 5000
Prepared = list[Any]
# Numbers, keys and words go in as they are.
PLAIN = frozenset(
    {
        *(BigAutoField, BigIntegerField, PositiveIntegerField),
        *(PositiveSmallIntegerField, BooleanField, CharField, ForeignKey),
    }
)
# Told how much of all rows is written, 0 to 1.
Progress = Callable[[float], object]


class Rows:
    """New rows of one model, in the order in which they are added."""

    def __init__(self, model: type[Model], first_key: int) -> None:
        self.model = model
        self.waiting: list[Prepared] = []
        self.fields = list(model._meta.concrete_fields)
        self._next = first_key
        self._places = {field.attname: n for n, field in enumerate(self.fields)}
        self._prepare = [preparation(field) for field in self.fields]
        self._blank = [_default(field) for field in self.fields]
        self._indexes = [
            (n, field.domain, field.source)
            for n, field in enumerate(self.fields)
            if isinstance(field, BlindIndexField)
        ]

    def key(self) -> int:
        """The key of a row that is added later."""
        given, self._next = self._next, self._next + 1
        return given

    def add(self, **values: Any) -> int:
        """By the names of columns ("unit_id"); what is not named has its default."""
        row = self._blank.copy()
        for name, value in values.items():
            place = self._places[name]
            prepare = self._prepare[place]
            row[place] = prepare(value) if prepare and value is not None else value
        for place, domain, source in self._indexes:
            row[place] = blind_index(domain, values.get(source) or "")
        key: int = values.get("id") or self.key()
        row[0] = key
        self.waiting.append(row)
        return key


class Batch:
    """Rows of several models, written together or not at all."""

    def __init__(self, first_key: int | None = None) -> None:
        self._first_key = first_key
        self._tables: dict[type[Model], Rows] = {}

    def __getitem__(self, model: type[Model]) -> Rows:
        if model not in self._tables:
            first = self._first_key or _next_key(model)
            self._tables[model] = Rows(model, first)
        return self._tables[model]

    def __len__(self) -> int:
        return sum(len(rows.waiting) for rows in self._tables.values())

    @transaction.atomic
    def write(self, progress: Progress = lambda share: None) -> None:
        copy = _copied if connection.vendor == "postgresql" else _inserted
        total, done = len(self), 0
        for rows in self._tables.values():
            for chunk in copy(rows):
                done += chunk
                progress(done / total)
            rows.waiting.clear()
        reset = connection.ops.sequence_reset_sql(no_style(), list(self._tables))
        with connection.cursor() as cursor:
            for statement in reset:
                cursor.execute(statement)


def preparation(field: "Field[Any, Any]") -> Callable[[Any], Any] | None:
    """How a value of the field becomes what the database takes; nothing for what it
    takes as it is. Times, of which there are most, take the shortest way."""
    here = connections[DEFAULT_DB_ALIAS]
    if isinstance(field, DateTimeField):
        return _utc if here.vendor == "sqlite" else None
    if type(field) in PLAIN:
        return None
    return partial(field.get_db_prep_save, connection=here)


def _utc(moment: datetime) -> str:
    """As SQLite keeps it."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ")


def _default(field: "Field[Any, Any]") -> Any:
    if field.primary_key:
        return None
    here = connections[DEFAULT_DB_ALIAS]
    return field.get_db_prep_save(field.get_default(), connection=here)


def _next_key(model: type[Model]) -> int:
    last: int | None = model._base_manager.aggregate(last=Max("pk"))["last"]
    return (last or 0) + 1


def _chunks(rows: list[Prepared]) -> Iterator[list[Prepared]]:
    waiting = iter(rows)
    while chunk := list(islice(waiting, CHUNK)):
        yield chunk


def _names(rows: Rows) -> str:
    columns = (field.column or field.name for field in rows.fields)
    return ", ".join(map(connection.ops.quote_name, columns))


def _inserted(rows: Rows) -> Iterator[int]:
    """Answers the size of each chunk when it is written."""
    table = connection.ops.quote_name(rows.model._meta.db_table)
    marks = ", ".join(["%s"] * len(rows.fields))
    statement = f"INSERT INTO {table} ({_names(rows)}) VALUES ({marks})"  # noqa: S608
    with connection.cursor() as cursor:
        for chunk in _chunks(rows.waiting):
            cursor.executemany(statement, chunk)
            yield len(chunk)


def _copied(rows: Rows) -> Iterator[int]:
    table = connection.ops.quote_name(rows.model._meta.db_table)
    statement = f"COPY {table} ({_names(rows)}) FROM STDIN"
    connection.ensure_connection()
    with closing(connection.connection.cursor()) as cursor:
        for chunk in _chunks(rows.waiting):
            with cursor.copy(statement) as copy:
                for row in chunk:
                    copy.write_row(row)
            yield len(chunk)
