from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as lazy

from wuzha.accounts.states import Found
from wuzha.lib import codes
from wuzha.organisation.models import Person


class AccountFilter(forms.Form):
    account = forms.CharField(
        label=lazy("完整账号"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_account(self) -> str:
        typed: str = self.cleaned_data["account"]
        return codes.bank_account(typed).value if typed else ""


class AssignForm(forms.Form):
    to = forms.ModelChoiceField(label=lazy("交给谁"), queryset=Person.objects.none())

    def __init__(self, *args: Any, people: QuerySet[Person], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]


class FoundForm(forms.Form):
    found = forms.ChoiceField(label=lazy("核实结果"), choices=Found)
    note = forms.CharField(
        label=lazy("说明"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
