"""What is asked of who does a task, reviews it, or reports on a duty."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as lazy

from wuzha.organisation.models import Unit
from wuzha.ui.times import said
from wuzha.workplans.models import WorkPlan
from wuzha.workplans.states import TASK, TaskState

WORDS = {"rows": 4}
MINE, REVIEW, OPEN = "mine", "review", "open"


class SeenForm(forms.Form):
    """`seen` is the version of the task that the page showed."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class DoneForm(SeenForm):
    report = forms.CharField(
        label=lazy("完成情况"), max_length=2000, widget=forms.Textarea(attrs=WORDS)
    )
    evidence = forms.CharField(
        label=lazy("佐证材料"),
        max_length=500,
        required=False,
        help_text=lazy("写明材料名称、文号或存放处。方案没有要求的可以不填。"),
    )


class BlockForm(SeenForm):
    reason = forms.CharField(
        label=lazy("受阻原因"), max_length=300, widget=forms.Textarea(attrs=WORDS)
    )


class ReviewForm(SeenForm):
    note = forms.CharField(
        label=lazy("审核意见"), max_length=300, widget=forms.Textarea(attrs=WORDS)
    )


class ExtensionForm(forms.Form):
    until = forms.DateField(
        label=lazy("延到"), widget=forms.DateInput(attrs={"type": "date"})
    )
    reason = forms.CharField(
        label=lazy("原因"), max_length=300, widget=forms.Textarea(attrs=WORDS)
    )


class PassOnForm(forms.Form):
    units = forms.ModelMultipleChoiceField(
        label=lazy("分给哪些下级单位"),
        queryset=Unit.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, units: QuerySet[Unit]) -> None:
        super().__init__(*args)
        self.fields["units"].queryset = units  # type: ignore[attr-defined]


class NoteForm(forms.Form):
    note = forms.CharField(
        label=lazy("说明"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TaskFilter(forms.Form):
    whose = forms.ChoiceField(
        label=lazy("范围"),
        choices=[
            (MINE, lazy("本单位")),
            (REVIEW, lazy("报来待审")),
            ("", lazy("本单位及下级")),
        ],
        required=False,
    )
    state = forms.ChoiceField(
        label=lazy("状态"), choices=lambda: _states(), required=False
    )
    plan = forms.ModelChoiceField(
        label=lazy("方案"),
        queryset=WorkPlan.objects.none(),
        required=False,
        empty_label=lazy("全部"),
    )

    # Of one item of a plan: where its coverage leads to.
    item = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, plans: QuerySet[WorkPlan]) -> None:
        super().__init__(*args)
        self.fields["plan"].queryset = plans  # type: ignore[attr-defined]

    def conditions(self) -> dict[str, Any]:
        asked = self.cleaned_data
        found: dict[str, Any] = {}
        if asked["state"] == OPEN:
            found["ended_at"] = None
        elif asked["state"]:
            found["state"] = asked["state"]
        if asked["plan"]:
            found["plan"] = asked["plan"]
        if asked["item"] is not None:
            found["item"] = asked["item"]
        return found


def _states() -> list[tuple[str, Any]]:
    labels = [(state.value, said(TASK.label(state))) for state in TaskState]
    return [(OPEN, lazy("未完成")), ("", lazy("全部")), *labels]
