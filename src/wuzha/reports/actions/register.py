"""What is asked of units is registered, changed, ended; somebody complains and is
answered."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.lib.refused import Conflict, Refused
from wuzha.notices import outbox
from wuzha.organisation.access import Permission, on_duty, require
from wuzha.organisation.models import Person, Unit
from wuzha.organisation.words import kept
from wuzha.reading import yeardays
from wuzha.reports.figures import FIGURES
from wuzha.reports.models import AskedField, Asking, BasisKind, Complaint
from wuzha.reports.register import why_not_ask
from wuzha.workplans.kinds import Per
from wuzha.workplans.models import Duty

WORDS = 50
FREQUENT = (Per.WEEK, Per.MONTH)


@transaction.atomic
def register_asking(  # noqa: PLR0913
    *,
    title: str,
    owner_unit: Unit,
    owner: Person | None,
    basis_kind: str,
    basis: str,
    per: str,
    within: Unit,
    kinds: Sequence[str],
    valid_from: date,
    ends_on: date,
    times: int = 1,
    by: Person,
) -> Asking:
    """A form that is kept elsewhere: counted as a burden like any other."""
    require(by, Permission.PLAN_EDIT, owner_unit)
    require(by, Permission.PLAN_EDIT, within)
    if not basis.strip():
        raise Refused(_("没有依据不能要求填报。请写明法律、方案条款或文件。"))
    if ends_on < max(valid_from, timezone.localdate()):
        raise Refused(_("停止的日子已经过去，不能登记。请写明要用到哪一天。"))
    asking = Asking.objects.create(
        title=title.strip(),
        owner_unit=owner_unit,
        owner=owner,
        basis_kind=basis_kind,
        basis=basis.strip(),
        per=per,
        times=times,
        within=within,
        kinds=list(kinds),
        valid_from=valid_from,
        ends_on=ends_on,
        registered_by=by,
        registered_at=timezone.now(),
    )
    record("asking.registered", by=by, subject=asking, unit=owner_unit)
    return asking


@transaction.atomic
def register_duties(*, at: datetime, by: Person) -> None:
    """The reports of duties in force that are not registered yet. Their basis is the
    clause of the plan, their end that of the plan's year."""
    require(by, Permission.CLOCK_FIRE)
    duties = Duty.objects.in_force().filter(asking=None)
    made = [
        _of_duty(duty, at, by)
        for duty in duties.select_related("plan__unit", "plan__confirmed_by")
    ]
    Asking.objects.bulk_create(made)
    record("askings.registered", by=by, count=len(made))


@transaction.atomic
def end_askings(*, at: datetime, by: Person) -> None:
    """Those whose day has passed, or whose duty is no more, end by themselves."""
    require(by, Permission.CLOCK_FIRE)
    today = timezone.localdate(at)
    ended = list(Asking.objects.expired(today).select_related("owner_unit"))
    for asking in ended:
        _end(asking, min(today, asking.ends_on), kept("到期自动停止"))
    record("askings.ended", by=by, count=len(ended))


@transaction.atomic
def end_asking(*, asking: Asking, reason: str, by: Person) -> Asking:
    """Before its time; a duty of a plan ends with the plan."""
    require(by, Permission.PLAN_EDIT, asking.owner_unit)
    asking = _locked(asking)
    if asking.duty_id:
        raise Refused(_("这是方案里的周期职责。要停止，请在方案里调整或撤回。"))
    if asking.ended_on:
        raise Conflict(_("这项填报已经停止，不用再停。"))
    _end(asking, timezone.localdate(), reason.strip())
    record("asking.ended", by=by, subject=asking, unit=asking.owner_unit)
    return asking


@transaction.atomic
def ask_field(  # noqa: PLR0913
    *,
    asking: Asking,
    label: str,
    kind: str,
    minutes: int,
    ranked: bool = False,
    photo: bool = False,
    law: str = "",
    by: Person,
) -> AskedField:
    """Refused when a figure or somebody else has it already, and when it must not be
    asked without a law."""
    require(by, Permission.PLAN_EDIT, asking.owner_unit)
    asking = _locked(asking)
    today = timezone.localdate()
    if asking.ended_on or asking.ends_on < today:
        raise Refused(_("这项填报已经停止，不能再加内容。"))
    why = why_not_ask(
        asking, label=label, ranked=ranked, photo=photo, law=law, on=today
    )
    if why:
        raise Refused(why)
    field = AskedField.objects.create(
        asking=asking,
        label=label.strip(),
        kind=kind,
        minutes=minutes,
        ranked=ranked,
        photo=photo,
        law=law.strip(),
        added_by=by,
        added_at=timezone.now(),
    )
    record("asking.field_added", by=by, subject=asking, unit=asking.owner_unit)
    return field


@transaction.atomic
def choose_figures(
    *, asking: Asking, keys: Sequence[str], by_levels: bool | None = None, by: Person
) -> Asking:
    """What the reports of a duty show from now on, and whether they go level by level;
    what was sent stays as it is. Without a choice it is what the words of the duty
    mean."""
    require(by, Permission.PLAN_EDIT, asking.owner_unit)
    asking = _locked(asking)
    if not asking.duty_id:
        raise Refused(_("这项填报不在系统里报，没有可以带出的指标。"))
    asking.figures = [key for key in FIGURES if key in keys]
    asking.by_levels = by_levels
    asking.save(update_fields=["figures", "by_levels"])
    record("asking.figures_chosen", by=by, subject=asking, unit=asking.owner_unit)
    return asking


@transaction.atomic
def drop_field(*, field: AskedField, by: Person) -> AskedField:
    """What was answered stays in the reports of its time."""
    require(by, Permission.PLAN_EDIT, field.asking.owner_unit)
    _locked(field.asking)
    field.removed_at = timezone.now()
    field.save(update_fields=["removed_at"])
    unit = field.asking.owner_unit
    record("asking.field_dropped", by=by, subject=field.asking, unit=unit)
    return field


@transaction.atomic
def complain(*, asking: Asking, words: str, anonymous: bool, by: Person) -> Complaint:
    """To the level above whoever asks. Without a name nobody is kept, here or in the
    audit."""
    named = None if anonymous else by
    complaint = Complaint.objects.create(
        asking=asking,
        words=words,
        by=named,
        to_unit=asking.level_above,
        day=timezone.localdate(),
    )
    where: Unit | None = complaint.to_unit
    people: list[Person] = []
    while where is not None and not people:
        people = on_duty(where, Permission.TASK_REVIEW, timezone.now())
        where = where.parent
    outbox.tell(
        people=[person for person in people if person != asking.owner],
        item=kept("对填报事项的意见：%(asking)s", asking=asking.title[:WORDS]),
        url="/reports/complaints/",
        subject=complaint,
        urgent=False,
    )
    record("asking.complained", by=named, subject=complaint, unit=complaint.to_unit)
    return complaint


@transaction.atomic
def answer_complaint(*, complaint: Complaint, answer: str, by: Person) -> Complaint:
    require(by, Permission.TASK_REVIEW, complaint.to_unit)
    rows = Complaint.objects.select_for_update(no_key=True, of=("self",))
    complaint = rows.select_related("to_unit", "by", "asking").get(pk=complaint.pk)
    if complaint.answered_at:
        raise Conflict(_("这条意见已由%(who)s答复。") % {"who": complaint.answered_by})
    if complaint.by_id == by.pk:
        raise Refused(_("这条意见是您自己提的，请同事答复。"))
    if complaint.asking.owner_id == by.pk:
        raise Refused(_("这项填报是您要的，意见请同事答复。"))
    complaint.answer, complaint.answered_by = answer, by
    complaint.answered_at = timezone.now()
    complaint.save(update_fields=["answer", "answered_by", "answered_at"])
    outbox.settle(subject=complaint)
    if complaint.by:
        outbox.tell(
            people=[complaint.by],
            item=kept(
                "您对“%(asking)s”的意见有答复", asking=complaint.asking.title[:WORDS]
            ),
            url=complaint.asking.get_absolute_url(),
            subject=complaint,
            urgent=False,
        )
    record("asking.answered", by=by, subject=complaint, unit=complaint.to_unit)
    return complaint


def _of_duty(duty: Duty, at: datetime, by: Person) -> Asking:
    year = max(duty.plan.year or 0, duty.valid_from.year)
    times = max(len(duty.weekday), len(duty.monthday), 1)
    if duty.yearday:
        times = yeardays.times(duty.yearday, duty.per)
    kinds = duty.units.order_by("kind").values_list("kind", flat=True).distinct()
    return Asking(
        title=duty.text[:200],
        duty=duty,
        owner_unit=duty.plan.unit,
        owner=duty.plan.confirmed_by,
        basis_kind=BasisKind.PLAN,
        basis=kept(
            "%(plan)s：%(clause)s", plan=duty.plan.title[:100], clause=duty.text[:150]
        ),
        per=duty.per,
        times=times if duty.yearday or duty.per in FREQUENT else 1,
        within=duty.plan.unit,
        kinds=list(kinds),
        valid_from=duty.valid_from,
        ends_on=date(year, 12, 31),
        registered_by=by,
        registered_at=at,
    )


def _end(asking: Asking, on: date, reason: str) -> None:
    asking.ended_on, asking.end_reason = on, reason
    asking.save(update_fields=["ended_on", "end_reason"])


def _locked(asking: Asking) -> Asking:
    rows = Asking.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("owner_unit", "within").get(pk=asking.pk)
