from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wuzha.organisation.codes import unit_code
from wuzha.organisation.forms.fields import DayField, UnitField, UnitsField
from wuzha.organisation.models import Unit, UnitKind
from wuzha.organisation.rows import OF_INSTITUTIONS, PARENTS

NAME = gettext_lazy("单位名称")
CODE = gettext_lazy("单位编码")
CODE_HELP = gettext_lazy("地方填12位区划代码，网格在村码后加3位；其他单位可以不填。")
PARTS = 4


def _code_of(kind: str, typed: str) -> str:
    checked = unit_code(kind, typed)
    if not checked.ok and checked.problem:
        raise ValidationError(checked.problem.said(_))
    return checked.value


class SearchForm(forms.Form):
    q = forms.CharField(required=False, max_length=80)


class NewUnitForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("单位类型"))
    name = forms.CharField(label=NAME, max_length=80)
    code = forms.CharField(
        label=CODE, max_length=24, required=False, help_text=CODE_HELP
    )
    valid_from = DayField(label=gettext_lazy("从哪一天起"))

    def __init__(self, *args: Any, parent: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (kind.value, kind.label)
            for kind in UnitKind
            if UnitKind(parent.kind) in PARENTS.get(kind, OF_INSTITUTIONS)
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "kind" in given and "code" in given:
            try:
                given["code"] = _code_of(given["kind"], given["code"])
            except ValidationError as wrong:
                self.add_error("code", wrong)
        return given


class CorrectForm(forms.Form):
    name = forms.CharField(label=NAME, max_length=80)
    code = forms.CharField(label=CODE, max_length=24, required=False)

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        self.unit = unit
        kwargs["initial"] = {"name": unit.name, "code": unit.code}
        super().__init__(*args, **kwargs)

    def clean_code(self) -> str:
        return _code_of(self.unit.kind, self.cleaned_data["code"])


class RenameForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("新名称"), max_length=80)
    on = DayField(label=gettext_lazy("从哪一天起"))


class MoveForm(forms.Form):
    parent = UnitField(
        label=gettext_lazy("新的上级"), help_text=gettext_lazy("填编码或名称。")
    )
    code = forms.CharField(
        label=gettext_lazy("改隶后的编码"),
        max_length=24,
        required=False,
        help_text=gettext_lazy("地方的编码含上级的编码，改隶后要换；下级跟着换。"),
    )
    on = DayField(label=gettext_lazy("从哪一天起"))

    def __init__(
        self, *args: Any, unit: Unit, units: QuerySet[Unit], **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"code": unit.code}
        super().__init__(*args, **kwargs)
        self.unit = unit
        self.fields["parent"].units = units  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        return _code_of(self.unit.kind, self.cleaned_data["code"])


class MergeForm(forms.Form):
    others = UnitsField(
        label=gettext_lazy("和哪些单位合并"),
        help_text=gettext_lazy("同一上级的同类单位，一行一个，填编码或名称。"),
    )
    name = forms.CharField(label=gettext_lazy("合并后的名称"), max_length=80)
    code = forms.CharField(
        label=gettext_lazy("合并后的编码"), max_length=24, required=False
    )
    on = DayField(label=gettext_lazy("从哪一天起"))

    def __init__(
        self, *args: Any, unit: Unit, units: QuerySet[Unit], **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"name": unit.name, "code": unit.code}
        super().__init__(*args, **kwargs)
        self.unit = unit
        self.fields["others"].units = units.exclude(pk=unit.pk)  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        return _code_of(self.unit.kind, self.cleaned_data["code"])


class SplitForm(forms.Form):
    """Two parts and room for more; each child says where it goes."""

    on = DayField(label=gettext_lazy("从哪一天起"))

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit
        for number in range(1, PARTS + 1):
            self._add_part(number, needed=number <= 2)
        self.children = list(unit.children.filter(valid_to=None).order_by("code"))
        numbers = [(str(n), _("新单位 %(n)d") % {"n": n}) for n in range(1, PARTS + 1)]
        for child in self.children:
            self.fields[f"child_{child.pk}"] = forms.ChoiceField(
                label=_("“%(child)s”归") % {"child": child},
                choices=numbers,
                initial="1",
            )

    def _add_part(self, number: int, *, needed: bool) -> None:
        facts = {"number": number}
        self.fields[f"name_{number}"] = forms.CharField(
            label=_("新单位 %(number)d 的名称") % facts, max_length=80, required=needed
        )
        self.fields[f"code_{number}"] = forms.CharField(
            label=_("新单位 %(number)d 的编码") % facts, max_length=24, required=False
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for number in range(1, PARTS + 1):
            if not given.get(f"name_{number}"):
                continue
            try:
                code = _code_of(self.unit.kind, given.get(f"code_{number}", ""))
            except ValidationError as wrong:
                self.add_error(f"code_{number}", wrong)
            else:
                given[f"code_{number}"] = code
        for child in self.children:
            number = given.get(f"child_{child.pk}", "1")
            if not given.get(f"name_{number}"):
                self.add_error(f"child_{child.pk}", _("这个新单位还没有名称。"))
        return given

    @property
    def parts(self) -> list[tuple[str, str]]:
        given = self.cleaned_data
        return [
            (given[f"name_{n}"], given[f"code_{n}"])
            for n in range(1, PARTS + 1)
            if given.get(f"name_{n}")
        ]

    @property
    def children_of_parts(self) -> dict[int, int]:
        """Key of the child → place of its part among those that have a name."""
        named = [n for n in range(1, PARTS + 1) if self.cleaned_data.get(f"name_{n}")]
        return {
            child.pk: named.index(int(self.cleaned_data[f"child_{child.pk}"]))
            for child in self.children
        }


class CloseForm(forms.Form):
    on = DayField(label=gettext_lazy("从哪一天起停用"))


class LinkForm(forms.Form):
    places = UnitsField(
        label=gettext_lazy("地方"),
        required=False,
        help_text=gettext_lazy("乡镇、村或网格，一行一个，填编码或名称。"),
    )
    valid_from = DayField(label=gettext_lazy("从哪一天起"))

    def __init__(
        self, *args: Any, unit: Unit, units: QuerySet[Unit], **kwargs: Any
    ) -> None:
        linked = unit.links.filter(valid_to=None).select_related("place")
        names = "\n".join(link.place.code or link.place.name for link in linked)
        kwargs["initial"] = {"places": names}
        super().__init__(*args, **kwargs)
        self.fields["places"].units = units  # type: ignore[attr-defined]
