"""What is corrected of an item: a form for each kind."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from wuzha.reading.yeardays import LEAST
from wuzha.workplans.facts import (
    DutyFacts,
    Facts,
    PhaseFacts,
    TargetFacts,
    TaskFacts,
    facts_of,
    words_of,
    written,
)
from wuzha.workplans.forms.fields import (
    DatesField,
    DaysField,
    NamesField,
    PlanDateField,
)
from wuzha.workplans.kinds import DutyKind, ItemKind, Op, Per
from wuzha.workplans.metrics import OTHER, metrics
from wuzha.workplans.models import PlanItem
from wuzha.workplans.words import WEEKDAYS

WORDS = {"rows": 4}
LONGEST = 2_000


class ItemForm(forms.Form):
    """`seen` is what the item was when the form was opened."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    shape: type[Facts]

    @property
    def facts(self) -> Facts:
        asked = {**self.cleaned_data}
        asked.pop("seen")
        return self.shape(**asked)


class PhaseForm(ItemForm):
    name = forms.CharField(label=lazy("阶段名称"), max_length=200)
    start = PlanDateField(label=lazy("起"))
    end = PlanDateField(label=lazy("止"))
    shape = PhaseFacts


class TaskForm(ItemForm):
    text = forms.CharField(
        label=lazy("任务内容"), max_length=LONGEST, widget=forms.Textarea(attrs=WORDS)
    )
    lead = NamesField(label=lazy("牵头单位"))
    units = NamesField(label=lazy("责任单位"))
    due = PlanDateField(label=lazy("时限"), may_go_on=True)
    standard = forms.CharField(label=lazy("完成标准"), max_length=300, required=False)
    evidence_asked = forms.BooleanField(
        label=lazy("方案要求提供佐证材料"), required=False
    )
    shape = TaskFacts


class CadenceFields(forms.Form):
    """How often, and when."""

    per = forms.ChoiceField(label=lazy("周期"), choices=Per)
    at_least = forms.IntegerField(
        label=lazy("每个周期至少"),
        min_value=1,
        max_value=999,
        required=False,
        widget=forms.NumberInput(attrs={"data-unit": lazy("次")}),
    )
    weekday = forms.TypedMultipleChoiceField(
        label=lazy("周几"), choices=WEEKDAYS, coerce=int, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    monthday = DaysField(
        label=lazy("几日"), help_text=lazy("每月的，如 13、28；当月没有的按月底。")
    )
    yearday = DatesField(
        label=lazy("几月几日"),
        help_text=lazy(
            "全年固定，如 6月20日、12月20日；只写月份的按月底。学期的日子也写这里。"
        ),
    )
    time = forms.TimeField(
        label=lazy("几点前"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def clean_yearday(self) -> tuple[str, ...]:
        """A day for each period at least, and no day of the month beside it."""
        days: tuple[str, ...] = self.cleaned_data["yearday"]
        per = self.cleaned_data.get("per", "")
        if days and self.cleaned_data.get("monthday"):
            raise ValidationError(_("“几日”和“几月几日”只填一样。"))
        if days and per not in LEAST:
            raise ValidationError(
                _("固定日子只用于每两个月、每季度、每学期、每半年和每年。")
            )
        if days and len(days) < LEAST[per]:
            raise ValidationError(
                _("这个周期一年要有 %(n)d 个日子，用顿号隔开。") % {"n": LEAST[per]}
            )
        return days

    @property
    def cadence(self) -> dict[str, Any]:
        asked = self.cleaned_data
        return {
            "per": asked["per"],
            "at_least": asked["at_least"],
            "weekday": tuple(asked["weekday"]),
            "monthday": asked["monthday"],
            "yearday": asked["yearday"],
            "time": f"{asked['time']:%H:%M}" if asked["time"] else None,
        }


class CadenceForm(CadenceFields):
    reason = forms.CharField(
        label=lazy("原因"),
        help_text=lazy("如文号或会议，日后查得到。"),
        max_length=200,
    )


class DutyForm(CadenceFields, ItemForm):
    text = forms.CharField(
        label=lazy("职责内容"), max_length=LONGEST, widget=forms.Textarea(attrs=WORDS)
    )
    kind = forms.ChoiceField(label=lazy("类型"), choices=DutyKind)
    to = forms.CharField(label=lazy("报送到"), max_length=80, required=False)
    units = NamesField(label=lazy("责任单位"))
    shape = DutyFacts
    field_order = ("text", "kind", *CadenceFields.base_fields)

    @property
    def facts(self) -> Facts:
        asked = self.cleaned_data
        return DutyFacts(
            text=asked["text"],
            kind=asked["kind"],
            to=asked["to"] or None,
            units=asked["units"],
            **self.cadence,
        )


class TargetForm(ItemForm):
    text = forms.CharField(
        label=lazy("目标内容"), max_length=LONGEST, widget=forms.Textarea(attrs=WORDS)
    )
    metric = forms.ChoiceField(label=lazy("指标"), choices=lambda: _metrics())
    op = forms.ChoiceField(label=lazy("比较"), choices=Op)
    value = forms.FloatField(label=lazy("数值"))
    unit = forms.CharField(label=lazy("计量单位"), max_length=10)
    due = PlanDateField(label=lazy("时限"))
    shape = TargetFacts


def _metrics() -> list[tuple[str, str]]:
    known = [(one.name, one.label) for one in metrics().metrics]
    return [*known, (OTHER, metrics().label(OTHER))]


FORMS: dict[str, type[ItemForm]] = {
    ItemKind.PHASE: PhaseForm,
    ItemKind.TASK: TaskForm,
    ItemKind.DUTY: DutyForm,
    ItemKind.TARGET: TargetForm,
}


def initial_of(item: PlanItem, kind: str) -> dict[str, Any]:
    """What the form begins with; of another kind than the item's, its words alone."""
    facts = facts_of(item.kind, item.content)
    known = written(facts) if kind == item.kind else blank(kind, words_of(facts))
    return {**known, "seen": item.seen_mark}


def blank(kind: str, words: str) -> dict[str, Any]:
    return {"name" if kind == ItemKind.PHASE else "text": " ".join(words.split())}


class SplitForm(forms.Form):
    """A line for each; the rest is as it was read and can be corrected afterwards."""

    parts = forms.CharField(
        label=lazy("拆成几条"),
        help_text=lazy("每行一条。单位和时限先与原条目相同，拆后可逐条更正。"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def texts(self) -> list[str]:
        lines = self.cleaned_data["parts"].splitlines()
        return [line.strip() for line in lines if line.strip()]


class JoinForm(forms.Form):
    others = forms.ModelMultipleChoiceField(
        label=lazy("把哪些并进来"),
        queryset=PlanItem.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, item: PlanItem, **options: Any) -> None:
        super().__init__(*args, **options)
        near = PlanItem.objects.live().filter(plan=item.plan_id, kind=item.kind)
        field = self.fields["others"]
        field.queryset = near.exclude(pk=item.pk)  # type: ignore[attr-defined]
        field.label_from_instance = label_of  # type: ignore[attr-defined]


def label_of(item: PlanItem) -> str:
    return words_of(facts_of(item.kind, item.content))[:80]
