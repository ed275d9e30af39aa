"""Questions at the bank's counter, made from a set that is data."""

from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as lazy

from wuzha.lib.questions import QuestionSet, RedFlags
from wuzha.ui.formfields import CentsField

BUSINESS = [
    ("transfer", lazy("转账汇款")),
    ("cash", lazy("取现")),
    ("deposit", lazy("提前支取")),
    ("limit", lazy("调高限额")),
    ("other", lazy("其他")),
]
SEEN = [("no", lazy("否")), ("yes", lazy("是"))]


class Asked(NamedTuple):
    question: str
    answer: str


class CounterForm(forms.Form):
    business = forms.ChoiceField(
        label=lazy("业务"),
        initial="transfer",
        choices=BUSINESS,
    )
    amount_cents = CentsField(label=lazy("金额"), required=False)
    customer = forms.CharField(label=lazy("客户姓名"), max_length=40, required=False)

    def __init__(
        self, *args: Any, asked: QuestionSet, flags: RedFlags, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.asked = asked
        for place, question in enumerate(asked.questions):
            self.fields[f"q{place}"] = forms.CharField(
                label=question, max_length=200, required=False
            )
        for place, look in enumerate((*asked.looks, *asked.checks)):
            self.fields[f"l{place}"] = forms.ChoiceField(
                label=look, choices=SEEN, required=False, widget=forms.RadioSelect
            )
        self.fields["flags"] = forms.MultipleChoiceField(
            label=lazy("还看到"),
            choices=[(sign, sign) for sign in flags.signs],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def business_label(self) -> str:
        return str(dict(BUSINESS)[self.cleaned_data["business"]])

    def answers(self) -> list[Asked]:
        """Only what was asked of the customer; what was seen goes below."""
        return [
            Asked(str(self.fields[name].label), self.cleaned_data[name])
            for name in self.fields
            if name.startswith("q")
        ]
