"""What banks and police say of accounts counts in runs and in tests of a rule: once a
register says so, for as long as it says so, and not before."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import timezone

from wuzha.accounts.actions.bank_accounts import keep_account
from wuzha.accounts.models import AllowedMerchant
from wuzha.accounts.tests.made import TOLD
from wuzha.lib.periods import SHANGHAI
from wuzha.monitoring import registers
from wuzha.monitoring.actions import start_run
from wuzha.monitoring.actions.rules import ask_test
from wuzha.monitoring.models import Hit
from wuzha.monitoring.running import run_rules
from wuzha.monitoring.testing import try_rule
from wuzha.monitoring.tests.made import MULE, VICTIM, keep_holder_of
from wuzha.organisation.models import Person, Unit
from wuzha.restrictions.actions.restrictions import enter_restriction
from wuzha.restrictions.tests.made import IDENTITY, decision

ENTERED = date(2026, 11, 20)
BEFORE = datetime(2026, 11, 19, 12, tzinfo=SHANGHAI)
AFTER = BEFORE + timedelta(days=1)
NOW = datetime(2026, 11, 23, 12, tzinfo=SHANGHAI)
TERM: dict[str, Any] = {
    "decided_on": ENTERED,
    "starts_on": ENTERED,
    "notified_on": ENTERED,
    "ends_on": date(2027, 11, 20),
}
STRANGER = "6217000000000000042"


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def days(settings: LazySettings, tmp_path: Path) -> Path:
    """The same payment on the day before and on the day of the entry, and one by an
    account of which no register tells."""
    settings.HOME = tmp_path
    file = tmp_path / "days.csv"
    file.write_text(
        "tx_id,ts,src,dst,amount\n"
        f"before,{BEFORE.isoformat()},{VICTIM},{MULE},12000\n"
        f"after,{AFTER.isoformat()},{VICTIM},{MULE},12000\n"
        f"other,{AFTER.isoformat()},{STRANGER},{VICTIM},12000\n"
    )
    return file


def test_a_run_and_a_test_fire_by_class_and_by_list_once_the_registers_say_so(
    days: Path, county: Unit, branch: Unit, qiao: Person, zhou: Person, wei: Person
) -> None:
    facts = {**TOLD, "account_class": 2}
    keep_account(account=VICTIM, facts=facts, branch=branch, by=qiao)
    involved = decision(ground="involved", identity="", account=MULE, **TERM)
    enter_restriction(entry=involved, by=wei)
    run = start_run(files=[str(days)], unit=county, by=zhou)
    run_rules(run=run.pk, files=[str(days)], by=zhou)
    ruled = Hit.objects.filter(rule__in=["class2_day_limit", "paid_involved_account"])
    assert {(hit.rule, hit.at) for hit in ruled} == {
        ("class2_day_limit", BEFORE),
        ("class2_day_limit", AFTER),
        ("paid_involved_account", AFTER),
    }
    run.refresh_from_db()
    assert run.known == {"accounts": 1, "lists": 1}
    test = ask_test(rule="paid_involved_account", version=1, by=zhou)
    try_rule(test=test.pk, by=zhou)
    test.refresh_from_db()
    assert test.outcome["hits"] == 1


@pytest.mark.django_db
def test_an_account_stands_once_on_a_list_with_its_time_and_source(
    county: Unit, branch: Unit, zhou: Person, wei: Person
) -> None:
    holder = keep_holder_of(MULE, county, by=zhou)
    holder.identity = IDENTITY
    holder.save()
    enter_restriction(entry=decision(**TERM), by=wei)
    longer = {**TERM, "ends_on": date(2028, 11, 20)}
    other = decision(
        ground="criminal", authority_level="court", document_number="刑8号",
        account=MULE, **longer,
    )  # fmt: skip
    enter_restriction(entry=other, by=wei)
    untold = {**TERM, "notified_on": None}
    enter_restriction(entry=decision(document_number="9", **untold), by=wei)
    (row,) = registers.lists().to_pylist()
    assert (row["list"], row["account"]) == ("controlled", MULE)
    assert row["since_us"] == datetime(2026, 11, 20, tzinfo=SHANGHAI).timestamp() * 1e6
    assert row["until_us"] == datetime(2028, 11, 21, tzinfo=SHANGHAI).timestamp() * 1e6
    assert "青山市公安局" in row["source"]


@pytest.mark.django_db
def test_the_code_of_a_holder_is_the_branchs_own(
    branch: Unit, qiao: Person, make_unit: Any, county: Unit
) -> None:
    for last in range(3):
        keep_account(account=f"621700{last}", facts=TOLD, branch=branch, by=qiao)
    shut = {**TOLD, "status": "closed"}
    keep_account(account="6217003", facts=shut, branch=branch, by=qiao)
    rows = {row["account"]: row for row in registers.accounts().to_pylist()}
    assert [row["holder_accounts"] for row in rows.values()] == [3, 3, 3, None]
    assert rows["6217003"]["status"] == "closed"


@pytest.mark.django_db
def test_a_merchant_is_allowed_from_its_day_until_it_ends(
    county: Unit, wei: Person, signed_in: Any
) -> None:
    client = signed_in(wei)
    typed = {
        "account": MULE,
        "name": "河口超市",
        "source": "河口支行上门核实",
        "valid_to": "2027-11-23",
    }
    client.post("/accounts/merchants/new/", typed)
    assert (
        "已在白名单" in client.post("/accounts/merchants/new/", typed).content.decode()
    )
    before = registers.edition()
    page = client.get("/accounts/merchants/").content.decode()
    assert "河口超市" in page and MULE not in page
    (row,) = registers.lists().to_pylist()
    assert (row["list"], row["account"]) == ("allowed", MULE)
    assert row["since_us"] == datetime(2026, 11, 23, tzinfo=SHANGHAI).timestamp() * 1e6
    (merchant,) = AllowedMerchant.objects.all()
    later = NOW + timedelta(minutes=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: later)
        client.post(f"/accounts/merchants/{merchant.pk}/end/")
    assert registers.edition() != before
    (row,) = registers.lists().to_pylist()
    assert row["since_us"] == row["until_us"]
