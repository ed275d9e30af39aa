"""Rows are added as Django adds them, in less time."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from wuzha.audit.models import Entry, Unsealed
from wuzha.audit.rows_added import AT_ONCE

pytestmark = pytest.mark.django_db


def test_each_of_very_many_rows_has_its_own_key() -> None:
    rows = [
        Entry(at=timezone.now(), event=f"tried.{n}", facts={"n": n})
        for n in range(AT_ONCE + 1)
    ]
    Entry.objects.add_many(rows)
    kept = Entry.objects.in_bulk([row.pk for row in rows])
    for row in rows:
        assert not row._state.adding
        assert (kept[row.pk].event, kept[row.pk].facts) == (row.event, row.facts)


def test_keys_are_noted_where_that_was_asked() -> None:
    rows = [Entry(at=timezone.now(), event="tried.noted") for _ in range(AT_ONCE + 1)]
    Entry.objects.add_many(rows[:1])
    Entry.objects.add_many(rows[1:], noted_in=Unsealed)
    noted = Unsealed.objects.order_by("pk").values_list("pk", flat=True)
    assert list(noted) == [row.pk for row in rows[1:]]


def test_what_is_there_already_is_left_out_only_where_that_was_asked() -> None:
    there, new = Unsealed(pk=7_000_001), Unsealed(pk=7_000_002)
    assert Unsealed.objects.add_new([there]) == [there]
    assert Unsealed.objects.add_new([there, new]) == [new]
    with pytest.raises(IntegrityError), transaction.atomic():
        Unsealed.objects.add_many([new])


def test_no_rows_are_no_statement(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert Entry.objects.add_many([]) == Entry.objects.add_new([]) == []
