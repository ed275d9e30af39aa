"""Numbers, links and senders go on the county's lists and leave them again."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from wuzha.audit.record import record
from wuzha.lib.refused import Refused
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person, Unit
from wuzha.screening.models import Listing
from wuzha.screening.models.listings import normal, why_not


@transaction.atomic
def list_value(
    *,
    kind: str,
    value: str,
    side: str,
    source: str,
    as_of: date | None = None,
    by: Person,
) -> Listing:
    """The last word holds: what stood on a list until now leaves it today."""
    county, today = Unit.objects.root(), timezone.localdate()
    require(by, Permission.SCREENING_LISTS, county)
    if reason := why_not(kind, value, side):
        raise Refused(reason)
    Listing.objects.of(kind, value).in_force(today).update(valid_to=today)
    listing = Listing.objects.create(
        kind=kind,
        value=normal(kind, value),
        value_key=Listing.key(kind, value),
        side=side,
        source=source,
        as_of=as_of,
        added_by=by,
        valid_from=today,
    )
    record("screening.listed", by=by, subject=listing, unit=county, side=side)
    return listing


@transaction.atomic
def end_listing(*, listing: Listing, by: Person) -> None:
    county = Unit.objects.root()
    require(by, Permission.SCREENING_LISTS, county)
    Listing.objects.filter(pk=listing.pk, valid_to=None).update(
        valid_to=timezone.localdate()
    )
    record("screening.unlisted", by=by, subject=listing, unit=county)
