"""Tells people what is theirs to do. Called inside an action of an upper area, in its
transaction; what is told leaves the machine later, by the worker (`delivery`)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
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
    telling = Telling(people=people, item=item, url=url, subject=subject, urgent=urgent)
    return tell_many([telling])


@dataclass(frozen=True, kw_only=True)
class Telling:
    """What `tell` is given, for many items at once."""

    people: Iterable[Person]
    item: str
    url: str
    subject: models.Model
    urgent: bool
    # A drill: it stands in the list of notices and leaves by no channel.
    inside: bool = False


def tell_many(tellings: Iterable[Telling]) -> list[Notice]:
    now = timezone.now()
    told = list(tellings)
    waits = any(not one.urgent and not one.inside for one in told)
    digest = next_digest(now) if waits else None
    return Notice.objects.add_many(
        notice for one in told for notice in _notices(one, now, digest)
    )


def _notices(
    telling: Telling, now: datetime, digest: datetime | None
) -> Iterator[Notice]:
    url, subject = telling.url, telling.subject
    if not (url.startswith("/") and url_has_allowed_host_and_scheme(url, None)):
        raise ValueError(f"a notice needs the path of its item, not {url!r}")
    item = numbers_in(telling.item)[:120]
    people = (one for one in telling.people if one.is_active and not one.is_machine)
    for person in {one.pk: one for one in people}.values():
        yield Notice(
            person=person,
            item=item,
            url=url,
            subject_type=subject._meta.label,
            subject_id=subject.pk,
            urgent=telling.urgent,
            created_at=now,
            next_at=None if telling.inside else now if telling.urgent else digest,
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
