"""Who is told what. Called inside actions; an item is named by its words alone."""

from datetime import datetime

from wuzha.notices import outbox
from wuzha.notices.outbox import settle
from wuzha.organisation.access import Permission, on_duty
from wuzha.organisation.models import Person, Unit
from wuzha.workplans.models import ExpectedReport, Task

__all__ = ["reviewers", "settle", "tell_above", "tell_doers"]

Subject = Task | ExpectedReport
LONGEST = 50


def tell_doers(
    subject: Subject, what: str, *, at: datetime, urgent: bool = False
) -> int:
    """Those who work at the unit; how many were told. What was told before about it is
    out of date now."""
    settle(subject=subject)
    people = on_duty(subject.unit, Permission.TASK_WORK, at)
    return _send(subject, people, what, urgent=urgent)


def tell_above(subject: Subject, unit: Unit, what: str, *, at: datetime) -> int:
    """Those who review there; how many were told."""
    _where, people = reviewers(unit, at)
    return _send(subject, people, what) if people else 0


def reviewers(unit: Unit, at: datetime) -> tuple[Unit, list[Person]]:
    """Those at the unit, or at the nearest one above it with anybody, as when a bank's
    plan is its own; and where that is."""
    where: Unit | None = unit
    while where is not None:
        if people := on_duty(where, Permission.TASK_REVIEW, at):
            return where, people
        where = where.parent
    return unit, []


def _send(
    subject: Subject, people: list[Person], what: str, *, urgent: bool = False
) -> int:
    words = str(subject.text if isinstance(subject, Task) else subject.duty.text)
    told = outbox.tell(
        people=people,
        item=f"{words[:LONGEST]}：{what}",
        url=subject.get_absolute_url(),
        subject=subject,
        urgent=urgent,
    )
    return len(told)
