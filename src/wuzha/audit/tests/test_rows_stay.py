import pytest
from django.db import DatabaseError, connection, transaction

from wuzha.audit import chain
from wuzha.audit.models import Entry, Outcome, Seal
from wuzha.audit.record import record


@pytest.fixture
def entry(db):
    made = record("test.done", by=None, number=1)
    chain.seal_all_entries()
    return made


STATEMENTS = [
    "UPDATE {table} SET id = id",
    "DELETE FROM {table}",
    pytest.param(
        "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
        marks=pytest.mark.skipif(
            connection.vendor != "sqlite", reason="only SQLite replaces rows"
        ),
    ),
    pytest.param(
        "TRUNCATE {table}",
        marks=pytest.mark.skipif(
            connection.vendor != "postgresql", reason="only PostgreSQL truncates"
        ),
    ),
]


@pytest.mark.parametrize("model", [Entry, Seal])
@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_database_refuses_to_change_what_was_written(entry, model, statement):
    text = statement.format(table=model._meta.db_table)
    with (
        pytest.raises(DatabaseError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(text)
    assert model.objects.count() == 1


@pytest.mark.parametrize(
    "deed",
    [
        lambda entry: entry.save(),
        lambda entry: entry.delete(),
        lambda entry: Entry.objects.update(event="x"),
        lambda entry: Entry.objects.all().delete(),
        lambda entry: Entry.objects.bulk_update([entry], ["event"]),
        lambda entry: Seal.objects.update(link="x"),
        lambda entry: Seal.objects.all().delete(),
    ],
)
def test_the_models_refuse_too(entry, deed):
    with pytest.raises(TypeError):
        deed(entry)


def test_an_entry_tells_who_did_what_to_what_and_where(lin, town, su):
    entry = record(
        "unit.renamed", by=lin, subject=town, unit=town, count=3, by_day=True
    )
    entry.refresh_from_db()
    assert (entry.by, entry.event, entry.outcome) == ("lin", "unit.renamed", "done")
    assert entry.subject == f"organisation.Unit:{town.pk}"
    assert entry.unit_path == town.path
    assert entry.facts == {"count": 3, "by_day": True}


def test_facts_are_kept_as_plain_text(db):
    from datetime import date
    from decimal import Decimal

    entry = record(
        "test.done",
        by=None,
        outcome=Outcome.READ,
        day=date(2026, 3, 1),
        sum=Decimal("1.20"),
        nothing=None,
    )
    entry.refresh_from_db()
    assert entry.facts == {"day": "2026-03-01", "sum": "1.20", "nothing": None}
    assert (entry.by, entry.subject, entry.unit_path) == ("", "", "")


def test_a_fact_cannot_pass_for_the_outcome_of_the_deed(db):
    with pytest.raises(ValueError, match="dissuaded"):
        record("test.done", by=None, outcome="dissuaded")
