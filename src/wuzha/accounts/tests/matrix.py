"""Who gets which address of a bank's accounts."""

from datetime import date
from typing import Any

import pytest

from wuzha.accounts.actions.bank_accounts import assign_checks, keep_account
from wuzha.accounts.actions.look_backs import start_look_back
from wuzha.accounts.actions.merchants import allow_merchant
from wuzha.accounts.actions.suspicions import look_at_suspicion, report_suspicion
from wuzha.accounts.tests.made import ACCOUNT, PAYEE, TOLD, suspicion
from wuzha.incidents.tests.make import executed, open_case
from wuzha.organisation.models import Person, Unit

GONE = {"*": 404, "stranger": 302}
BRANCH = {"qiao": 200, "ding": 200, **GONE}
# The station of the place, and the county's police.
HANDLERS = {"wei": 200, "su": 200, **GONE}
MATRIX: dict[str, dict[str, int]] = {
    "accounts:suspicions": {**BRANCH, **HANDLERS, "other_su": 200},
    "accounts:suspicion_new": BRANCH,
    "accounts:suspicion": {**BRANCH, **HANDLERS},
    **{
        f"accounts:suspicion_{deed}": HANDLERS
        for deed in ("warn", "open_case", "close", "reveal")
    },
}
OFFICER = {"qiao": 200, **GONE}
COUNTY = {"wei": 200, **GONE}
MATRIX |= {
    "accounts:look_backs": {**OFFICER, **COUNTY},
    "accounts:look_back": {**OFFICER, **COUNTY},
    "accounts:look_back_answer": OFFICER,
    # Not answered yet: there is nothing to send back.
    "accounts:look_back_return": GONE,
    "accounts:look_back_paper": {**OFFICER, **COUNTY},
}
MATRIX |= {
    "accounts:bank_accounts": OFFICER,
    "accounts:bank_account": OFFICER,
    "accounts:checks_assign": OFFICER,
    "accounts:account_reveal": BRANCH,
    "accounts:check_lists": BRANCH,
    "accounts:checks": BRANCH,
    "accounts:check": BRANCH,
    "accounts:import_bank_accounts": OFFICER,
    "accounts:import_bank_accounts_template": OFFICER,
    "accounts:import_bank_accounts_mapping": OFFICER,
    "accounts:import_bank_accounts_run": GONE,
}
MATRIX |= {"accounts:merchants": COUNTY, "accounts:merchant_new": COUNTY}
POST_ONLY: dict[str, dict[str, int]] = {
    "accounts:merchant_end": {"wei": 302, **GONE},
    "accounts:look_back_start": GONE,
    # No account of a branch stands in the register.
    "accounts:look_back_start_on_entry": GONE,
    "accounts:look_back_close": {"wei": 409, **GONE},
    **{
        f"accounts:import_bank_accounts_{verb}": GONE
        for verb in ("confirm", "undo", "discard")
    },
    "accounts:suspicion_look": {"wei": 409, "su": 409, **GONE},
}


def arguments(
    cast: dict[str, Person], request: pytest.FixtureRequest
) -> dict[str, tuple[Any, ...]]:
    branch: Unit = request.getfixturevalue("branch")
    kept = report_suspicion(suspicion=suspicion(), branch=branch, by=cast["ding"])
    look_at_suspicion(suspicion=kept, by=cast["su"])
    stopped = open_case(unit=request.getfixturevalue("station"), by=cast["su"])
    order = executed(incident=stopped, police=cast["su"], bank=cast["qiao"])
    looked = start_look_back(order=order, by=cast["wei"])
    account = keep_account(account=ACCOUNT, facts=TOLD, branch=branch, by=cast["qiao"])
    assign_checks(branch=branch, kind="phone", to=cast["ding"], by=cast["qiao"])
    merchant = allow_merchant(
        account=PAYEE,
        name="河口超市",
        source="河口支行上门核实",
        valid_to=date.max,
        by=cast["wei"],
    )
    runs = ("run", "confirm", "undo", "discard")
    return {
        **{f"accounts:import_bank_accounts_{verb}": (1,) for verb in runs},
        "accounts:merchant_end": (merchant.pk,),
        "accounts:bank_account": (account.pk,),
        "accounts:account_reveal": (account.pk, "account"),
        "accounts:checks": ("phone",),
        "accounts:checks_assign": ("phone",),
        "accounts:check": (account.checks.get().pk,),
        "accounts:look_back_start": (order.pk,),
        "accounts:look_back_start_on_entry": (1,),
        **{
            f"accounts:look_back{deed}": (looked.pk,)
            for deed in ("", "_answer", "_return", "_close", "_paper")
        },
        **{
            f"accounts:suspicion{deed}": (kept.pk,)
            for deed in ("", "_look", "_warn", "_open_case", "_close")
        },
        "accounts:suspicion_reveal": (kept.pk, "holder_phone"),
    }
