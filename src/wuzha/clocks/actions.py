"""What the county sets for its clocks: the working days of a year."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record, record_many
from wuzha.clocks import engine
from wuzha.clocks.models import CalendarYear
from wuzha.clocks.workdays import shifted_clocks
from wuzha.lib.refused import Conflict, Refused
from wuzha.lib.workdays import Year
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person, Unit


@transaction.atomic
def set_calendar_year(
    *, table: Year, url: str = "", seen: int, by: Person
) -> CalendarYear:
    """A new version of the year's table, in force from now on; the older ones stay.
    `seen` is the version that the person had before them, 0 for none. What was computed
    before is not moved: see `move_clocks`."""
    county = _locked_county()
    require(by, Permission.SETTINGS_EDIT, county)
    if not table.basis.strip():
        raise Refused(_("请写明依据的文号，历史记录里要看得到。"))
    _require_newest(table.year, seen)
    kept = CalendarYear.objects.create(
        version=seen + 1,
        url=url.strip(),
        by=by,
        recorded_at=timezone.now(),
        **_written(table),
    )
    record(
        "calendar.year_set",
        by=by,
        subject=kept,
        unit=county,
        year=table.year,
        version=kept.version,
        basis=kept.basis,
    )
    return kept


@transaction.atomic
def undo_calendar_year(*, year: int, seen: int, by: Person) -> CalendarYear:
    """The version before `seen` becomes the newest again; before the first there was
    none of the county's own."""
    county = _locked_county()
    require(by, Permission.SETTINGS_EDIT, county)
    _require_newest(year, seen)
    versions = CalendarYear.objects.filter(year=year)
    taken_back = versions.get(version=seen)
    before = versions.filter(version=seen - 1).first()
    kept = before or taken_back
    kept.withdrawn = before.withdrawn if before else True
    kept.pk, kept.version = None, seen + 1
    kept.by, kept.recorded_at = by, timezone.now()
    kept.save(force_insert=True)
    record(
        "calendar.year_undone",
        by=by,
        subject=kept,
        unit=county,
        year=year,
        version=kept.version,
    )
    return kept


@transaction.atomic
def move_clocks(*, by: Person) -> int:
    """Running clocks that the present tables would end otherwise are moved to that end;
    how many they were."""
    county = _locked_county()
    require(by, Permission.SETTINGS_EDIT, county)
    at = timezone.now()
    moved = []
    for shifted in shifted_clocks(at):
        was = shifted.clock.due_at
        if clock := engine.move_end(clock=shifted.clock, due_at=shifted.due_at, at=at):
            moved.append((clock, clock.unit, {"was": was, "until": clock.due_at}))
    record_many("calendar.clock_moved", by=by, deeds=moved)
    record("calendar.clocks_moved", by=by, unit=county, count=len(moved))
    return len(moved)


def _require_newest(year: int, seen: int) -> None:
    latest = CalendarYear.objects.newest().filter(year=year).first()
    if (latest.version if latest else 0) != seen:
        raise Conflict(
            _("%(year)d年的工作日历刚被别人改过。请刷新页面，核对后再改。")
            % {"year": year}
        )


def _locked_county() -> Unit:
    """Changes of the tables come one after the other."""
    root = Unit.objects.root()
    return Unit.objects.select_for_update(no_key=True).get(pk=root.pk)


def _written(table: Year) -> dict[str, Any]:
    return {
        "year": table.year,
        "basis": table.basis.strip(),
        "holidays": [
            {
                "name": one.name,
                "first": one.first.isoformat(),
                "last": one.last.isoformat(),
                "make_up": [day.isoformat() for day in one.make_up],
            }
            for one in table.holidays
        ],
        "shifts": [
            [shift.opens.isoformat("minutes"), shift.closes.isoformat("minutes")]
            for shift in table.shifts
        ],
    }
