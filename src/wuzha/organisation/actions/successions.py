"""A unit is renamed, put elsewhere, merged or split: its row ends and another begins,
so that past figures keep the unit of their time.

What is below comes along: children, appointments with their deputies, links. Records
stay where they were made; `Unit.heirs` and `Unit.former_paths` lead from one to the
other."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.lib.refused import Refused
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import (
    Appointment,
    Deputy,
    Person,
    SuccessionKind,
    Unit,
    UnitKind,
    UnitLink,
    UnitSuccession,
    valid_on,
)
from wuzha.organisation.rows import add_unit, end_unit, is_taken

# How many digits of a place's code name the place itself; what follows is below it.
OWN_DIGITS = {UnitKind.TOWN: 9, UnitKind.VILLAGE: 12, UnitKind.GRID: 15}


class Part(NamedTuple):
    """One of the units that a split leaves."""

    name: str
    code: str


@transaction.atomic
def rename_unit(*, unit: Unit, name: str, on: date, by: Person) -> Unit:
    require(by, Permission.UNIT_EDIT, unit)
    _refuse_root(unit)
    new = _follow(unit, unit.parent, name, unit.code, SuccessionKind.RENAME, on)
    record("unit.renamed", by=by, subject=new, unit=new, name=name, was=unit.name)
    return new


@transaction.atomic
def move_unit(*, unit: Unit, parent: Unit, code: str, on: date, by: Person) -> Unit:
    """Under another parent. The code of a place holds that of its parent, so it changes
    too, and those below with it."""
    require(by, Permission.UNIT_EDIT, unit)
    require(by, Permission.UNIT_EDIT, parent)
    _refuse_root(unit)
    if parent.path.startswith(unit.path):
        raise Refused(_("不能把单位改到它自己的下级去。"))
    new = _follow(unit, parent, unit.name, code, SuccessionKind.MOVE, on)
    record("unit.moved", by=by, subject=new, unit=new, parent=parent.name)
    return new


@transaction.atomic
def merge_units(
    *, units: Sequence[Unit], name: str, code: str, on: date, by: Person
) -> Unit:
    """Several units of one kind under one parent become one."""
    for unit in units:
        require(by, Permission.UNIT_EDIT, unit)
    first = _one_family(units)
    for unit in units:
        end_unit(unit, on)
    new = add_unit(
        name=name,
        kind=first.kind,
        code=code,
        parent=first.parent,
        valid_from=on,
        former_paths=[path for unit in units for path in _paths(unit)],
    )
    for unit in units:
        _hand_over(unit, [new], SuccessionKind.MERGE, on)
        _carry(list(unit.children.filter(valid_to=None)), new, unit.code, on)
    names = "、".join(unit.name for unit in units)
    record("unit.merged", by=by, subject=new, unit=new, name=name, was=names)
    return new


@transaction.atomic
def split_unit(
    *,
    unit: Unit,
    parts: Sequence[Part],
    children: Mapping[int, int],
    on: date,
    by: Person,
) -> list[Unit]:
    """`children`: key of a child → number of the part that it goes to; the first part
    takes those not named. People keep their role in every part until somebody ends it:
    an hour without anybody would be worse than one with too many."""
    require(by, Permission.UNIT_EDIT, unit)
    _refuse_root(unit)
    if len(parts) < 2:
        raise Refused(_("拆分至少要有两个新单位。"))
    below = list(unit.children.filter(valid_to=None))
    end_unit(unit, on)
    new = [
        add_unit(
            name=part.name,
            kind=unit.kind,
            code=part.code,
            parent=unit.parent,
            valid_from=on,
            former_paths=_paths(unit),
        )
        for part in parts
    ]
    _hand_over(unit, new, SuccessionKind.SPLIT, on)
    for child in below:
        _carry([child], new[children.get(child.pk, 0)], unit.code, on)
    names = "、".join(part.name for part in parts)
    record("unit.split", by=by, subject=unit, unit=unit, parts=names)
    return new


def _follow(
    old: Unit, parent: Unit | None, name: str, code: str, kind: str, on: date
) -> Unit:
    """One unit in the place of another, with all that is below."""
    below = list(old.children.filter(valid_to=None))
    end_unit(old, on)
    new = add_unit(
        name=name,
        kind=old.kind,
        code=code,
        parent=parent,
        valid_from=on,
        former_paths=_paths(old),
    )
    _hand_over(old, [new], kind, on)
    _carry(below, new, old.code, on)
    return new


def _carry(children: Iterable[Unit], parent: Unit, old_code: str, on: date) -> None:
    for child in children:
        code = _recoded(child, old_code, parent)
        _follow(child, parent, child.name, code, SuccessionKind.MOVE, on)


def _recoded(child: Unit, old_code: str, parent: Unit) -> str:
    """The child's code under the parent's new one. Codes of institutions stay; so does
    one whose successor is taken (two merged towns each have a village 200), until
    somebody enters the one that the authority gives."""
    digits = OWN_DIGITS.get(UnitKind(parent.kind), 0)
    if not digits or not old_code or not child.code.startswith(old_code[:digits]):
        return child.code
    code = parent.code[:digits] + child.code[digits:]
    return child.code if is_taken(code, but=child) else code


def _paths(unit: Unit) -> list[str]:
    return [unit.path, *unit.former_paths]


def _hand_over(old: Unit, new: Sequence[Unit], kind: str, on: date) -> None:
    UnitSuccession.objects.bulk_create(
        UnitSuccession(old=old, new=unit, kind=kind, on=on) for unit in new
    )
    for unit in new:
        _copy_appointments(old, unit, on)
        _copy_links(old, unit, on)
    old.appointments.filter(valid_on(on)).update(valid_to=on)
    old.appointments.filter(valid_from__gt=on).update(unit=new[0])
    for links in (old.links, old.linked):
        links.filter(valid_to=None).update(valid_to=on)


def _copy_appointments(old: Unit, new: Unit, on: date) -> None:
    held = old.appointments.filter(valid_on(on)).prefetch_related("deputies")
    for appointment in held:
        again = Appointment.objects.create(
            person_id=appointment.person_id,
            role=appointment.role,
            unit=new,
            valid_from=on,
            valid_to=appointment.valid_to,
        )
        Deputy.objects.bulk_create(
            Deputy(appointment=again, person_id=deputy.person_id, rank=deputy.rank)
            for deputy in appointment.deputies.all()
        )


def _copy_links(old: Unit, new: Unit, on: date) -> None:
    out, into = old.links.filter(valid_to=None), old.linked.filter(valid_to=None)
    pairs = [(new.pk, link.place_id, link.kind) for link in out]
    pairs += [(link.unit_id, new.pk, link.kind) for link in into]
    for unit_id, place_id, kind in pairs:
        UnitLink.objects.get_or_create(
            unit_id=unit_id,
            place_id=place_id,
            kind=kind,
            valid_to=None,
            defaults={"valid_from": on},
        )


def _one_family(units: Sequence[Unit]) -> Unit:
    """The first of them, if they can become one."""
    if len(units) < 2:
        raise Refused(_("合并至少要选两个单位。"))
    first = units[0]
    for unit in units:
        _refuse_root(unit)
        if (unit.kind, unit.parent_id) != (first.kind, first.parent_id):
            raise Refused(
                _("“%(one)s”和“%(other)s”不是同一上级的同类单位，不能合并。可先改隶。")
                % {"one": first.name, "other": unit.name}
            )
    return first


def _refuse_root(unit: Unit) -> None:
    if unit.parent_id is None:
        raise Refused(_("县区本身不能更名、改隶、合并或拆分；名称有误请用“更正”。"))
