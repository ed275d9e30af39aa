"""People as a table: one row an appointment; somebody with two roles has two rows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.documents.columns import Column, Columns, Kind, Values
from wuzha.documents.importkinds import Applied, Fault, ImportKind, Plan
from wuzha.documents.sheets import Record
from wuzha.documents.states import Planned
from wuzha.lib.codes import mobile
from wuzha.lib.refused import Refused
from wuzha.lib.words import N_, Sentence
from wuzha.organisation.access import MACHINE_ROLES, UNITS_OF_ROLE, Permission, Role
from wuzha.organisation.actions.appointments import appoint, withdraw_appointment
from wuzha.organisation.actions.people import (
    Given,
    edit_person,
    enter_person,
    withdraw_person,
)
from wuzha.organisation.importing import ImportDesk
from wuzha.organisation.models import Appointment, Person, Unit, valid_on

PERSONS_ROLES = [role for role in Role if role not in MACHINE_ROLES]
COLUMNS = Columns(
    [
        Column(
            name="username",
            title="用户名",
            synonyms=("账号", "登录名"),
            required=True,
            longest=40,
            sample="shili01",
            hint="登录用，全县不能重复；同一个人的几行填同一个用户名。",
        ),
        Column(
            name="name",
            title="姓名",
            required=True,
            longest=40,
            sample="示某",
        ),
        Column(
            name="phone",
            title="手机号",
            synonyms=("手机", "电话", "联系电话"),
            kind=Kind.DIGITS,
            check=mobile,
            sample="13800000000",
        ),
        Column(
            name="email",
            title="邮箱",
            synonyms=("电子邮箱",),
            longest=254,
        ),
        Column(
            name="role",
            title="岗位",
            synonyms=("角色",),
            kind=Kind.CHOICE,
            required=True,
            choices={role.value: str(role.label) for role in PERSONS_ROLES},
            sample="网格员",
        ),
        Column(
            name="unit",
            title="单位",
            synonyms=("单位编码", "单位名称", "所在单位"),
            required=True,
            longest=80,
            sample="990101199299001",
            hint="填单位编码；没有编码的填名称。",
        ),
        Column(
            name="on",
            title="任职日期",
            synonyms=("起始日期",),
            kind=Kind.DATE,
            hint="不填就从今天起。",
        ),
    ]
)


@dataclass
class Reader:
    """Plans the rows of one file; remembers the people that earlier rows will make."""

    units: dict[str, list[Unit]] = field(default_factory=lambda: defaultdict(list))
    coming: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for unit in Unit.objects.filter(valid_to=None):
            self.units[unit.name].append(unit)
            if unit.code:
                self.units[unit.code] = [unit]

    def plan(self, values: Values) -> Plan:
        errors = [*self.faults(values), *self._contradictions(values)]
        unit = self._unit(values)
        key = f"{values['username']}\n{values['role']}\n{unit.pk if unit else ''}"
        if errors or unit is None:
            return Plan(Planned.ERROR, key, errors)
        person = Person.objects.filter(username=values["username"]).first()
        self.coming.setdefault(str(values["username"]), _facts(values))
        if person is None or not _held(person, values, unit):
            return Plan(Planned.CREATE, key, (), unit)
        changed = _facts_of(person) != _facts(values, person)
        outcome = Planned.UPDATE if changed else Planned.UNCHANGED
        return Plan(outcome, key, (), unit)

    def _unit(self, values: Values) -> Unit | None:
        named = self.units.get(str(values["unit"]), [])
        return named[0] if len(named) == 1 else None

    def faults(self, values: Values) -> Iterator[Fault]:
        for column in COLUMNS:
            values.setdefault(column.name, None)
        yield from self._misplaced(values)
        person = Person.objects.filter(username=values["username"]).first()
        if person and (person.is_machine or not person.is_active):
            template = N_("“{name}”是停用的账号或机器账号，请换一个用户名。")
            yield "username", Sentence(template, name=values["username"])

    def _misplaced(self, values: Values) -> Iterator[Fault]:
        named, role = self.units.get(str(values["unit"]), []), values["role"]
        if not named:
            yield (
                "unit",
                Sentence(
                    N_("没有“{name}”这个单位。请核对编码，或先导入单位。"),
                    name=values["unit"],
                ),
            )
        elif len(named) > 1:
            template = N_("叫“{name}”的单位不止一个，请填编码。")
            yield "unit", Sentence(template, name=values["unit"])
        elif role is not None and named[0].kind not in UNITS_OF_ROLE[str(role)]:
            template = N_("“{role}”不能设在{kind}，请换岗位或换单位。")
            kind = named[0].get_kind_display()
            yield "role", Sentence(template, role=Role(str(role)).label, kind=kind)

    def _contradictions(self, values: Values) -> Iterator[Fault]:
        known = self.coming.get(str(values["username"]))
        if known and known != _facts(values):
            template = N_(
                "用户名“{name}”在前面的行里是另一个人，或资料不一样。请核对。"
            )
            yield "username", Sentence(template, name=values["username"])


def apply(values: Values, plan: Plan, by: Person) -> Applied:
    unit, username = plan.subject, str(values["username"])
    person = Person.objects.filter(username=username).first()
    was = _facts_of(person) if person else None
    facts = _facts(values, person)
    if person is None:
        person = enter_person(username=username, **facts, unit=unit, by=by)
    elif facts != was:
        edit_person(person=person, **facts, by=by)
    if plan.outcome == Planned.UPDATE:
        return Applied.to(person, before=was, after=_facts_of(person))
    on = values["on"] if isinstance(values["on"], date) else timezone.localdate()
    held = appoint(
        person=person, role=str(values["role"]), unit=unit, valid_from=on, by=by
    )
    return Applied.to(held, after={"facts": _facts_of(person), "was": was})


def undo(applied: Applied, by: Person) -> None:
    if applied.before:
        person = Person.objects.get(pk=applied.pk)
        _back(person, applied.after, applied.before, by)
        return
    held = Appointment.objects.select_related("person", "unit").get(pk=applied.pk)
    person = held.person
    withdraw_appointment(appointment=held, by=by)
    if applied.after["was"] is not None:
        _back(person, applied.after["facts"], applied.after["was"], by)
    elif not person.appointments.exists():
        withdraw_person(person=person, by=by)


def _back(person: Person, after: Any, before: Any, by: Person) -> None:
    if _facts_of(person) != after:
        raise Refused(N_("导入之后资料又有变动，没有撤销。"))
    if before != after:
        edit_person(person=person, **before, by=by)


def kind() -> ImportKind[Any]:
    reader = Reader()
    return ImportKind(
        name="organisation.people",
        title=_("人员"),
        columns=COLUMNS,
        plan_row=reader.plan,
        apply_row=apply,
        undo_row=undo,
        faults=reader.faults,
    )


PEOPLE = ImportDesk(
    area="organisation",
    name="people",
    title=N_("导入人员"),
    kind=kind,
    permission=Permission.PEOPLE_EDIT,
    home="organisation:people",
    note=N_("按用户名认人：已有的不重复建。导入后在人员列表里发放初始密码。"),
)


def listed(appointments: Iterable[Appointment]) -> Iterator[Record]:
    """As `COLUMNS` reads them. Phones in full: this is the directory of colleagues, for
    who edits people; the export is recorded."""
    for held in appointments:
        yield {
            "username": held.person.username,
            "name": held.person.name,
            "phone": held.person.phone,
            "email": held.person.email,
            "role": held.role,
            "unit": held.unit.code or held.unit.name,
            "on": held.valid_from,
        }


# For the sheet that is cut up and handed out.
PASSWORDS = Columns(
    [
        Column(name="unit", title="单位", width=28),
        Column(name="name", title="姓名"),
        Column(name="username", title="用户名", width=20),
        Column(name="password", title="初始密码", width=26),
    ]
)
MOST_AT_ONCE = 2_000


def handed_out(given: Iterable[Given]) -> Iterator[Record]:
    for one in given:
        yield {
            "unit": one.unit.name,
            "name": one.person.name,
            "username": one.person.username,
            "password": one.password,
        }


FACTS = ("name", "phone", "email")


def _facts(values: Values, known: Person | None = None) -> dict[str, str]:
    """An empty cell leaves what is known."""
    return {
        name: str(values[name] or "") or (getattr(known, name) if known else "")
        for name in FACTS
    }


def _facts_of(person: Person) -> dict[str, str]:
    return {name: getattr(person, name) for name in FACTS}


def _held(person: Person, values: Values, unit: Unit) -> bool:
    held = person.appointments.filter(valid_on(timezone.localdate()))
    return held.filter(role=values["role"], unit=unit).exists()
