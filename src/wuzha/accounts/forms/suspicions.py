from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from wuzha.accounts.models import Suspicion
from wuzha.accounts.states import Done, Suspects, SuspicionState
from wuzha.earlywarnings.states import Grade
from wuzha.incidents.forms.classes import class_choices, classified
from wuzha.lib.questions import red_flags
from wuzha.ui.formfields import (
    AccountField,
    CheckedForm,
    MomentField,
    PhoneField,
    PositiveCentsField,
)

WAITING = "waiting"


def _signs() -> list[tuple[str, str]]:
    return [(sign, sign) for sign in red_flags().signs]


class SuspicionForm(CheckedForm):
    """Ticked and typed within minutes, with the customer still there."""

    suspects = forms.ChoiceField(
        label=lazy("担心什么"), choices=Suspects, initial=Suspects.CUSTOMER
    )
    signs = forms.MultipleChoiceField(
        label=lazy("看到了什么"),
        choices=_signs,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    seen = forms.CharField(
        label=lazy("还看到"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    account = AccountField(label=lazy("我行账号"))
    holder_name = forms.CharField(label=lazy("户名"), max_length=80, required=False)
    holder_phone = PhoneField(
        label=lazy("客户电话"),
        required=False,
        help_text=lazy("公安要联系客户，尽量填。"),
    )
    amount_cents = PositiveCentsField(label=lazy("涉及金额"), required=False)
    payee_account = AccountField(label=lazy("对方账号"), required=False)
    payee_name = forms.CharField(label=lazy("对方户名"), max_length=80, required=False)
    transferred_at = MomentField(
        label=lazy("转账时间"), required=False, help_text=lazy("还没转出的不填。")
    )
    asked = forms.CharField(
        label=lazy("问了什么，怎么答的"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    done = forms.ChoiceField(label=lazy("网点怎么处理的"), choices=Done)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not (cleaned.get("signs") or cleaned.get("seen")):
            self.add_error("signs", _("请勾选看到的情况，或在下面写几句。"))
        return cleaned

    def suspicion(self) -> Suspicion:
        return Suspicion(**self.cleaned_data)


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=lazy("给网点的答复"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=lazy("网点能看到。写结论和要它做什么，不写案情。"),
    )


class WarningForm(AnswerForm):
    grade = forms.ChoiceField(
        label=lazy("等级"), choices=Grade.choices, initial=Grade.HIGH
    )
    field_order = ("grade", "answer")


class IncidentForm(AnswerForm):
    fraud_class = forms.ChoiceField(
        label=lazy("诈骗类别"), choices=class_choices, initial="F99"
    )
    field_order = ("fraud_class", "answer")

    def classified(self) -> dict[str, str]:
        return classified(self.cleaned_data["fraud_class"])


class SuspicionFilter(forms.Form):
    state = forms.ChoiceField(
        label=lazy("状态"),
        choices=[
            (WAITING, lazy("未了结")),
            ("", lazy("全部")),
            *SuspicionState.choices,
        ],
        required=False,
    )
