"""Decisions in processes that are killed; run inside a `processes.Nursery`."""

import time
from collections import Counter
from typing import Any

from django.utils import timezone

from tests.cast import SINCE
from wuzha.audit.models import Entry
from wuzha.decisions import windows
from wuzha.decisions.book import recent_book
from wuzha.decisions.intake import Asked, TransferIn
from wuzha.decisions.log import Reader
from wuzha.decisions.models import Decision
from wuzha.decisions.shards import shards
from wuzha.decisions.turns import turns
from wuzha.detection.moments import microseconds
from wuzha.detection.online import Transfer
from wuzha.detection.rules.tree import Party
from wuzha.organisation.access import Role
from wuzha.organisation.actions.units import found_county
from wuzha.organisation.models import Appointment, Person, Unit

PAYERS = 3
LONGEST_SECONDS = 30
HOUR_US = 3_600_000_000


def found() -> None:
    found_county(
        name="青石县", code="990101000000", username="guan", person_name="管理员关"
    )
    bank = Person.objects.create(username="bank", name="银行系统", is_machine=True)
    Appointment.objects.create(
        person=bank, role=Role.BANK_SYSTEM, unit=Unit.objects.root(), valid_from=SINCE
    )


def remember() -> None:
    windows.serve(0, 1)


def ask(count: int) -> None:
    """Also what was asked before: a bank that had no answer asks again."""
    bank = Person.objects.get(username="bank")
    for number in range(count):
        transfer = TransferIn(
            tx_id=f"T{number}",
            at=timezone.now(),
            payer=f"6222{number % PAYERS}",
            payee=f"6233{number}",
            amount_cents=60_000_00,
        )
        sent = str(number).encode()
        turns.decide(Asked.of(transfer, key=None, sent=sent), by=bank)


def await_windows() -> list[Any]:
    """What they say of the probes, once they are there."""
    end = time.monotonic() + LONGEST_SECONDS
    while None in (said := shards.ask(_probes(), recent_book.now().mark)):
        assert time.monotonic() < end
        time.sleep(0.05)
    return [{**half} for half in said if half is not None]


def told() -> dict[str, Any]:
    """What was kept; and whether the windows that live say what windows say that are
    made anew, with something in them."""
    decided = Counter(Decision.objects.values_list("tx_id", flat=True))
    recorded = Counter(
        Entry.objects.filter(event="transfer.decided").values_list("subject", flat=True)
    )
    anew = windows.Shard(0, 1).fill()
    living, probes = await_windows(), _probes()
    fresh = [{party: anew.windows.ask(one, party) for party in Party} for one in probes]
    moves = list(Reader().moves())
    return {
        "decided": len(decided),
        "recorded": len(recorded),
        "twice": max(decided.values()) + max(recorded.values()) - 2,
        "living": living,
        "anew": fresh,
        "moved": len(moves),
        "in_windows": sum(not anew.windows.add(one, Party.PAYER) for one in moves),
    }


def _probes() -> list[Transfer]:
    """Always of the same moment, after everything that is asked about."""
    at_us = microseconds(Entry.objects.earliest("at").at) + HOUR_US
    return [
        Transfer("probe", at_us, f"6222{payer}", "6244", 60_000_00, "mobile")
        for payer in range(PAYERS)
    ]
