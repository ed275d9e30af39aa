"""Whose an account check is, and what they may answer."""

from wuzha.monitoring.states import BANK_ANSWERS, POLICE_ANSWERS, CheckAnswer
from wuzha.organisation.access import Permission
from wuzha.organisation.models import Unit, UnitKind

DOERS = (Permission.ACCOUNTS_WORK, Permission.SUSPICION_HANDLE)


def doer_of(unit: Unit) -> Permission:
    """The permission that somebody needs at the unit."""
    bank, police = DOERS
    return bank if unit.kind == UnitKind.BANK_BRANCH else police


def answers_of(unit: Unit) -> tuple[CheckAnswer, ...]:
    return BANK_ANSWERS if unit.kind == UnitKind.BANK_BRANCH else POLICE_ANSWERS
