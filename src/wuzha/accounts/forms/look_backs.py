from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from wuzha.accounts.models import LookBack
from wuzha.accounts.states import AccountClass, Gap
from wuzha.organisation.forms.fields import DayField

ROWS = {"rows": 3}


class LookBackForm(forms.Form):
    """In the order of the account's life."""

    account_opened_on = DayField(label=lazy("开户日期"), initial=None)
    opened_at_branch = forms.CharField(label=lazy("在哪里开的户"), max_length=80)
    opened_by_staff = forms.CharField(
        label=lazy("经办人"), max_length=60, help_text=lazy("只为查清过程，不为追责。")
    )
    asked_at_opening = forms.CharField(
        label=lazy("开户时问了什么、看了什么材料"),
        max_length=1000,
        widget=forms.Textarea(attrs=ROWS),
    )
    account_class = forms.TypedChoiceField(
        label=lazy("账户类别"), choices=AccountClass, coerce=int
    )
    limits = forms.CharField(label=lazy("限额"), max_length=120)
    money_did = forms.CharField(
        label=lazy("钱怎么进、怎么出"),
        max_length=2000,
        widget=forms.Textarea(attrs=ROWS),
    )
    gap = forms.ChoiceField(label=lazy("哪个环节没挡住"), choices=Gap)
    findings = forms.CharField(
        label=lazy("查明的情况"), max_length=2000, widget=forms.Textarea(attrs=ROWS)
    )
    remedy = forms.CharField(
        label=lazy("改进措施"), max_length=300, widget=forms.Textarea(attrs=ROWS)
    )
    remedy_until = DayField(label=lazy("改到什么时候"), initial=None)

    def __init__(self, *args: Any, look_back: LookBack, **options: Any) -> None:
        names = self.base_fields
        options["initial"] = {name: getattr(look_back, name) for name in names}
        options["initial"]["opened_at_branch"] = (
            look_back.opened_at_branch or look_back.branch.name
        )
        super().__init__(*args, **options)


class NoteForm(forms.Form):
    note = forms.CharField(
        label=lazy("要补充什么"), max_length=300, widget=forms.Textarea(attrs=ROWS)
    )
