"""What a confirmation and a withdrawal ask for."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as lazy

from wuzha.workplans.models import WorkPlan


class ConfirmForm(forms.Form):
    """`seen` is the version of the plan that the page showed."""

    replaces = forms.ModelChoiceField(
        label=lazy("替代哪个方案"),
        queryset=WorkPlan.objects.none(),
        required=False,
        empty_label=lazy("不替代"),
        help_text=lazy("被替代的方案随即停止，未完成的任务取消，已完成的保留。"),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, running: QuerySet[WorkPlan], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["replaces"].queryset = running  # type: ignore[attr-defined]


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=lazy("撤回原因"), max_length=200, widget=forms.Textarea(attrs={"rows": 3})
    )
