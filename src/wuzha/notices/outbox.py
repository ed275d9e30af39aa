"""Tells people what is theirs to do. Called inside an action of an upper area, in its
transaction; what is told leaves the machine later, by the worker (`delivery`)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from wuzha.lib.masking import numbers_in
from wuzha.notices.models import DigestHour, Notice
from wuzha.organisation.models import Person

DAY = timedelta(days=1)


def tell(
    *,
    people: Iterable[Person],
    item: str,
    url: str,
    subject: models.Model,
    urgent: bool,
) -> list[Notice]:
    """`item` names the thing and what is to be done ("预警 0017：请签收"), `url` is its
    path. Numbers that could lead to somebody are taken out of the item."""
    if not (url.startswith("/") and url_has_allowed_host_and_scheme(url, None)):
        raise ValueError(f"a notice needs the path of its item, not {url!r}")
    now = timezone.now()
    next_at = now if urgent else next_digest(now)
    told = {one.pk: one for one in people if one.is_active and not one.is_machine}
    return Notice.objects.bulk_create(
        Notice(
            person=person,
            item=numbers_in(item)[:120],
            url=url,
            subject_type=subject._meta.label,
            subject_id=subject.pk,
            urgent=urgent,
            created_at=now,
            next_at=next_at,
        )
        for person in told.values()
    )


def settle(*, subject: models.Model) -> int:
    """It is done: nothing more is sent about it; returns how many were open."""
    return (
        Notice.objects.open()
        .about(subject)
        .update(settled_at=timezone.now(), next_at=None)
    )


def mark_seen(*, person: Person, notice: Notice | None = None) -> None:
    """One notice, or all that the person has not seen."""
    unseen = Notice.objects.filter(person=person, seen_at=None)
    if notice is not None:
        unseen = unseen.filter(pk=notice.pk)
    unseen.update(seen_at=timezone.now())


def next_digest(now: datetime) -> datetime | None:
    """The next of the fixed hours; None when there are none."""
    hours = DigestHour.objects.values_list("hour", flat=True)
    midnight = timezone.localtime(now).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    times = (
        midnight.replace(hour=hour) + day
        for day in (timedelta(), DAY)
        for hour in hours
    )
    return min((one for one in times if one > now), default=None)
