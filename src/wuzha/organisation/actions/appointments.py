"""Who holds which role where, who stands in for them, who is away."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.lib.refused import NotAllowed, Refused
from wuzha.organisation.access import (
    MACHINE_ROLES,
    UNITS_OF_ROLE,
    Permission,
    Role,
    is_police,
    require,
)
from wuzha.organisation.models import Appointment, Deputy, Leave, Person, Unit, valid_on
from wuzha.organisation.rows import in_turn, refuse_ended

MOST_DEPUTIES = 3


@transaction.atomic
def appoint(
    *,
    person: Person,
    role: str,
    unit: Unit,
    valid_from: date,
    valid_to: date | None = None,
    by: Person,
) -> Appointment:
    require(by, Permission.PEOPLE_EDIT, unit)
    if person.pk == by.pk:
        raise NotAllowed(_("不能给自己任职，请另一位管理员办理。"))
    _refuse_misfit(person, role, unit)
    if valid_to is not None and valid_to <= valid_from:
        raise Refused(_("任职结束日期要在开始日期之后。"))
    if _overlapping(person, role, unit, valid_from, valid_to):
        raise Refused(
            _("%(person)s在“%(unit)s”已有这项任职，无需再设。")
            % {"person": person.name, "unit": unit.name}
        )
    appointment = Appointment.objects.create(
        person=person, role=role, unit=unit, valid_from=valid_from, valid_to=valid_to
    )
    record("appointment.began", by=by, subject=person, unit=unit, role=role)
    return appointment


@transaction.atomic
def end_appointment(*, appointment: Appointment, on: date, by: Person) -> None:
    """From this day on the role is not held any more. Open work that was given to the
    person by name is handed over by the areas above, by scheduled actions of theirs."""
    in_turn()
    appointment.refresh_from_db()
    require(by, Permission.PEOPLE_EDIT, appointment.unit)
    if appointment.valid_to is not None and appointment.valid_to <= on:
        raise Refused(_("这项任职已经结束。"))
    _refuse_last_administrator(appointment, on)
    appointment.valid_to = max(on, appointment.valid_from)
    appointment.save(update_fields=["valid_to"])
    record(
        "appointment.ended",
        by=by,
        subject=appointment.person,
        unit=appointment.unit,
        role=appointment.role,
        on=on,
    )


@transaction.atomic
def withdraw_appointment(*, appointment: Appointment, by: Person) -> None:
    """Takes back what was entered by mistake, before anybody could act by it."""
    unit, person = appointment.unit, appointment.person
    require(by, Permission.PEOPLE_EDIT, unit)
    if person.last_login and person.last_login.date() >= appointment.valid_from:
        raise Refused(
            _("%(person)s已用过这项任职，不能撤回，请结束任职。")
            % {"person": person.name}
        )
    record(
        "appointment.withdrawn", by=by, subject=person, unit=unit, role=appointment.role
    )
    appointment.delete()


@transaction.atomic
def set_deputies(
    *, appointment: Appointment, people: Sequence[Person], by: Person
) -> None:
    """First the one who is asked first. Everybody names their own deputies; for others
    the administrator does."""
    unit = appointment.unit
    if appointment.person_id != by.pk:
        require(by, Permission.PEOPLE_EDIT, unit)
    if len(people) > MOST_DEPUTIES or len({p.pk for p in people}) < len(people):
        raise Refused(
            _("代理人最多 %(most)d 位，且不能重复。") % {"most": MOST_DEPUTIES}
        )
    for person in people:
        _refuse_unfit_deputy(person, appointment)
    appointment.deputies.all().delete()
    Deputy.objects.bulk_create(
        Deputy(appointment=appointment, person=person, rank=rank)
        for rank, person in enumerate(people, start=1)
    )
    names = "、".join(person.username for person in people)
    record(
        "appointment.deputies_set",
        by=by,
        subject=appointment.person,
        unit=unit,
        role=appointment.role,
        deputies=names,
    )


@transaction.atomic
def take_leave(
    *, person: Person, unit: Unit, starts_at: datetime, ends_at: datetime, by: Person
) -> Leave:
    """What is due meanwhile goes to the deputies. One's own, or at the hands of who
    may edit people where the person works."""
    if person.pk != by.pk:
        require(by, Permission.PEOPLE_EDIT, unit)
    if ends_at <= starts_at:
        raise Refused(_("结束时间要在开始时间之后。"))
    if ends_at <= timezone.now():
        raise Refused(_("这段时间已经过去，无需登记。"))
    if person.leaves.filter(
        cancelled_at=None, starts_at__lt=ends_at, ends_at__gt=starts_at
    ).exists():
        raise Refused(_("这段时间里已登记过请假，请先销假再登记。"))
    leave = Leave.objects.create(person=person, starts_at=starts_at, ends_at=ends_at)
    record("leave.taken", by=by, subject=person, unit=unit)
    return leave


@transaction.atomic
def cancel_leave(*, leave: Leave, unit: Unit, by: Person) -> None:
    """Back, or never gone: what is due comes to the person again from now on."""
    if leave.person_id != by.pk:
        require(by, Permission.PEOPLE_EDIT, unit)
    if leave.cancelled_at is not None or leave.ends_at <= timezone.now():
        raise Refused(_("这次请假已经结束。"))
    leave.cancelled_at = timezone.now()
    leave.save(update_fields=["cancelled_at"])
    record("leave.cancelled", by=by, subject=leave.person, unit=unit)


def _refuse_misfit(person: Person, role: str, unit: Unit) -> None:
    refuse_ended(unit)
    if not person.is_active:
        raise Refused(_("账号已停用，不能任职。请先恢复账号。"))
    if role not in Role:
        raise Refused(_("没有这个岗位，请重新选择。"))
    if person.is_machine is not (role in MACHINE_ROLES):
        raise Refused(_("机器账号只任机器岗位，人员只任人员岗位。"))
    if unit.kind not in UNITS_OF_ROLE[role]:
        raise Refused(
            _("“%(role)s”不能设在%(kind)s“%(unit)s”，请换岗位或换单位。")
            % {
                "role": Role(role).label,
                "kind": unit.get_kind_display(),
                "unit": unit.name,
            }
        )


def _overlapping(
    person: Person, role: str, unit: Unit, begin: date, end: date | None
) -> bool:
    held = person.appointments.filter(role=role, unit=unit)
    held = held.filter(Q(valid_to=None) | Q(valid_to__gt=begin))
    return (held.filter(valid_from__lt=end) if end else held).exists()


def _refuse_last_administrator(appointment: Appointment, on: date) -> None:
    """Nobody would be left to appoint another one."""
    if appointment.role != Role.ADMINISTRATOR or appointment.unit.parent_id:
        return
    others = Appointment.objects.filter(
        valid_on(on),
        role=Role.ADMINISTRATOR,
        unit=appointment.unit,
        person__is_active=True,
    ).exclude(person_id=appointment.person_id)
    if not others.exists():
        raise Refused(_("这是县里唯一的管理员。请先任命另一位，再结束这项任职。"))


def _refuse_unfit_deputy(person: Person, appointment: Appointment) -> None:
    if person.pk == appointment.person_id:
        raise Refused(_("不能做自己的代理人。"))
    if not person.is_active or person.is_machine:
        raise Refused(
            _("%(person)s的账号不能做代理人，请另选。") % {"person": person.name}
        )
    held = person.appointments.filter(valid_on(timezone.localdate()))
    if is_police(appointment.role) and not any(is_police(a.role) for a in held):
        raise Refused(
            _("民警的岗位只能由民警代理，%(person)s没有民警任职。")
            % {"person": person.name}
        )
