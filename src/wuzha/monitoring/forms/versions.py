"""What is asked when a version is moved on."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wuzha.monitoring.states import RuleState

SHARES = (10, 30, 50, 100)


class RuleFilter(forms.Form):
    state = forms.ChoiceField(
        label=_("状态"), choices=[("", _("全部")), *RuleState.choices], required=False
    )


class ReasonForm(forms.Form):
    why = forms.CharField(
        label=_("理由"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("记入变动记录，署您的名。"),
    )


class InForceForm(ReasonForm):
    share = forms.TypedChoiceField(
        label=_("先用在多少账户上"),
        choices=[(share, f"{share}%") for share in SHARES],
        coerce=int,
        initial=SHARES[-1],
        widget=forms.RadioSelect,
    )

    field_order: Any = ["share", "why"]
