from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from wuzha.audit import chain
from wuzha.audit.models import ChainHead, Entry, Seal
from wuzha.audit.record import record
from wuzha.audit.rows_stay import removal

ENTRY, SEAL = Entry._meta.db_table, Seal._meta.db_table


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def problems():
    return [(fault.entry_id, fault.problem) for fault in chain.verify()]


@pytest.fixture
def entries(db):
    """Ten sealed entries; the tamperer holds the database and dropped the triggers."""
    made = [record("test.done", by=None, number=n) for n in range(10)]
    chain.seal_all_entries()
    for statement in removal(connection.vendor, (ENTRY, SEAL)):
        sql(statement)
    return made


def test_an_untouched_chain_has_no_fault(entries):
    assert problems() == []
    assert ChainHead.objects.get().sealed == 10


def test_an_empty_chain_has_no_fault(db):
    assert problems() == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("event", "test.undone"),
        ("outcome", "refused"),
        ('"by"', "somebody else"),
        ("subject", "organisation.Person:1"),
        ("unit_path", "/1/"),
        ("facts", '{"number": 5}'),
        ("at", "2026-01-01 00:00:00+00:00"),
    ],
)
def test_a_changed_entry_is_named(entries, column, value):
    sql(f"UPDATE {ENTRY} SET {column} = %s WHERE id = %s", value, entries[4].pk)
    assert problems() == [(entries[4].pk, "记录内容被改动")]


def test_a_removed_entry_is_named(entries):
    sql(f"DELETE FROM {ENTRY} WHERE id = %s", entries[6].pk)
    assert problems() == [(entries[6].pk, "记录已被删除")]


def test_entries_removed_with_their_seals_are_named_by_their_neighbours(entries):
    for gone in entries[3:5]:
        sql(f"DELETE FROM {ENTRY} WHERE id = %s", gone.pk)
        sql(f"DELETE FROM {SEAL} WHERE entry_id = %s", gone.pk)
    ((entry_id, problem),) = problems()
    assert entry_id is None
    assert "第 4 至 5 条" in problem
    assert f"#{entries[2].pk} 与 #{entries[5].pk} 之间" in problem


def test_entries_cut_off_at_the_end_are_missed(entries):
    for gone in entries[8:]:
        sql(f"DELETE FROM {ENTRY} WHERE id = %s", gone.pk)
        sql(f"DELETE FROM {SEAL} WHERE entry_id = %s", gone.pk)
    ((_none, problem),) = problems()
    assert "第 9 至 10 条" in problem and "与 末尾 之间" in problem


def test_a_count_set_back_to_hide_it_is_found(entries):
    for gone in entries[8:]:
        sql(f"DELETE FROM {ENTRY} WHERE id = %s", gone.pk)
        sql(f"DELETE FROM {SEAL} WHERE entry_id = %s", gone.pk)
    last = Seal.objects.get(entry_id=entries[7].pk)
    ChainHead.objects.update(sealed=8, link=last.link)
    assert problems() == [(None, "链尾被改动：末尾可能有记录被整段删去")]


def test_an_old_head_put_back_is_found_with_a_stub_kept_elsewhere(entries):
    old = ChainHead.objects.get()
    record("test.done", by=None, number=11)
    chain.seal_all_entries()
    stub = str(chain.now())
    sql(f"DELETE FROM {ENTRY} WHERE id > %s", entries[-1].pk)
    sql(f"DELETE FROM {SEAL} WHERE id > 10")
    old.save()
    assert problems() == []
    assert not chain.Stub.read(stub).holds()


def test_a_stub_holds_as_long_as_the_chain_grows(entries):
    stub = str(chain.now())
    assert chain.Stub.read(f" {stub.upper()} ").holds()
    record("test.done", by=None)
    chain.seal_all_entries()
    assert chain.Stub.read(stub).holds()


@pytest.mark.parametrize(
    "text", ["", "12", "x-0000000000000000", "1-12", "1-" + "0" * 64]
)
def test_what_is_no_stub_is_said_to_be_none(db, text):
    with pytest.raises(ValueError):
        chain.Stub.read(text)


def test_two_entries_that_changed_places_are_both_named(entries):
    one, other = entries[2].pk, entries[7].pk
    for here, there in ((one, -1), (other, one), (-1, other)):
        sql(f"UPDATE {ENTRY} SET id = %s WHERE id = %s", there, here)
    assert problems() == [(one, "记录内容被改动"), (other, "记录内容被改动")]


def test_two_seals_that_changed_places_are_named(entries):
    for here, there in ((3, -1), (8, 3), (-1, 8)):
        sql(f"UPDATE {SEAL} SET id = %s WHERE id = %s", there, here)
    named = {entry_id for entry_id, _problem in problems()}
    assert {entries[2].pk, entries[7].pk} <= named


def test_a_changed_seal_is_named(entries):
    sql(f"UPDATE {SEAL} SET digest = %s WHERE id = 5", "0" * 64)
    assert {entry_id for entry_id, _problem in problems()} == {entries[4].pk}
    assert len(problems()) == 2


def test_an_entry_slipped_in_without_a_seal_is_named(entries):
    old = timezone.now() - timedelta(hours=1)
    slipped = Entry.objects.create(at=old, event="test.done", outcome="done")
    assert problems() == [(slipped.pk, "记录没有封条：事后插入，或封条被删")]


def test_an_entry_of_this_moment_may_still_wait_for_its_seal(entries):
    record("test.done", by=None)
    assert problems() == []


def test_a_chain_goes_on_after_the_secret_was_changed(entries, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret, long enough for every key"
    assert problems() == []
    record("test.done", by=None)
    chain.seal_all_entries()
    assert problems() == []
    settings.SECRET_KEY_FALLBACKS = []
    assert len(problems()) > 0


def test_everything_waiting_is_sealed_in_batches(db, monkeypatch):
    monkeypatch.setattr(chain, "CHUNK", 4)
    for number in range(10):
        record("test.done", by=None, number=number)
    assert chain.seal_all_entries() == 10
    walked = []
    assert list(chain.verify(walked.append)) == []
    assert walked == [4, 4, 2]


def test_a_deed_is_sealed_when_it_is_committed(transactional_db):
    with transaction.atomic():
        record("test.done", by=None)
        assert ChainHead.objects.get().sealed == 0
    assert ChainHead.objects.get().sealed == 1
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record("test.done", by=None)
        raise ZeroDivisionError
    assert (Entry.objects.count(), Seal.objects.count()) == (1, 1)
