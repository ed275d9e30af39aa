"""The tree of units as a table: one row a unit, parents before children."""

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
from wuzha.lib.refused import Refused
from wuzha.lib.words import N_, Sentence
from wuzha.organisation.access import Permission
from wuzha.organisation.actions.successions import move_unit, rename_unit
from wuzha.organisation.actions.units import (
    correct_unit,
    create_unit,
    link_unit,
    withdraw_unit,
)
from wuzha.organisation.codes import unit_code
from wuzha.organisation.importing import ImportDesk
from wuzha.organisation.models import PLACES, LinkKind, Person, Unit, UnitKind
from wuzha.organisation.rows import OF_INSTITUTIONS, PARENTS

COLUMNS = Columns(
    [
        Column(
            name="name",
            title="单位名称",
            synonyms=("名称", "机构名称"),
            required=True,
            longest=80,
            sample="示例村",
        ),
        Column(
            name="kind",
            title="单位类型",
            synonyms=("类型", "类别"),
            kind=Kind.CHOICE,
            required=True,
            choices={kind.value: str(kind.label) for kind in UnitKind},
            also={
                "乡镇": "town",
                "街道": "town",
                "村": "village",
                "社区": "village",
                "银行": "bank_branch",
                "网点": "bank_branch",
                "公司": "firm",
            },
            sample="村社区",
        ),
        Column(
            name="code",
            title="单位编码",
            synonyms=("编码", "区划代码", "网格编码"),
            kind=Kind.DIGITS,
            longest=24,
            sample="990101199299",
            hint="地方填12位区划代码，网格在村码后加3位；其他单位填自己的编码，可以不填。",
        ),
        Column(
            name="parent",
            title="上级单位",
            synonyms=("上级编码", "上级", "上级单位编码"),
            sample="990101199000",
            longest=80,
            hint="填上级的编码；上级没有编码的填名称。上级要排在它的下级之前。",
        ),
        Column(
            name="places",
            title="管辖或服务的地方",
            synonyms=("管辖地方", "服务地方", "辖区"),
            width=28,
            hint="派出所、网点、学校等填；几个地方用顿号隔开，填编码或名称。",
        ),
        Column(
            name="on",
            title="变动日期",
            synonyms=("生效日期", "起始日期"),
            kind=Kind.DATE,
            hint="新增的从这一天起算；更名、改隶的从这一天起变。改错字不要填。",
        ),
    ]
)


@dataclass
class Reader:
    """Plans the rows of one file; remembers the units that earlier rows will make."""

    by_code: dict[str, Unit] = field(default_factory=dict)
    by_name: dict[str, list[Unit]] = field(default_factory=lambda: defaultdict(list))
    coming: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for unit in Unit.objects.filter(valid_to=None).select_related("parent"):
            self._know(unit)

    def _know(self, unit: Unit) -> None:
        if unit.code:
            self.by_code[unit.code] = unit
        self.by_name[unit.name].append(unit)

    def _forget(self, unit: Unit) -> None:
        self.by_code.pop(unit.code, None)
        self.by_name[unit.name].remove(unit)

    def plan(self, values: Values) -> Plan:
        errors = list(self.faults(values))
        key = _key(values)
        if errors:
            return Plan(Planned.ERROR, key, errors)
        known = self._known(values)
        if known is None:
            for name in filter(None, (values["code"], values["name"])):
                self.coming[str(name)] = str(values["kind"])
            return Plan(Planned.CREATE, key)
        if problem := self._misfit(known, values):
            return Plan(Planned.ERROR, key, [problem])
        changed = any(self._changes(known, values))
        return Plan(Planned.UPDATE if changed else Planned.UNCHANGED, key, (), known)

    def faults(self, values: Values) -> Iterator[Fault]:
        for column in COLUMNS:
            values.setdefault(column.name, None)
        code = unit_code(str(values["kind"]), str(values["code"] or ""))
        values["code"] = code.value
        yield from self._errors(values)
        if code.problem and not code.ok:
            yield "code", code.problem

    def parent(self, values: Values) -> Unit | None:
        return self._unit(str(values["parent"] or ""))

    def places(self, values: Values) -> list[Unit]:
        found = [self._unit(name) for name in _listed(values)]
        return [unit for unit in found if unit]

    def _known(self, values: Values) -> Unit | None:
        """By code; without one by name, kind and parent."""
        if values["code"]:
            return self.by_code.get(str(values["code"]))
        parent = self.parent(values)
        for unit in self.by_name[str(values["name"])]:
            if unit.kind == values["kind"] and unit.parent == parent:
                return unit
        return None

    def _unit(self, text: str) -> Unit | None:
        if text in self.by_code:
            return self.by_code[text]
        named = self.by_name.get(text, [])
        return named[0] if len(named) == 1 else None

    def _errors(self, values: Values) -> Iterator[Fault]:
        if values["kind"] == UnitKind.COUNTY:
            if self._known(values) is None:
                yield "kind", Sentence(N_("县区只有一个，不能导入。请删去这一行。"))
            return
        if wrong := self._wrong_parent(values):
            yield "parent", wrong
        places = _listed(values)
        if places and values["kind"] in PLACES:
            yield "places", Sentence(N_("地方没有管辖或服务的地方，请清空这一格。"))
        for place in places:
            if wrong := self._wrong_place(place):
                yield "places", wrong

    def _wrong_parent(self, values: Values) -> Sentence | None:
        kind, parent = str(values["kind"]), str(values["parent"] or "")
        if not parent:
            return Sentence(N_("没有填写上级单位，请补上。"))
        if not self._is_there(parent):
            return self._lost(parent)
        is_fit = self._kind_of(parent) in PARENTS.get(kind, OF_INSTITUTIONS)
        if is_fit or values["kind"] is None:
            return None
        template = N_("{kind}不能直接设在“{parent}”下面，请改上级单位。")
        return Sentence(template, kind=UnitKind(kind).label, parent=parent)

    def _wrong_place(self, place: str) -> Sentence | None:
        if not self._is_there(place):
            return self._lost(place)
        if self._kind_of(place) in PLACES:
            return None
        return Sentence(N_("“{place}”不是地方，请改。"), place=place)

    def _is_there(self, text: str) -> bool:
        return self._unit(text) is not None or text in self.coming

    def _kind_of(self, text: str) -> str:
        unit = self._unit(text)
        return unit.kind if unit else self.coming[text]

    def _lost(self, text: str) -> Sentence:
        if len(self.by_name.get(text, [])) > 1:
            return Sentence(N_("叫“{name}”的单位不止一个，请填编码。"), name=text)
        template = N_("没有“{name}”这个单位。请核对，或把它排在这一行之前。")
        return Sentence(template, name=text)

    def _misfit(self, known: Unit, values: Values) -> Fault | None:
        if known.kind != values["kind"]:
            template = N_("编码{code}现在是{kind}“{name}”，类型不能改。请核对编码。")
            facts = {"code": known.code, "kind": known.get_kind_display()}
            return "kind", Sentence(template, name=known.name, **facts)
        if known.parent != self.parent(values) and values["on"] is None:
            template = N_(
                "“{name}”现在的上级是“{parent}”。要改隶请填变动日期，否则请改回原上级。"
            )
            return "parent", Sentence(template, name=known.name, parent=known.parent)
        return None

    def _changes(self, known: Unit, values: Values) -> Iterator[bool]:
        yield known.name != values["name"]
        yield known.parent != self.parent(values) and known.parent is not None
        yield self._is_relinked(known, values)

    def _is_relinked(self, unit: Unit, values: Values) -> bool:
        """An empty cell leaves the links as they are."""
        wanted = {place.pk for place in self.places(values)}
        return bool(wanted) and wanted != _place_ids(unit)

    # Apply

    def apply(self, values: Values, plan: Plan, by: Person) -> Applied:
        on = values["on"] if isinstance(values["on"], date) else None
        if plan.subject is None:
            unit = self._create(values, on or timezone.localdate(), by)
            self._know(unit)
            return Applied.to(unit, after=_state(unit))
        before = _state(plan.subject)
        unit = self._update(plan.subject, values, on, by)
        return Applied.to(unit, before=before, after=_state(unit))

    def _create(self, values: Values, on: date, by: Person) -> Unit:
        parent = self.parent(values)
        if parent is None:
            raise Refused(self._lost(str(values["parent"])))
        unit = create_unit(
            name=str(values["name"]),
            kind=str(values["kind"]),
            code=str(values["code"] or ""),
            parent=parent,
            valid_from=on,
            by=by,
        )
        self._link(unit, values, on, by)
        return unit

    def _update(self, unit: Unit, values: Values, on: date | None, by: Person) -> Unit:
        name, parent = str(values["name"]), self.parent(values)
        self._forget(unit)
        if on and parent and parent != unit.parent:
            unit = move_unit(unit=unit, parent=parent, code=unit.code, on=on, by=by)
        if name != unit.name and on:
            unit = rename_unit(unit=unit, name=name, on=on, by=by)
        elif name != unit.name:
            correct_unit(unit=unit, name=name, code=unit.code, by=by)
        self._link(unit, values, on or timezone.localdate(), by)
        self._know(unit)
        return unit

    def _link(self, unit: Unit, values: Values, on: date, by: Person) -> None:
        if self._is_relinked(unit, values):
            places = self.places(values)
            link_unit(
                unit=unit, places=places, kind=_link_kind(unit), valid_from=on, by=by
            )


def undo(applied: Applied, by: Person) -> None:
    unit = Unit.objects.get(pk=applied.pk)
    if unit.valid_to is not None or _state(unit) != applied.after:
        raise Refused(N_("导入之后它又有变动，没有撤销。"))
    if not applied.before:
        withdraw_unit(unit=unit, by=by)
        return
    if applied.before["id"] != unit.pk:
        raise Refused(N_("已按日期更名或改隶，不能撤销；如有误请再办理一次变动。"))
    correct_unit(unit=unit, name=applied.before["name"], code=unit.code, by=by)
    if unit.kind not in PLACES:
        places = Unit.objects.filter(pk__in=applied.before["places"])
        today = timezone.localdate()
        link_unit(
            unit=unit, places=places, kind=_link_kind(unit), valid_from=today, by=by
        )


def kind() -> ImportKind[Any]:
    reader = Reader()
    return ImportKind(
        name="organisation.units",
        title=_("单位"),
        columns=COLUMNS,
        plan_row=reader.plan,
        apply_row=reader.apply,
        undo_row=undo,
        faults=reader.faults,
    )


UNITS = ImportDesk(
    area="organisation",
    name="units",
    title=N_("导入单位"),
    kind=kind,
    permission=Permission.UNIT_EDIT,
    home="organisation:units",
    note=N_("按编码认单位：已有的不重复建，同一个文件再导入一次什么也不变。"),
)


def listed(units: Iterable[Unit]) -> Iterator[Record]:
    """As `COLUMNS` reads them; the units come with parents and links fetched."""
    for unit in units:
        parent = unit.parent
        places = [link.place for link in unit.links.all() if link.valid_to is None]
        yield {
            "name": unit.name,
            "kind": unit.kind,
            "code": unit.code,
            "parent": (parent.code or parent.name) if parent else "",
            "places": "、".join(place.code or place.name for place in places),
            "on": None,
        }


def _key(values: Values) -> str:
    if values["code"]:
        return str(values["code"])
    return "\n".join(str(values[name] or "") for name in ("kind", "parent", "name"))


def _listed(values: Values) -> list[str]:
    text = str(values["places"] or "")
    for mark in "，,；;\n":
        text = text.replace(mark, "、")
    return [name.strip() for name in text.split("、") if name.strip()]


def _link_kind(unit: Unit) -> str:
    is_station = unit.kind == UnitKind.STATION
    return LinkKind.POLICES if is_station else LinkKind.SERVES


def _place_ids(unit: Unit) -> set[int]:
    return set(unit.links.filter(valid_to=None).values_list("place_id", flat=True))


def _state(unit: Unit) -> dict[str, Any]:
    return {
        "id": unit.pk,
        "name": unit.name,
        "code": unit.code,
        "parent": unit.parent_id,
        "places": sorted(_place_ids(unit)),
    }
