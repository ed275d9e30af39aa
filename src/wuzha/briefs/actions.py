"""Every change of a brief."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.briefs.figures import FIGURES, is_zero, lines, reporting_units
from wuzha.briefs.models import Brief, Correction
from wuzha.briefs.states import BRIEF, CONFIRM_CLOCK, BriefState
from wuzha.clocks import engine
from wuzha.clocks.models import ClockStep
from wuzha.lib import params
from wuzha.lib.periods import SHANGHAI, Kind, Period
from wuzha.lib.refused import Refused
from wuzha.lib.states import move
from wuzha.notices import outbox
from wuzha.organisation.access import Permission, on_duty, require
from wuzha.organisation.models import Person, Unit
from wuzha.organisation.words import kept

AN_HOUR = timedelta(hours=1)
DECIDED = ["state", "confirmed_by", "confirmed_at", "note"]


@transaction.atomic
def draw_up_briefs(*, at: datetime, by: Person) -> None:
    """The day before `at`, for every unit that reports daily. Run again, it adds only
    what is missing."""
    county = Unit.objects.root()
    require(by, Permission.BRIEF_CONFIRM, county)
    day = timezone.localdate(at) - timedelta(days=1)
    drawn = [draw_up(unit=unit, day=day, at=at, by=by) for unit in reporting_units(day)]
    zero = sum(1 for brief in drawn if brief.is_zero)
    record("briefs.drawn_up", by=by, unit=county, day=day, drawn=len(drawn), zero=zero)


@transaction.atomic
def draw_up(*, unit: Unit, day: date, at: datetime, by: Person) -> Brief:
    require(by, Permission.BRIEF_CONFIRM, unit)
    hours = params.value("briefs.confirm_by_hours", on=day).whole
    midnight = datetime.combine(day + timedelta(days=1), time(), SHANGHAI)
    brief, is_new = Brief.objects.get_or_create(
        unit=unit,
        day=day,
        defaults={
            "is_zero": is_zero(unit, Period.of(Kind.DAY, day)),
            "drawn_at": at,
            "confirm_by": midnight + timedelta(hours=hours),
        },
    )
    if not is_new:
        return brief
    if not brief.is_zero and brief.confirm_by > at:
        engine.start(
            kind=CONFIRM_CLOCK,
            subject=brief,
            unit=unit,
            begins=at,
            due_at=brief.confirm_by,
            pre_alarms=[AN_HOUR] if brief.confirm_by - at > AN_HOUR else [],
        )
    record("brief.drawn_up", by=by, subject=brief, unit=unit, zero=brief.is_zero)
    return brief


@transaction.atomic
def correct_figure(
    *, brief: Brief, key: str, corrected: int, reason: str, by: Person
) -> Correction:
    """The derived value stays beside the new one, with the reason and who gave it."""
    require(by, Permission.BRIEF_CONFIRM, brief.unit)
    brief = _locked(brief)
    if brief.state != BriefState.DRAWN:
        raise Refused(_("日报已经核对，不能再改。请先撤回核对，再更正。"))
    if not reason.strip():
        raise Refused(_("更正数字要写明原因。请填写原因后再保存。"))
    correction = Correction.objects.create(
        brief=brief,
        key=key,
        derived=FIGURES[key].value(brief.unit, brief.period),
        corrected=corrected,
        reason=reason.strip(),
        by=by,
        at=timezone.now(),
    )
    record(
        "brief.corrected",
        by=by,
        subject=brief,
        unit=brief.unit,
        key=key,
        derived=correction.derived,
        corrected=corrected,
    )
    return correction


@transaction.atomic
def confirm_brief(
    *, brief: Brief, note: str = "", at: datetime | None = None, by: Person
) -> None:
    require(by, Permission.BRIEF_CONFIRM, brief.unit)
    brief, now = _locked(brief), at or timezone.now()
    if now < brief.period.ends_at:
        raise Refused(_("这一天还没有结束，数字还会变。请在次日核对。"))
    move(brief, BriefState.CONFIRMED, BRIEF)
    brief.confirmed_by, brief.confirmed_at, brief.note = by, now, note.strip()
    brief.save(update_fields=DECIDED)
    engine.stop(subject=brief, kind=CONFIRM_CLOCK, at=now)
    outbox.settle(subject=brief)
    record("brief.confirmed", by=by, subject=brief, unit=brief.unit)


@transaction.atomic
def take_back_confirmation(*, brief: Brief, by: Person) -> None:
    require(by, Permission.BRIEF_CONFIRM, brief.unit)
    brief = _locked(brief)
    move(brief, BriefState.DRAWN, BRIEF)
    brief.confirmed_by = brief.confirmed_at = None
    brief.save(update_fields=DECIDED)
    record("brief.confirmation_taken_back", by=by, subject=brief, unit=brief.unit)


@transaction.atomic
def publish_brief(*, brief: Brief, at: datetime | None = None, by: Person) -> None:
    """The figures stay as they are now, whatever is entered later."""
    require(by, Permission.BRIEF_PUBLISH, brief.unit)
    brief = _locked(brief)
    shown = lines(brief)
    move(brief, BriefState.PUBLISHED, BRIEF)
    brief.published_by, brief.published_at = by, at or timezone.now()
    brief.frozen = [
        {
            "key": line.key,
            "is_money": line.is_money,
            "value": line.value,
            "yesterday": line.yesterday,
            "last_week": line.last_week,
        }
        for line in shown
    ]
    brief.save(update_fields=["state", "published_by", "published_at", "frozen"])
    record("brief.published", by=by, subject=brief, unit=brief.unit)


@transaction.atomic
def answer_alarm(*, step: ClockStep, at: datetime, by: Person) -> None:
    """An hour before, and when the time is up: whoever can confirm is told."""
    unit = step.clock.unit
    require(by, Permission.CLOCK_FIRE, unit)
    brief = Brief.objects.get(pk=step.clock.subject_id)
    outbox.tell(
        people=on_duty(unit, Permission.BRIEF_CONFIRM, at),
        item=kept("%(brief)s 日报待核对", brief=brief),
        url=f"/briefs/{brief.pk}/",
        subject=brief,
        urgent=False,
    )
    record("brief.alarm", by=by, subject=brief, unit=unit, what=step.what)


def _locked(brief: Brief) -> Brief:
    rows = Brief.objects.select_for_update(of=("self",)).select_related("unit")
    return rows.get(pk=brief.pk)
