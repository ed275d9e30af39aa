"""Who is told what. Called inside actions; an item is named by its number alone."""

from datetime import datetime

from wuzha.incidents.models import Freeze, FreezeComplaint, Incident, StopPaymentOrder
from wuzha.notices import outbox
from wuzha.notices.outbox import settle
from wuzha.organisation.access import Permission, on_duty
from wuzha.organisation.models import Person, Unit
from wuzha.organisation.words import kept

__all__ = [
    "nearest",
    "settle",
    "tell_above",
    "tell_bank",
    "tell_deciders",
    "tell_doer",
    "tell_police",
]

Subject = Incident | StopPaymentOrder | Freeze | FreezeComplaint


def tell_police(subject: Subject, unit: Unit, what: str, *, at: datetime) -> None:
    """Those who may issue a stop at the unit, or at the nearest unit above it."""
    _tell(subject, nearest(unit, Permission.STOP_ISSUE, at), what)


def tell_deciders(subject: Subject, unit: Unit, what: str, *, at: datetime) -> None:
    """With what else there is: what strangers write must not wake anybody."""
    people = nearest(unit, Permission.FREEZE_DECIDE, at)
    _send(subject, people, what, urgent=False)


def tell_bank(order: StopPaymentOrder, what: str, *, at: datetime) -> None:
    """The branch; when nobody answers there, the police have to reach the bank."""
    branch = order.bank_unit
    if branch and (people := on_duty(branch, Permission.STOP_EXECUTE, at)):
        _tell(order, people, what)
        return
    told = kept("本县没有该行经办人，请自行送达银行并登记答复")
    tell_police(order, order.incident.unit, told, at=at)


def tell_doer(subject: Subject, unit: Unit, what: str, *, at: datetime) -> None:
    """Whose clock it is: a bank branch, or the police."""
    if people := on_duty(unit, Permission.STOP_EXECUTE, at):
        _tell(subject, people, what)
    else:
        tell_police(subject, unit, what, at=at)


def tell_above(subject: Subject, unit: Unit, what: str, *, at: datetime) -> None:
    """The level over the unit, in addition to the doer."""
    above = nearest(unit.parent or unit, Permission.STOP_DRAFT, at)
    _send(subject, above, what)


def nearest(unit: Unit, permission: Permission, at: datetime) -> list[Person]:
    """Those there at the unit, or at the first unit above it that has any."""
    where: Unit | None = unit
    while where is not None:
        if people := on_duty(where, permission, at):
            return people
        where = where.parent
    return []


def _tell(subject: Subject, people: list[Person], what: str) -> None:
    """What was told before about it is out of date now."""
    settle(subject=subject)
    _send(subject, people, what)


def _send(
    subject: Subject, people: list[Person], what: str, *, urgent: bool = True
) -> None:
    outbox.tell(
        people=people,
        item=f"{subject.number}：{what}",
        url=subject.get_absolute_url(),
        subject=subject,
        urgent=urgent,
    )
