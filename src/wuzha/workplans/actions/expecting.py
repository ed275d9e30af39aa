"""What units owe of a duty: made period by period, opened when it comes due. Another
cadence is another duty, from the day on which the last period asked for has ended."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.clocks.workdays import county_calendar
from wuzha.lib.periods import Period
from wuzha.lib.refused import MissingTable, Refused
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person, Unit, UnitSuccession
from wuzha.workplans.facts import DutyFacts
from wuzha.workplans.kinds import NamedAs, OnHoliday, Per
from wuzha.workplans.matching import Directory
from wuzha.workplans.models import Duty, ExpectedReport, PlanItem
from wuzha.workplans.periods import Cut, cuts, due_at
from wuzha.workplans.readiness import units_meant
from wuzha.workplans.timing import number, opens_at, time_reports

# Rows of one statement.
BATCH = 1_000
DAY = timedelta(days=1)
# A period that has begun before today and is still due today began no longer ago.
LOOK_BACK = timedelta(days=400)


@transaction.atomic
def make_reports(*, duty: Duty, until: datetime, by: Person) -> int:
    """What units owe for the periods that begin up to `until`, each period once. A year
    without a table of holidays is said, not guessed."""
    require(by, Permission.CLOCK_FIRE)
    duty = _alone(duty)
    made = _expect(duty, until) if duty.valid_to is None else 0
    record("duty.reports_made", by=by, subject=duty, count=made)
    return made


@transaction.atomic
def admit_units(*, duty: Duty, directory: Directory, at: datetime, by: Person) -> int:
    """Units founded since whom a word of the plan means (各村) owe it too, from the
    period on in which they began; how many. What took over from others has their open
    reports already and begins with the next period."""
    require(by, Permission.CLOCK_FIRE)
    duty = _alone(duty)
    known = set(duty.units.values_list("pk", flat=True))
    words = duty.item.matches.exclude(fan="").prefetch_related("units")
    meant = units_meant(words, directory)
    asked = (*meant[NamedAs.LEAD], *meant[NamedAs.UNIT])
    new = [unit for unit in asked if unit.pk not in known]
    if not new:
        return 0
    _ask_of(duty, new)
    _catch_up(duty, new, at)
    record("duty.units_admitted", by=by, subject=duty, count=len(new))
    return len(new)


@transaction.atomic
def open_reports(*, at: datetime, most: int, by: Person) -> int:
    """Those that come onto the desks now, each with its clock; how many there were."""
    require(by, Permission.CLOCK_FIRE)
    waiting = ExpectedReport.objects.waiting().filter(opened_at=None, opens_at__lte=at)
    rows = waiting.select_for_update(skip_locked=True, of=("self",))
    opening = list(rows.select_related("unit").order_by("opens_at", "pk")[:most])
    time_reports(opening, at)
    keys = [row.pk for row in opening]
    ExpectedReport.objects.filter(pk__in=keys).update(opened_at=at)
    record("reports.opened", by=by, count=len(opening))
    return len(opening)


@transaction.atomic
def change_cadence(*, duty: Duty, facts: DutyFacts, reason: str, by: Person) -> Duty:
    """The same asked of the same units at other times. What was asked so far stays as
    it was, also what still waits."""
    require(by, Permission.PLAN_CONFIRM, duty.plan.unit)
    duty = _alone(duty)
    if duty.valid_to is not None:
        raise Refused(_("这项职责已经停止或已经改过频次，不能再改。请打开现行的一项。"))
    if _cadence(facts) == _cadence(duty.facts):
        raise Refused(_("频次没有变化，不用保存。"))
    now = timezone.now()
    _expect(duty, now)
    if duty.problem:
        raise Refused(duty.problem)
    duty.valid_to = _free_from(duty, timezone.localdate(now))
    duty.save(update_fields=["valid_to"])
    following = _duty(duty.item, facts, duty.valid_to, now)
    following.to_unit, following.figure_key = duty.to_unit, duty.figure_key
    following.follows, following.change_reason = duty, reason
    following.save()
    _ask_of(following, duty.units.all())
    _expect(following, now)
    record("duty.cadence_changed", by=by, subject=following, unit=duty.plan.unit)
    return following


def _alone(duty: Duty) -> Duty:
    rows = Duty.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("plan__unit", "item").get(pk=duty.pk)


def _free_from(duty: Duty, today: date) -> date:
    """The first day that no period of it has been made for."""
    ended = duty.reports.aggregate(last=Max("last"))["last"]
    asked_until = ended + DAY if ended else today
    return max(today, asked_until, duty.valid_from)


def _cadence(facts: DutyFacts) -> tuple[object, ...]:
    days = facts.weekday, facts.monthday, facts.yearday
    return facts.per, *days, facts.time, facts.at_least


def _duty(item: PlanItem, facts: DutyFacts, since: date, at: datetime) -> Duty:
    """Not saved yet."""
    return Duty(
        plan_id=item.plan_id,
        item=item,
        text=facts.text,
        kind=facts.kind,
        per=facts.per,
        at_least=facts.at_least,
        weekday=list(facts.weekday),
        monthday=list(facts.monthday),
        yearday=list(facts.yearday),
        time=time.fromisoformat(facts.time) if facts.time else None,
        on_holiday=_on_holiday(facts, at),
        valid_from=since,
    )


def _on_holiday(facts: DutyFacts, at: datetime) -> OnHoliday:
    """A cut-off that the plan names is kept to; what is due when its period ends waits
    for the end, or the days off would be in no report."""
    if facts.per == Per.DAY:
        return OnHoliday.SAME
    is_named = facts.weekday or facts.monthday or facts.yearday
    if is_named and number("roll_to_day_before", at).flag:
        return OnHoliday.BEFORE
    return OnHoliday.AFTER


def _ask_of(duty: Duty, units: Iterable[Unit]) -> None:
    through = Duty.units.through
    through._default_manager.bulk_create(
        (through(duty_id=duty.pk, unit_id=unit.pk) for unit in units), batch_size=BATCH
    )


def _expect(duty: Duty, until: datetime) -> int:
    """How many more reports. Periods that were made are passed over, so that a unit
    that takes over from others later does not owe what they have given. Of those that
    run when it begins, what has fallen due already is not asked for."""
    today = timezone.localdate(until)
    since = duty.made_until + DAY if duty.made_until else duty.valid_from - LOOK_BACK
    owed = _ending(duty, duty.valid_from, since, today)
    units = _in_force(duty.units.all()) if owed else []
    calendar = county_calendar()
    made, duty.problem = 0, ""
    for cut in owed:
        try:
            due = due_at(cut, duty.facts, duty.on_holiday, calendar)
        except MissingTable as missing:
            duty.problem = str(missing)[:200]
            duty.made_until = cut.period.first - DAY
            break
        if duty.made_until or due > until:
            made += _ask_for(duty, cut.period, due, units, until)
    else:
        duty.made_until = max(today, duty.made_until or today)
    duty.save(update_fields=["made_until", "problem"])
    return made


def _catch_up(duty: Duty, new: Sequence[Unit], at: datetime) -> None:
    """The periods that run already, where they are still to come due."""
    if duty.made_until is None:
        return
    today, calendar = timezone.localdate(at), county_calendar()
    heirs = UnitSuccession.objects.filter(new__in=new).values_list("new", flat=True)
    fresh = [unit for unit in new if unit.pk not in set(heirs)]
    ends = max(today, duty.valid_from)
    for cut in _ending(duty, ends, today - LOOK_BACK, duty.made_until):
        due = due_at(cut, duty.facts, duty.on_holiday, calendar)
        if due > at:
            _ask_for(duty, cut.period, due, fresh, at)


def _ending(duty: Duty, ends: date, first: date, last: date) -> list[Cut]:
    """Of the periods that begin from `first` to `last`, those that are not over before
    the day `ends`."""
    found = cuts(duty.facts, first, last)
    return [cut for cut in found if cut.period.last >= ends]


def _ask_for(
    duty: Duty,
    period: Period,
    due: datetime,
    units: Sequence[Unit],
    until: datetime,
) -> int:
    opens = opens_at(due, period.first, until)
    rows = ExpectedReport.objects.bulk_create(
        (
            ExpectedReport(
                duty=duty,
                unit=unit,
                kind=period.kind,
                first=period.first,
                last=period.last,
                due_at=due,
                opens_at=opens,
            )
            for unit in units
        ),
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    return len(rows)


def _in_force(units: Iterable[Unit]) -> list[Unit]:
    """Those, or what took over from those that are no more."""
    today = timezone.localdate()
    found = [heir for unit in units for heir in unit.heirs(on=today)]
    return list(dict.fromkeys(found))
