"""Who is told what. Called inside actions; a round is named by its number alone."""

from datetime import datetime

from wuzha.incidents.notifying import nearest
from wuzha.notices import outbox
from wuzha.organisation.access import Permission, on_duty
from wuzha.organisation.models import Person
from wuzha.organisation.words import kept
from wuzha.returns.models import ReturnRound


def tell_deciders(returning: ReturnRound, what: str, *, at: datetime) -> None:
    """The police who may decide it, at the unit or above."""
    _tell(returning, nearest(returning.unit, Permission.RETURN_DECIDE, at), what)


def tell_bank(returning: ReturnRound, what: str, *, at: datetime) -> None:
    """The branch; when nobody answers there, the police have to reach the bank."""
    branch = returning.freeze.order.bank_unit
    if branch and (people := on_duty(branch, Permission.STOP_EXECUTE, at)):
        _tell(returning, people, what)
        return
    told = kept("本县没有该行经办人，请自行送达银行并登记返还结果")
    tell_deciders(returning, told, at=at)


def _tell(returning: ReturnRound, people: list[Person], what: str) -> None:
    """What was told before about it is out of date now."""
    outbox.settle(subject=returning)
    outbox.tell(
        people=people,
        item=f"{returning.number}：{what}",
        url=returning.get_absolute_url(),
        subject=returning,
        urgent=True,
    )
