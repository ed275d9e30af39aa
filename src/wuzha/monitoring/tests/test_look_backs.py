"""An involved account is looked back on: which rule could have seen it, and when, over
all transfers at hand or over what its branch brings."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from wuzha.accounts.actions.bank_accounts import keep_account
from wuzha.accounts.models import LookBack
from wuzha.accounts.tests.made import TOLD
from wuzha.detection.tables import read_transfers
from wuzha.incidents.tests.make import ACCOUNT, EXECUTED, executed, open_case
from wuzha.jobs.models import Job
from wuzha.lib.refused import NotAllowed, Refused
from wuzha.monitoring.actions.look_backs import ask_search, look_back_on_hit
from wuzha.monitoring.looking_back import search_store
from wuzha.monitoring.tests.made import make_hit
from wuzha.organisation.models import Person, Unit
from wuzha.restrictions.actions.restrictions import enter_restriction
from wuzha.restrictions.tests.made import decision
from wuzha.transfers.statements import Statement
from wuzha.transfers.states import FileState
from wuzha.transfers.store import keep_statement, turn

# Eight payers within two hours, and all of it on at once, the day before the stop.
STATEMENT = (
    "tx_id,ts,src,dst,amount\n"
    + "".join(f"in{n},2026-11-19 09:{n:02}:00,v{n},{ACCOUNT},9000\n" for n in range(8))
    + "".join(
        f"out{n},2026-11-19 09:{20 + n}:00,{ACCOUNT},k{n},17900\n" for n in range(4)
    )
    # Somebody else's, whom no rule may take for the account.
    + "x,2026-11-19 10:00:00,k0,elsewhere,17900\n"
)


@pytest.fixture(autouse=True)
def home(settings: LazySettings, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


@pytest.mark.django_db
def test_a_branch_puts_the_rules_to_the_transfers_that_it_brings(
    branch: Unit,
    station: Unit,
    su: Person,
    qiao: Person,
    wei: Person,
    signed_in: Callable[[Person], Client],
) -> None:
    order = executed(incident=open_case(unit=station, by=su), police=su, bank=qiao)
    signed_in(wei).post(reverse("accounts:look_back_start", args=[order.pk]))
    row = LookBack.objects.get()
    file = SimpleUploadedFile("流水.csv", STATEMENT.encode())
    url = reverse("monitoring:look_back_test", args=[row.pk])
    page = signed_in(qiao).post(url, {"file": file}, follow=True).content.decode()
    assert "比首次止付早 1天" in page
    assert ACCOUNT not in page
    row.refresh_from_db()
    rules = [one["rule"] for one in row.firings]
    assert "fast_in_fast_out" in rules and len(rules) == len(set(rules))
    times = [one["at"] for one in row.firings]
    assert times == sorted(times)
    broken = SimpleUploadedFile("流水.csv", b"ts,src\n2026-11-19,a\n")
    assert "缺少列" in signed_in(qiao).post(url, {"file": broken}).content.decode()


@pytest.mark.django_db
def test_the_account_of_a_confirmed_hit_is_put_to_all_transfers_at_hand(
    home: Path, county: Unit, branch: Unit, qiao: Person, zhou: Person, wei: Person
) -> None:
    file = home / "month.csv"
    file.write_text(STATEMENT)
    kept = keep_statement(
        Statement(read_transfers([file])), unit=county, name="月", by=zhou
    )
    turn(kept, FileState.KEPT)
    hit = make_hit(county, by=zhou, side="mule", suspect=ACCOUNT)
    with pytest.raises(Refused, match="先核实"):
        look_back_on_hit(hit=hit, by=wei)
    hit.state, hit.reviewed_at = "confirmed", EXECUTED
    hit.save()
    with pytest.raises(Refused, match="账户表里没有"):
        look_back_on_hit(hit=hit, by=wei)
    keep_account(account=ACCOUNT, facts=TOLD, branch=branch, by=qiao)
    row = look_back_on_hit(hit=hit, by=wei)
    assert (row.ground, row.began_with, row.branch) == ("hit", hit.number, branch)
    job = Job.objects.get(key=row.search_key)
    search_store(**job.arguments, by=wei)
    row.refresh_from_db()
    assert (row.tested_on, row.transfers) == ("store", 12)
    assert "fast_in_fast_out" in [one["rule"] for one in row.firings]
    assert row.fired()[0]["ahead"] > timedelta(hours=12)
    with pytest.raises(NotAllowed):
        ask_search(look_back=row, by=qiao)


@pytest.mark.django_db
def test_an_account_of_a_branch_that_is_entered_as_involved_waits_for_a_look_back(
    branch: Unit, qiao: Person, wei: Person, signed_in: Callable[[Person], Client]
) -> None:
    keep_account(account=ACCOUNT, facts=TOLD, branch=branch, by=qiao)
    entry = decision(ground="involved", identity="", account=ACCOUNT)
    enter_restriction(entry=entry, by=wei)
    police, start = (
        signed_in(wei),
        reverse("accounts:look_back_start_on_entry", args=[entry.pk]),
    )
    assert start in police.get(reverse("accounts:look_backs")).content.decode()
    police.post(start)
    row = LookBack.objects.get()
    assert (row.ground, row.began_with) == ("entered", entry.number)
    assert row.known_at == entry.in_force_from
    assert start not in police.get(reverse("accounts:look_backs")).content.decode()
    # Nothing at hand tells of it.
    search_store(look_back=row.pk, by=wei)
    assert "系统内没有" in police.get(row.get_absolute_url()).content.decode()
