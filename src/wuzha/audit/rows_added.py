"""Rows that are added by the hundred a second.

Django puts an INSERT together anew each time, which takes longer than all else that is
done to add a few rows. Here it is put together once for each model and number of rows.
On PostgreSQL its places are numbered, for a cursor that does not look through it anew
for where each value belongs.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, TypeVar

import psycopg
from django.db import connection, models, transaction

M = TypeVar("M", bound=models.Model)
AT_ONCE = 100
AS_IS = {
    models.BigAutoField,
    models.BigIntegerField,
    models.CharField,
    models.PositiveSmallIntegerField,
}
UNLESS_THERE = " ON CONFLICT DO NOTHING"


class AddedByMany(models.QuerySet[M]):
    """Inside an action's transaction: several statements where rows are very many."""

    def add_many(
        self, rows: Iterable[M], *, noted_in: type[models.Model] | None = None
    ) -> list[M]:
        """As `bulk_create` without its choices. The new keys are rows of `noted_in`
        too, which has no other column; PostgreSQL is asked once for both."""
        added = list(rows)
        at_once = noted_in if connection.vendor == "postgresql" else None
        for some in _in_batches(added):
            keys = self._inserted(some, noted_in=at_once)
            _keep_keys(some, keys)
            if noted_in is not None and at_once is None:
                also = AddedByMany[models.Model](noted_in)
                also.add_many(noted_in(pk=key) for key in keys)
        return added

    def add_new(self, rows: Iterable[M]) -> list[M]:
        """Leaves out what is there already, by a constraint that it may be there once.
        Where it did, those that were added are read anew."""
        added: list[M] = []
        for some in _in_batches(list(rows)):
            keys = self._inserted(some, UNLESS_THERE)
            if len(keys) == len(some):
                _keep_keys(some, keys)
                added += some
            else:
                added += self.filter(pk__in=keys)
        return added

    def _inserted(
        self,
        rows: Sequence[M],
        otherwise: str = "",
        noted_in: type[models.Model] | None = None,
    ) -> list[Any]:
        """The keys, in the order of the rows."""
        database = transaction.get_connection()
        columns = _columns(self.model)
        values = [
            getattr(row, name)
            if made is None
            else made.get_db_prep_save(made.pre_save(row, add=True), database)
            for row in rows
            for name, made in columns
        ]
        statement = _statement(self.model, len(rows), otherwise, noted_in)
        with database.wrap_database_errors, database.cursor() as cursor:
            if database.vendor == "postgresql":
                cursor = psycopg.RawCursor(cursor.connection)
            cursor.execute(statement, values)
            return [key for (key,) in cursor.fetchall()]


def _in_batches(rows: Sequence[M]) -> Iterator[Sequence[M]]:
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]


def _keep_keys(rows: Sequence[M], keys: Sequence[Any]) -> None:
    for row, key in zip(rows, keys, strict=True):
        row.pk = key
        row._state.adding, row._state.db = False, connection.alias


@cache
def _fields(model: type[models.Model]) -> list[Any]:
    """All but a key that the database gives."""
    fields = model._meta.local_concrete_fields
    return [one for one in fields if not isinstance(one, models.AutoField)]


@cache
def _columns(model: type[models.Model]) -> list[tuple[str, Any]]:
    """The attribute of each, and the field where that makes another value of it: most
    are stored as they are, and asking each takes longer than the statement."""
    return [
        (one.attname, None if _stores_as_is(one) else one) for one in _fields(model)
    ]


def _stores_as_is(field: Any) -> bool:
    """A kind made from one of these may do otherwise."""
    return type(getattr(field, "target_field", field)) in AS_IS


@cache
def _statement(
    model: type[models.Model],
    rows: int,
    otherwise: str,
    noted_in: type[models.Model] | None,
) -> str:
    quoted = connection.ops.quote_name
    options: Any = model._meta
    columns = [quoted(field.column) for field in _fields(model)]
    places = _places(rows, len(columns))
    added = (
        f"INSERT INTO {quoted(options.db_table)} ({', '.join(columns)})"  # noqa: S608
        f" VALUES {', '.join(places)}{otherwise}"
        f" RETURNING {quoted(options.pk.column)}"
    )
    if noted_in is None:
        return added
    keys = quoted(noted_in._meta.db_table)
    return (
        f"WITH added AS ({added}),"  # noqa: S608
        f" noted AS (INSERT INTO {keys} SELECT * FROM added) SELECT * FROM added"
    )


def _places(rows: int, columns: int) -> list[str]:
    """Of the values, by row."""
    is_numbered = connection.vendor == "postgresql"
    places = [f"${n + 1}" if is_numbered else "%s" for n in range(rows * columns)]
    return [
        f"({', '.join(places[start : start + columns])})"
        for start in range(0, len(places), columns)
    ]
