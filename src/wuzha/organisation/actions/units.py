"""Units begin, are linked to places, corrected, and end without anybody after them.
What takes over from a unit: `successions.py`."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.lib.refused import Refused
from wuzha.organisation.access import Permission, Role, require
from wuzha.organisation.models import (
    PLACES,
    Appointment,
    LinkKind,
    Person,
    Unit,
    UnitKind,
    UnitLink,
    valid_on,
)
from wuzha.organisation.rows import (
    add_person,
    add_unit,
    end_unit,
    give_password,
    refuse_ended,
    refuse_taken_code,
)
from wuzha.organisation.words import kept


class Founding(NamedTuple):
    county: Unit
    administrator: Person
    # For the first sign-in; shown once.
    password: str


@transaction.atomic
def found_county(
    *, name: str, code: str, username: str, person_name: str, by: None = None
) -> Founding:
    """The first deed of a new service: the county, its first administrator, and the
    machine in whose name clocks and schedules act. Refused where a county stands."""
    if Unit.objects.exists():
        raise Refused(_("这个服务里已经有县区，不能再建一个。"))
    today = timezone.localdate()
    county = add_unit(
        name=name, kind=UnitKind.COUNTY, code=code, parent=None, valid_from=today
    )
    administrator = add_person(username=username, name=person_name)
    password = give_password(administrator)
    machine = add_person(username="clockwork", name=kept("时限引擎"), is_machine=True)
    for person, role in (
        (administrator, Role.ADMINISTRATOR),
        (machine, Role.CLOCKWORK),
    ):
        Appointment.objects.create(
            person=person, role=role, unit=county, valid_from=today
        )
    record("unit.county_founded", by=by, subject=county, unit=county, name=name)
    return Founding(county, administrator, password)


@transaction.atomic
def create_unit(
    *, name: str, kind: str, code: str, parent: Unit, valid_from: date, by: Person
) -> Unit:
    require(by, Permission.UNIT_EDIT, parent)
    unit = add_unit(
        name=name, kind=kind, code=code, parent=parent, valid_from=valid_from
    )
    record("unit.created", by=by, subject=unit, unit=unit, name=name, kind=kind)
    return unit


@transaction.atomic
def correct_unit(*, unit: Unit, name: str, code: str, by: Person) -> None:
    """A slip of the pen is mended in place. When the unit itself got another name, that
    is a succession (`rename_unit`), and past figures keep the old one."""
    require(by, Permission.UNIT_EDIT, unit)
    refuse_ended(unit)
    refuse_taken_code(code, but=unit)
    old_name, old_code = unit.name, unit.code
    unit.name, unit.code = name, code
    unit.save(update_fields=["name", "code"])
    record(
        "unit.corrected", by=by, subject=unit, unit=unit, name=old_name, code=old_code
    )


@transaction.atomic
def close_unit(*, unit: Unit, on: date, by: Person) -> None:
    """Ends without anybody after it: a branch that closed, a school that is no more."""
    require(by, Permission.UNIT_EDIT, unit)
    if unit.parent_id is None:
        raise Refused(_("县区不能停用。"))
    if unit.children.filter(valid_to=None).exists():
        raise Refused(
            _("“%(unit)s”下面还有单位。请先停用或改隶它们，再停用它。")
            % {"unit": unit.name}
        )
    end_unit(unit, on)
    unit.appointments.filter(valid_on(on)).update(valid_to=on)
    _links(unit).filter(valid_to=None).update(valid_to=on)
    record("unit.closed", by=by, subject=unit, unit=unit, on=on)


@transaction.atomic
def withdraw_unit(*, unit: Unit, by: Person) -> None:
    """Takes back what was entered by mistake, while nothing refers to it; later on a
    unit is closed."""
    require(by, Permission.UNIT_EDIT, unit)
    in_use = (unit.children, unit.appointments, unit.linked, unit.predecessors)
    if any(rows.exists() for rows in in_use):
        raise Refused(
            _("“%(unit)s”已有下级、人员或管辖关系，不能撤回；不再使用请停用。")
            % {"unit": unit.name}
        )
    record("unit.withdrawn", by=by, subject=unit, unit=unit, name=unit.name)
    unit.delete()


@transaction.atomic
def link_unit(
    *, unit: Unit, places: Iterable[Unit], kind: str, valid_from: date, by: Person
) -> None:
    """From now on the unit polices or serves exactly these places."""
    require(by, Permission.UNIT_EDIT, unit)
    refuse_ended(unit)
    wanted = {place.pk: place for place in places}
    _refuse_strange_links(unit, wanted.values(), kind)
    for link in unit.links.filter(kind=kind, valid_to=None):
        if link.place_id in wanted:
            del wanted[link.place_id]
        else:
            link.valid_to = max(valid_from, link.valid_from)
            link.save(update_fields=["valid_to"])
    UnitLink.objects.bulk_create(
        UnitLink(unit=unit, place=place, kind=kind, valid_from=valid_from)
        for place in wanted.values()
    )
    record("unit.linked", by=by, subject=unit, unit=unit, kind=kind, new=len(wanted))


def _refuse_strange_links(unit: Unit, places: Iterable[Unit], kind: str) -> None:
    if unit.kind in PLACES:
        raise Refused(_("只有派出所、网点、学校、企业和部门有管辖或服务的地方。"))
    if kind == LinkKind.POLICES and unit.kind != UnitKind.STATION:
        raise Refused(_("只有派出所管辖地方；其他单位请设为服务。"))
    for place in places:
        refuse_ended(place)
        if place.kind not in PLACES:
            raise Refused(_("“%(unit)s”不是地方，请另选。") % {"unit": place.name})


def _links(unit: Unit) -> QuerySet[UnitLink]:
    return UnitLink.objects.filter(Q(unit=unit) | Q(place=unit))
