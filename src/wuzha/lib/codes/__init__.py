"""Numbers and codes that people type or paste: tidied, checked, and told what is wrong.

Every check answers a `Checked`: the value in its normal form and, if something is
wrong, one sentence that says how to mend it. An *error* stops; a *warning* is shown
and the value is kept. Nothing here raises on bad input, and nothing looks anything up.
"""

from wuzha.lib.codes.banks import bank_account, bank_line_number, luhn_holds
from wuzha.lib.codes.checked import Checked, Severity, tidied
from wuzha.lib.codes.firms import organisation_code, social_credit_code
from wuzha.lib.codes.people import IdentityNumber, Sex, identity_number
from wuzha.lib.codes.phones import mobile, phone
from wuzha.lib.codes.places import (
    DivisionCode,
    GridCode,
    Level,
    division_code,
    grid_code,
)

__all__ = [
    "Checked",
    "DivisionCode",
    "GridCode",
    "IdentityNumber",
    "Level",
    "Severity",
    "Sex",
    "bank_account",
    "bank_line_number",
    "division_code",
    "grid_code",
    "identity_number",
    "luhn_holds",
    "mobile",
    "organisation_code",
    "phone",
    "social_credit_code",
    "tidied",
]
