"""What a deed on a case asks for: mostly a reason, since somebody will ask why."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from wuzha.clocks.models import Clock
from wuzha.earlywarnings.desk import Desk
from wuzha.earlywarnings.models import Dissuasion
from wuzha.earlywarnings.states import ClockKind, State
from wuzha.incidents.models import Incident
from wuzha.organisation.access import Permission, scope, visible_to
from wuzha.organisation.models import PLACES, Person, Unit, UnitKind

MOST_UNITS = 12
MOST_LOOKED_AT = 60


class DeedForm(forms.Form):
    """`version` is what the page showed: whoever acts on an older one is told."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, case: Dissuasion, person: Person, query: str = "", **more: Any
    ) -> None:
        more.setdefault("initial", {"version": case.version})
        super().__init__(*args, **more)
        self.case, self.person, self.query = case, person, query


class ReasonForm(DeedForm):
    reason = forms.CharField(
        label=lazy("原因"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class DispatchForm(ReasonForm):
    """Units that the address or the rule points to, or that are found by name."""

    unit = forms.TypedChoiceField(
        label=lazy("承办单位"), coerce=int, widget=forms.RadioSelect
    )
    place_name = forms.CharField(
        label=lazy("记住地名"),
        max_length=40,
        required=False,
        help_text=lazy("地址里的小区或自然村名，以后出现就对应到选中的村、网格。"),
    )
    field_order = ("unit", "reason", "place_name")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if self.case.state == State.TRIAGE:
            self.fields["reason"].initial = _("按住址人工判断")
        desk = Desk.now()
        found = self._found(desk) if self.query else self._suggested(desk)
        choices = [(str(unit.pk), self._label(unit, desk)) for unit in found]
        chosen = self.data.get("unit", "")
        if chosen.isdecimal() and chosen not in dict(choices):
            # Found by a search that the page no longer shows.
            unit = self._within(Unit.objects.filter(pk=chosen)).first()
            choices += [(chosen, unit.name)] if unit else []
        self.fields["unit"].choices = choices  # type: ignore[attr-defined]

    def clean_unit(self) -> Unit:
        return Unit.objects.get(pk=self.cleaned_data["unit"])

    def _suggested(self, desk: Desk) -> list[Unit]:
        """Around the places that the address may mean: their grids, whoever the rule
        asks; only where somebody is there."""
        match = desk.places.match(address=self.case.address)
        places = [desk.unit(key) for key in (match.candidates or [match.place]) if key]
        places = places or [self.case.place]
        kinds = desk.rule(self.case.grade).targets
        near = [desk.nearest(place, kind) for place in places for kind in kinds]
        keys = {unit.pk for unit in [*places, *near] if unit}
        around = Q(pk__in=keys) | Q(parent__in=places, kind=UnitKind.GRID)
        return self._there(Unit.objects.filter(around), desk)

    def _found(self, desk: Desk) -> list[Unit]:
        kinds = {*PLACES, UnitKind.STATION}
        named = Unit.objects.valid(on=desk.at.date()).filter(
            kind__in=kinds, name__icontains=self.query
        )
        return self._there(named, desk)

    def _there(self, units: Any, desk: Desk) -> list[Unit]:
        found = self._within(units.exclude(pk=self.case.unit_id))
        found = found.select_related("parent")[:MOST_LOOKED_AT]
        return [unit for unit in found if desk.people(unit)][:MOST_UNITS]

    def _within(self, units: Any) -> Any:
        held = scope(self.person, Permission.WARNING_DISPATCH)
        return units if held.everywhere else units.filter(held.filter("path"))

    def _label(self, unit: Unit, desk: Desk) -> str:
        there = len(desk.people(unit))
        town = desk.nearest(unit, UnitKind.TOWN)
        where = f"{town} " if town and town != unit else ""
        return _("%(where)s%(unit)s（在岗 %(count)d 人）") % {
            "where": where,
            "unit": unit,
            "count": there,
        }


class CloseForm(DeedForm):
    waive_revisits = forms.BooleanField(
        label=lazy("不再回访，直接办结"), required=False
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if not self.case.revisits.waiting().exists():
            del self.fields["waive_revisits"]


class DuplicateForm(ReasonForm):
    of = forms.CharField(
        label=lazy("同一个人的另一条"),
        max_length=12,
        help_text=lazy("编号，例如 Q0000123。它的预警会并入那一条。"),
    )
    field_order = ("of", "reason")

    def clean_of(self) -> Dissuasion:
        number = self.cleaned_data["of"].strip().upper().removeprefix("Q")
        other = (
            Dissuasion.objects.filter(pk=number).exclude(state=State.DUPLICATE).first()
            if number.isdecimal()
            else None
        )
        if other is None:
            raise forms.ValidationError(_("没有这个编号，请从列表里抄写。"))
        return other


class IncidentForm(DeedForm):
    number = forms.CharField(
        label=lazy("案件编号"),
        max_length=20,
        help_text=lazy("例如 AJ2026-000123。"),
    )

    def clean_number(self) -> Incident:
        typed = self.cleaned_data["number"].strip()
        key = typed.rpartition("-")[2]
        seen = visible_to(self.person, Permission.INCIDENT_VIEW, Incident.objects.all())
        found = seen.filter(pk=key).first() if key.isdecimal() else None
        if found is None:
            raise forms.ValidationError(_("没有这个案件，请从案件页抄写编号。"))
        return found


class TransferForm(ReasonForm):
    to = forms.CharField(
        label=lazy("转给哪里"),
        max_length=80,
        help_text=lazy("接收的反诈中心和接收人。请先电话说好。"),
    )
    field_order = ("to", "reason")


class ClockForm(ReasonForm):
    kind = forms.ChoiceField(label=lazy("暂停哪个时限"), widget=forms.RadioSelect)
    field_order = ("kind", "reason")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["kind"].choices = clock_choices(self.case)  # type: ignore[attr-defined]


def clock_choices(case: Dissuasion) -> list[tuple[str, str | Promise]]:
    running = Clock.objects.running().of(case).order_by("due_at")
    kinds = running.values_list("kind", flat=True)
    return [(kind, ClockKind(kind).label) for kind in kinds]
