"""What a playbook, its roles and steps are written with, and what a run is told."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from wuzha.organisation.access import MACHINE_ROLES, Role
from wuzha.organisation.forms.fields import UnitField
from wuzha.organisation.models import Person, Unit
from wuzha.workplans.actions.playbooks import LONGEST_LIMIT
from wuzha.workplans.forms.tasks import SeenForm
from wuzha.workplans.kinds import Situation
from wuzha.workplans.models import PlaybookRole, WorkPlan


class PlaybookForm(SeenForm):
    title = forms.CharField(label=lazy("名称"), max_length=120)
    situation = forms.ChoiceField(label=lazy("用于什么情况"), choices=Situation.choices)


class NewPlaybookForm(PlaybookForm):
    unit = forms.ModelChoiceField(
        label=lazy("制定单位"), queryset=Unit.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        if units.count() == 1:
            self.fields["unit"].widget = forms.HiddenInput()
            self.fields["unit"].initial = units.get()


class FromPlanForm(forms.Form):
    plan = forms.ModelChoiceField(
        label=lazy("哪份应急预案"),
        queryset=WorkPlan.objects.none(),
        help_text=lazy("先在“方案”里上传文件，这里选它。"),
    )

    def __init__(self, *args: Any, plans: QuerySet[WorkPlan]) -> None:
        super().__init__(*args)
        self.fields["plan"].queryset = plans  # type: ignore[attr-defined]


def _offices() -> list[tuple[str, Any]]:
    people = [(r.value, r.label) for r in Role if r not in MACHINE_ROLES]
    return [("", lazy("不按岗位")), *people]


class RoleForm(SeenForm):
    """One of: an office, a unit (with an office there), a person."""

    name = forms.CharField(
        label=lazy("角色"),
        max_length=60,
        help_text=lazy("预案里的叫法，例如现场处置组、联络员。"),
    )
    office = forms.ChoiceField(
        label=lazy("由哪个岗位担任"),
        choices=_offices,
        required=False,
        help_text=lazy("启动时找事发单位的这个岗位，没有就找上一级的。"),
    )
    unit = UnitField(
        label=lazy("固定在哪个单位"),
        required=False,
        help_text=lazy("名称或编码。不填，由事发地的人担任。"),
    )
    username = forms.CharField(
        label=lazy("指定人员的用户名"),
        required=False,
        help_text=lazy("只有非此人不可时才填；他请假时没有人接替。"),
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].units = units  # type: ignore[attr-defined]

    def clean_username(self) -> Person | None:
        typed = self.cleaned_data["username"].strip()
        if not typed:
            return None
        people = Person.objects.filter(is_active=True, is_machine=False)
        found = people.filter(username=typed).first()
        if found is None:
            raise ValidationError(_("没有用户名为“%s”的人员，请核对。") % typed)
        return found

    def cast(self) -> dict[str, Any]:
        kept = dict(self.cleaned_data)
        return kept | {"person": kept.pop("username")}


class StepForm(SeenForm):
    text = forms.CharField(
        label=lazy("做什么"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
    role = forms.ModelChoiceField(
        label=lazy("由谁做"),
        queryset=PlaybookRole.objects.none(),
        required=False,
        empty_label=lazy("还没定"),
    )
    minutes = forms.IntegerField(
        label=lazy("几分钟内"),
        min_value=0,
        max_value=LONGEST_LIMIT,
        required=False,
        help_text=lazy("填 0 是立即；不填就不计时。"),
    )
    from_previous = forms.BooleanField(
        label=lazy("从上一步做完起算"),
        required=False,
        help_text=lazy("不勾选，从启动起算。"),
    )
    calls = forms.CharField(
        label=lazy("通知谁、拨打什么电话"),
        max_length=200,
        required=False,
        help_text=lazy("几个的用顿号隔开，例如 110、分管领导。"),
    )

    def __init__(self, *args: Any, roles: QuerySet[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["role"].queryset = roles  # type: ignore[attr-defined]

    def clean_calls(self) -> list[str]:
        named = re.split(r"[、，,;；\s]+", self.cleaned_data["calls"])
        return list(dict.fromkeys(filter(None, named)))


class DrillForm(forms.Form):
    unit = UnitField(
        label=lazy("在哪个单位演练"),
        required=False,
        help_text=lazy("名称或编码，如某派出所、某支行。不填，就在预案的制定单位。"),
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].units = units  # type: ignore[attr-defined]


class TickForm(forms.Form):
    note = forms.CharField(max_length=300, required=False)
    skipped = forms.BooleanField(required=False)


class FinishForm(forms.Form):
    note = forms.CharField(max_length=300, required=False)


class BreakOffForm(forms.Form):
    reason = forms.CharField(
        label=lazy("中止原因"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
