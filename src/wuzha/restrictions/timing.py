"""The clocks of this area, and who hears of them. Called inside actions."""

from datetime import date, datetime, time, timedelta

from django.db import models
from django.utils import timezone

from wuzha.clocks import engine
from wuzha.lib import params
from wuzha.notices.outbox import settle, tell
from wuzha.organisation.access import Permission, on_duty
from wuzha.organisation.models import Unit
from wuzha.restrictions.models import Restriction, RestrictionAppeal
from wuzha.restrictions.states import ClockKind

DAY = timedelta(days=1)
ANSWER_DAYS = "punishment.appeal_answer_days"


def time_term(restriction: Restriction) -> None:
    """To the end of its last day."""
    engine.start(
        kind=ClockKind.TERM,
        subject=restriction,
        unit=Unit.objects.root(),
        begins=midnight(restriction.starts_on),
        due_at=midnight(restriction.ends_on + DAY),
    )


def time_appeal(appeal: RestrictionAppeal) -> None:
    """From the day on which it was made."""
    limit = params.value(ANSWER_DAYS, on=appeal.made_on).limit
    engine.start(
        kind=ClockKind.APPEAL,
        subject=appeal,
        unit=Unit.objects.root(),
        begins=midnight(appeal.made_on),
        limit=limit,
        pre_alarms=params.value(f"{ANSWER_DAYS}_ahead", on=appeal.made_on).limits,
    )


def tell_police(
    restriction: Restriction, what: str, *, about: models.Model, at: datetime
) -> None:
    """What was told before about the same thing is out of date now."""
    settle(subject=about)
    tell(
        people=on_duty(Unit.objects.root(), Permission.RESTRICTION_EDIT, at),
        item=f"{restriction.number}：{what}",
        url=restriction.get_absolute_url(),
        subject=about,
        urgent=False,
    )


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
