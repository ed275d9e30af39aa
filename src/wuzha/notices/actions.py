"""Where notices go, and at which hours the digest: set by the person or by an
administrator."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from wuzha.audit.record import record
from wuzha.jobs.queue import enqueue
from wuzha.notices.models import Channel, DigestHour
from wuzha.notices.states import SELF_SERVICE
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Appointment, Person, Unit, valid_on


@transaction.atomic
def add_channel(*, owner: Person | Unit, kind: str, url: str, by: Person) -> Channel:
    """Everybody may add a chat robot of their own; the rest is for an administrator."""
    place = _place_of(owner)
    if owner != by or kind not in SELF_SERVICE:
        require(by, Permission.SETTINGS_EDIT, place)
    channel = Channel.objects.create(
        person=owner if isinstance(owner, Person) else None,
        unit=owner if isinstance(owner, Unit) else None,
        kind=kind,
        url=url,
        created_at=timezone.now(),
    )
    record("channel.added", by=by, subject=owner, unit=place, kind=kind)
    return channel


@transaction.atomic
def remove_channel(*, channel: Channel, by: Person) -> None:
    owner = channel.owner
    place = _place_of(owner)
    if owner != by:
        require(by, Permission.SETTINGS_EDIT, place)
    record("channel.removed", by=by, subject=owner, unit=place, kind=channel.kind)
    Channel.objects.filter(pk=channel.pk).delete()


@transaction.atomic
def try_channel(*, channel: Channel, by: Person) -> None:
    """The worker sends a first message; the channel then shows how that went."""
    owner = channel.owner
    place = _place_of(owner)
    if owner != by:
        require(by, Permission.SETTINGS_EDIT, place)
    key = f"notices.try_channel:{channel.pk}"
    enqueue("notices.try_channel", {"channel": channel.pk}, key=key, by=by)
    record("channel.tried", by=by, subject=owner, unit=place, kind=channel.kind)


@transaction.atomic
def set_digest_hours(*, hours: Iterable[int], by: Person) -> None:
    """Holds from the next digest on: what waits already keeps its hour."""
    county = Unit.objects.root()
    require(by, Permission.SETTINGS_EDIT, county)
    chosen = sorted(set(hours))
    DigestHour.objects.exclude(hour__in=chosen).delete()
    DigestHour.objects.bulk_create(
        (DigestHour(hour=hour) for hour in chosen), ignore_conflicts=True
    )
    record("digest.hours_set", by=by, unit=county, hours=chosen)


def _place_of(owner: Person | Unit) -> Unit | None:
    """In whose scope it lies: the unit itself, or where the person works."""
    if isinstance(owner, Unit):
        return owner
    held = Appointment.objects.filter(valid_on(timezone.localdate()), person=owner)
    first = held.select_related("unit").order_by("pk").first()
    return first.unit if first else None
