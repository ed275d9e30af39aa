"""A bank asks before a transfer leaves: answered once, kept before it is told, and a
person looks at what is held."""

import gc
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pyarrow as pa
import pytest
from django.test import Client
from django.utils import timezone

from wuzha.accounts.actions.bank_accounts import keep_account
from wuzha.accounts.tests.made import TOLD
from wuzha.audit.models import Entry
from wuzha.clocks.firing import due_steps, fire
from wuzha.clocks.models import ClockStep
from wuzha.config.registry import registry
from wuzha.decisions import windows
from wuzha.decisions.actions import end_hold, forget_decisions
from wuzha.decisions.book import Book, recent_book
from wuzha.decisions.models import Decision, Outcome
from wuzha.decisions.states import Ending
from wuzha.decisions.tests.conftest import Ask, Start
from wuzha.decisions.tests.made import MULE, VICTIM, transfer
from wuzha.detection.online import Transfer, Windows, rebuild
from wuzha.detection.rules.tree import Party
from wuzha.lib.refused import Conflict, NotAllowed
from wuzha.notices.models import Notice
from wuzha.organisation.models import Person, Unit
from wuzha.restrictions.actions.restrictions import (
    enter_restriction,
    lift_restriction,
    note_notice,
)
from wuzha.restrictions.tests.made import decision

pytestmark = pytest.mark.django_db


@pytest.fixture
def involved(county: Unit, wei: Person) -> None:
    """The payee stands in the register of involved accounts."""
    entry = decision(ground="involved", identity="", account=MULE)
    enter_restriction(entry=entry, by=wei)


def test_an_ordinary_transfer_is_let_go(start: Start, ask: Ask) -> None:
    start()
    answer = ask(transfer())
    assert answer.status_code == 201
    said = answer.json()
    assert (said["answer"], said["fallback"], said["questions"]) == ("allow", "", None)
    kept = Decision.objects.get()
    assert (said["number"], kept.payer, kept.amount_cents) == (
        kept.number, VICTIM, 100_00,
    )  # fmt: skip
    assert Entry.objects.filter(event="transfer.decided", by="bank").count() == 1


def test_a_payee_on_the_list_holds_the_transfer_until_a_person_looks(
    involved: None, start: Start, ask: Ask, wei: Person, lin: Person
) -> None:
    start()
    said = ask(transfer(amount_cents=30_000_00)).json()
    assert said["answer"] == "hold"
    assert said["reasons"][0]["rule"] == "paid_involved_account"
    assert "¥30,000.00" in said["reasons"][0]["reason"]
    assert said["questions"]["questions"]
    held = Decision.objects.get()
    assert Notice.objects.open().about(held).filter(person=wei).exists()
    with pytest.raises(NotAllowed):
        end_hold(decision=held, ending=Ending.STOPPED, reason="可疑", by=lin)
    end_hold(decision=held, ending=Ending.STOPPED, reason="收款账户涉案", by=wei)
    told = ask(None, f"/api/v1/decisions/{said['number']}").json()
    assert (told["answer"], told["outcome"]) == ("hold", "stopped")
    with pytest.raises(Conflict):
        end_hold(decision=held, ending=Ending.RELEASED, reason="看错了", by=wei)


def test_an_account_is_judged_by_what_the_registers_say_of_it_at_the_time(
    start: Start, ask: Ask, branch: Unit, qiao: Person, wei: Person
) -> None:
    (shard,) = start()

    def answer(number: int) -> str:
        shard.learn()
        sent = transfer(number, amount_cents=30_000_00)
        return str(ask(sent).json()["answer"])

    assert answer(1) == "allow"
    entry = decision(
        ground="involved", identity="", account=MULE, notified_on=None, notified_how=""
    )
    enter_restriction(entry=entry, by=wei)
    assert answer(2) == "allow"
    today = timezone.localdate()
    note_notice(restriction=entry, notified_on=today, notified_how="当面送达", by=wei)
    assert answer(3) == "hold"
    lift_restriction(restriction=entry, reason="核实后解除", by=wei)
    assert answer(4) == "allow"
    facts = {**TOLD, "account_class": 2}
    keep_account(account=VICTIM, facts=facts, branch=branch, by=qiao)
    assert answer(5) == "ask"
    assert "II类户" in str(Decision.objects.get(tx_id="T000005").findings)


def test_what_nobody_looked_at_in_time_is_let_go_and_counts_from_then_on(
    involved: None, start: Start, ask: Ask, clockwork: Person
) -> None:
    (shard,) = start()
    [memory] = shard.memories.values()
    ask(transfer(amount_cents=30_000_00))
    held = Decision.objects.get()
    assert list(memory.reader.moves()) == []
    ended = timezone.now() - timedelta(seconds=1)
    ClockStep.objects.update(at=ended, next_at=ended)
    for step in due_steps(timezone.now()):
        fire(step, alarms=registry().alarms, by=clockwork)
    outcome = Outcome.objects.get(decision=held)
    assert (outcome.ending, outcome.by) == (Ending.RELEASED, clockwork)
    (move,) = memory.reader.moves()
    assert (move.tx_id, move.src, move.dst) == ("T000001", VICTIM, MULE)


def test_asked_again_it_is_answered_as_the_first_time(start: Start, ask: Ask) -> None:
    start()
    sent = transfer()
    first, again = ask(sent, key="key-00000001"), ask(sent, key="key-00000001")
    assert first.content == again.content
    assert ask(sent).content == first.content
    assert ask(sent | {"amount_cents": 5}).status_code == 409
    assert ask(transfer(2), key="key-00000001").status_code == 409
    assert Decision.objects.count() == 1


def test_each_sees_what_was_let_go_before(start: Start, ask: Ask) -> None:
    """Five large payments within the hour to payees never paid before."""
    (shard,) = start()
    for number in range(5):
        payee = f"62220000000001{number:02d}"
        said = ask(transfer(number, payee=payee, amount_cents=20_000_00)).json()
    assert said["answer"] != "allow" or Decision.objects.get(tx_id="T000004").shadows
    [memory] = shard.memories.values()
    assert len(memory.windows) > 0


def test_begun_anew_in_more_parts_the_windows_say_the_same(
    start: Start, ask: Ask
) -> None:
    (shard,) = start()
    for number in range(12):
        ask(transfer(number, payee=f"62220000000001{number % 3:02d}"))
    [before] = shard.memories.values()
    before.follow()
    parts = [memory for part in start(2) for memory in part.memories.values()]
    at_us = int(timezone.now().timestamp() * 1_000_000)
    for payee in ("6222000000000100", "6222000000000102"):
        one = Transfer("X", at_us, VICTIM, payee, 1, None)
        for party in Party:
            told = [part.windows.measured(one, party) for part in parts]
            whole = before.windows.measured(one, party)
            assert whole in told
            assert any(whole.values())


@pytest.mark.parametrize(
    ("channel", "answer", "fallback"),
    [("mobile", "allow", "open"), ("counter", "hold", "closed")],
)
def test_what_cannot_be_seen_is_answered_by_channel_and_says_so(
    settings: Any, ask: Ask, channel: str, answer: str, fallback: str
) -> None:
    settings.DECISION_SHARDS = 0
    said = ask(transfer(channel=channel)).json()
    assert (said["answer"], said["fallback"]) == (answer, fallback)


def test_an_answer_is_forgotten_in_time_unless_the_police_stopped_the_money(
    county: Unit, bank: Person, wei: Person, clockwork: Person
) -> None:
    from wuzha.decisions.tests.made import make_decision

    endings = (Ending.RELEASED, Ending.STOPPED)
    for number, ending in enumerate(endings):
        held = make_decision(county, bank, tx_id=f"T{number}")
        end_hold(decision=held, ending=ending, reason="核实", by=wei)
    make_decision(county, bank, tx_id="T2", answer="allow", score=0)
    now = timezone.now()
    forget_decisions(at=now + timedelta(days=3 * 365 - 2), by=clockwork)
    assert Decision.objects.count() == 3
    forget_decisions(at=now + timedelta(days=3 * 365 + 3), by=clockwork)
    assert [one.tx_id for one in Decision.objects.all()] == ["T1"]


def test_an_asked_transfer_counts_once_the_bank_says_that_it_went(
    county: Unit, bank: Person, start: Start, ask: Ask
) -> None:
    from wuzha.decisions.tests.made import make_decision

    (shard,) = start()
    [memory] = shard.memories.values()
    asked = make_decision(county, bank, answer="ask", score=60)
    path = f"/api/v1/decisions/{asked.number}/outcome"
    assert list(memory.reader.moves()) == []
    for _time in range(2):
        assert ask({"outcome": "sent"}, path).json()["outcome"] == "sent"
    assert ask({"outcome": "given_up"}, path).status_code == 409
    assert [move.tx_id for move in memory.reader.moves()] == ["T000001"]


def test_another_system_neither_asks_nor_reads(
    county: Unit, bank: Person, ask: Ask, feed: Person, guan: Person
) -> None:
    from wuzha.decisions.tests.made import make_decision

    theirs = make_decision(county, feed)
    assert ask(None, f"/api/v1/decisions/{theirs.number}").status_code == 404
    assert Client().post("/api/v1/decisions", {}).status_code == 401


def test_the_pages_show_what_waits_and_take_the_result(
    involved: None, start: Start, ask: Ask, wei: Person, client: Client
) -> None:
    start()
    ask(transfer(amount_cents=30_000_00))
    held = Decision.objects.get()
    client.force_login(wei)
    assert held.number in client.get("/decisions/").content.decode()
    assert "核实完毕" in client.get(f"/decisions/{held.pk}/").content.decode()
    sent = {"ending": "released", "reason": "本人到场核实，付货款"}
    client.post(f"/decisions/{held.pk}/end/", sent)
    assert held.number not in client.get("/decisions/").content.decode()
    assert "付货款" in client.get(f"/decisions/{held.pk}/").content.decode()
    assert (
        "paid_involved_account@1" in client.get("/decisions/alerts/").content.decode()
    )


def test_while_new_rules_are_made_ready_the_old_ones_answer(
    start: Start, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    (shard,) = start()
    assert not ask(transfer(1)).json()["fallback"]
    old, new = recent_book.now(), replace(Book.now(), running={"new@1": None})
    monkeypatch.setattr(Book, "now", lambda: new)
    recent_book.edition = recent_book.looked_at = None
    assert not ask(transfer(2)).json()["fallback"]
    assert recent_book.now() is old
    shard.fill()
    recent_book.looked_at = None
    assert not ask(transfer(3)).json()["fallback"]
    assert recent_book.now() is new
    assert list(shard.memories) == [old.mark, new.mark]
    monkeypatch.setattr(windows, "UNASKED_SECONDS", -1)
    shard.forget()
    assert list(shard.memories) == [new.mark]


def test_rules_taken_back_are_not_forgotten_in_a_quiet_hour(
    start: Start, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    (shard,) = start()
    before = Book.now()
    with monkeypatch.context() as tried:
        tried.setattr(Book, "now", lambda: replace(before, running={"new@1": None}))
        new = shard.fill()
    assert not ask(transfer(1)).json()["fallback"]
    monkeypatch.setattr(windows, "UNASKED_SECONDS", -1)
    shard.forget()
    assert list(shard.memories) == [before.mark, new.mark]
    assert not ask(transfer(2)).json()["fallback"]


def test_while_windows_are_made_nothing_looks_through_all_objects(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No thread answers meanwhile: with 300,000 transfers for longer than is waited."""
    (shard,) = start()
    rows = [(f"H{n}", n, f"6222{n}", MULE, 1, None) for n in range(2 * windows.AT_ONCE)]
    table = pa.table(dict(zip(Transfer._fields, zip(*rows, strict=True), strict=True)))
    monkeypatch.setattr(windows.history, "transfers", lambda since: table)
    at_once: list[int] = []

    def rebuilt(made: Windows, batches: list[pa.RecordBatch], mine: Any) -> int:
        at_once.extend(batch.num_rows for batch in batches)
        before = gc.get_stats()[2]["collections"]
        told = rebuild(made, batches, mine)
        assert gc.get_stats()[2]["collections"] == before
        return told

    monkeypatch.setattr(windows, "rebuild", rebuilt)
    usual = gc.get_threshold()
    gc.set_threshold(10, 1, 1)
    try:
        memory = shard.fill()
    finally:
        gc.set_threshold(*usual)
    assert len(memory.windows) > len(rows)
    assert at_once == [windows.AT_ONCE] * 2


def test_windows_kept_for_other_rules_are_not_believed(start: Start, ask: Ask) -> None:
    (shard,) = start()
    shard.memories = {"of yesterday's rules": shard.fill()}
    assert ask(transfer()).json()["fallback"] == "open"
