"""Sends what is waiting: urgent notices at once, the rest as a digest.

Notices are taken under a lease, sent outside any transaction, then marked. A worker
that dies between the two lets the lease run out, and an urgent notice may come twice; a
digest cannot: its hour is claimed first. What was settled meanwhile is not sent.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from wuzha.jobs.pauses import pause_after
from wuzha.jobs.queue import Actor
from wuzha.notices.messages import greeting, message_of, send
from wuzha.notices.models import Channel, Digest, Notice
from wuzha.organisation.models import valid_on

LEASE = timedelta(minutes=5)
BATCH = 200
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(minutes=30)
# After a day nobody waits for a message any more; it stands in the list all the time.
GIVEN_UP_AFTER = timedelta(hours=24)

Routes = dict[int, list[Channel]]


def deliver(*, at: datetime) -> int:
    """Send what is due, the urgent first; returns how many notices were taken."""
    taken = _take(at)
    if not taken:
        return 0
    routes = _routes({notice.person_id for notice in taken}, at)
    sent: set[int] = set()
    for channel, notices in _by_channel(taken, routes, at):
        unsent = _still_to_send(notices)
        if unsent and _send(channel, unsent, at):
            sent.update(notice.pk for notice in unsent)
    _mark(taken, routes, sent, at)
    return len(taken)


def forget_digests(*, at: datetime, by: Actor) -> None:
    """Claims of hours that are long past."""
    Digest.objects.filter(hour__lt=at - timedelta(days=2)).delete()


def try_channel(*, channel: int, by: Actor) -> None:
    """A first message, to see whether the address is right."""
    found = Channel.objects.filter(pk=channel).first()
    if found is not None:
        _note(found, timezone.now(), sent=send(found.url, greeting()))


@transaction.atomic
def _take(at: datetime) -> list[Notice]:
    """Urgent notices, or else whole digests: all that is due to some people."""
    due = Notice.objects.waiting(at).select_for_update(skip_locked=True)
    taken = list(due.filter(urgent=True).order_by("next_at", "pk")[:BATCH])
    if not taken:
        first = Notice.objects.waiting(at).order_by("next_at", "pk")[:BATCH]
        people = {notice.person_id for notice in first}
        taken = list(due.filter(person__in=people, urgent=False).order_by("pk"))
    for notice in taken:
        notice.next_at = at + LEASE
        notice.attempts += 1
    # In one plain statement: on SQLite nobody else can write meanwhile.
    Notice.objects.filter(pk__in=[notice.pk for notice in taken]).update(
        next_at=at + LEASE, attempts=F("attempts") + 1
    )
    return taken


def _routes(people: Iterable[int], at: datetime) -> Routes:
    """The channels of each person; of those who have none, those of their units."""
    people = set(people)
    routes: Routes = defaultdict(list)
    for channel in Channel.objects.filter(person__in=people):
        assert channel.person_id is not None  # noqa: S101 (just asked for)
        routes[channel.person_id].append(channel)
    of_units = Channel.objects.filter(
        valid_on(timezone.localdate(at), "unit__appointments__"),
        unit__appointments__person__in=people - routes.keys(),
    ).annotate(reader=F("unit__appointments__person"))
    for channel in of_units.distinct():
        routes[channel.reader].append(channel)
    return routes


def _by_channel(
    taken: list[Notice], routes: Routes, at: datetime
) -> Iterable[tuple[Channel, list[Notice]]]:
    """Urgent notices go out on every channel of a person, the digest on one; channels
    that rest after a failure are left alone."""
    channels: dict[int, Channel] = {}
    grouped: dict[int, list[Notice]] = defaultdict(list)
    for notice in taken:
        usable = [
            channel
            for channel in routes.get(notice.person_id, ())
            if channel.retry_at is None or channel.retry_at <= at
        ]
        for channel in usable if notice.urgent else usable[:1]:
            channels[channel.pk] = channel
            grouped[channel.pk].append(notice)
    return [(channels[key], notices) for key, notices in grouped.items()]


def _still_to_send(notices: list[Notice]) -> list[Notice]:
    """Without those that were settled since, or whose lease has run out: a settled one
    has no `next_at`, one taken by another worker has a later one."""
    ours = Notice.objects.filter(
        pk__in=[notice.pk for notice in notices], next_at=notices[0].next_at
    )
    keys = set(ours.values_list("pk", flat=True))
    return [notice for notice in notices if notice.pk in keys]


def _send(channel: Channel, notices: list[Notice], at: datetime) -> bool:
    digest = None
    if not notices[0].urgent:
        hour = at.replace(minute=0, second=0, microsecond=0)
        digest, is_first = Digest.objects.get_or_create(channel=channel, hour=hour)
        if not is_first:
            return False
    sent = send(channel.url, message_of(notices))
    if digest and not sent:
        digest.delete()
    _note(channel, at, sent=sent)
    return sent


def _note(channel: Channel, at: datetime, *, sent: bool) -> None:
    if sent:
        channel.failures, channel.retry_at, channel.sent_at = 0, None, at
    else:
        channel.failures += 1
        pause = pause_after(channel.failures, FIRST_PAUSE, LONGEST_PAUSE)
        channel.retry_at = at + pause
    channel.save(update_fields=["failures", "retry_at", "sent_at"])


def _mark(taken: list[Notice], routes: Routes, sent: set[int], at: datetime) -> None:
    """In as few statements as there are ends: whoever writes meanwhile must wait."""
    marked: dict[datetime | None, set[int]] = defaultdict(set)
    given_up: set[int] = set()
    for notice in taken:
        if notice.pk in sent:
            continue
        if not routes.get(notice.person_id):
            marked[None].add(notice.pk)
        elif at - notice.created_at > GIVEN_UP_AFTER:
            given_up.add(notice.pk)
        else:
            pause = pause_after(notice.attempts, FIRST_PAUSE, LONGEST_PAUSE)
            marked[at + pause].add(notice.pk)
    # One that was settled or taken by another since is no longer ours.
    ours = Notice.objects.filter(next_at=at + LEASE)
    for next_at, unsent in marked.items():
        ours.filter(pk__in=unsent).update(next_at=next_at)
    ours.filter(pk__in=given_up).update(given_up_at=at, next_at=None)
    Notice.objects.filter(pk__in=sent).update(sent_at=at, next_at=None)
