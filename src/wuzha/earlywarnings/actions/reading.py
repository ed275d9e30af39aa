"""Somebody looks at a person's data because the work asks for it: kept as a read."""

from django.db import transaction

from wuzha.audit.models import Outcome
from wuzha.audit.record import record
from wuzha.earlywarnings.models import Dissuasion
from wuzha.lib import masking
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person


@transaction.atomic
def open_visit(*, dissuasion: Dissuasion, by: Person) -> None:
    """The visit page shows whom to ask for and at which door."""
    require(by, Permission.WARNING_WORK, dissuasion.unit)
    record(
        "dissuasion.visit_opened",
        by=by,
        subject=dissuasion,
        unit=dissuasion.unit,
        outcome=Outcome.READ,
        fields="name, address",
    )


@transaction.atomic
def open_dispatch(*, dissuasion: Dissuasion, by: Person) -> None:
    """Whoever decides where it goes has to read where the person lives."""
    require(by, Permission.WARNING_DISPATCH, dissuasion.unit)
    record(
        "dissuasion.dispatch_opened",
        by=by,
        subject=dissuasion,
        unit=dissuasion.unit,
        outcome=Outcome.READ,
        fields="address",
    )


@transaction.atomic
def export_cases(*, filters: str, count: int, by: Person) -> None:
    """A table leaves the house, masked."""
    require(by, Permission.WARNING_EXPORT)
    record(
        "dissuasion.exported",
        by=by,
        outcome=Outcome.READ,
        filters=masking.numbers_in(filters),
        count=count,
    )


@transaction.atomic
def print_notice(*, dissuasion: Dissuasion, by: Person) -> None:
    """The sheet that the person signs holds the name in full."""
    require(by, Permission.WARNING_WORK, dissuasion.unit)
    record(
        "dissuasion.notice_printed",
        by=by,
        subject=dissuasion,
        unit=dissuasion.unit,
        outcome=Outcome.READ,
        fields="name",
    )
