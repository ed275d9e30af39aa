"""What is asked of whoever looks at figures and fills in reports."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from wuzha.lib.periods import Period
from wuzha.organisation.models import Unit

DAY = forms.DateInput(attrs={"type": "date"})


class WhereAndWhenForm(forms.Form):
    """A part of the tree and a stretch of days."""

    unit = forms.ModelChoiceField(label=lazy("单位"), queryset=Unit.objects.all())
    first = forms.DateField(label=lazy("自"), widget=DAY)
    last = forms.DateField(label=lazy("至"), widget=DAY)

    def clean(self) -> dict[str, Any]:
        asked: dict[str, Any] = super().clean() or {}
        first, last = asked.get("first"), asked.get("last")
        if isinstance(first, date) and isinstance(last, date) and first > last:
            raise ValidationError(_("开始的日子在结束的日子之后，请对调。"))
        return asked

    @property
    def period(self) -> Period:
        asked = self.cleaned_data
        return Period.custom(asked["first"], asked["last"])


class SeenForm(forms.Form):
    """`seen` is the version of the report that the page showed; 0 for none."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class FilingForm(SeenForm):
    note = forms.CharField(
        label=lazy("说明"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=lazy("情况、问题、打算。不写个人信息。"),
    )


class CountForm(SeenForm):
    corrected = forms.IntegerField(label=lazy("更正为"), min_value=0)
    reason = forms.CharField(label=lazy("原因"), max_length=200)


class AmountForm(SeenForm):
    corrected = forms.DecimalField(
        label=lazy("更正为（元）"), min_value=0, max_digits=14, decimal_places=2
    )
    reason = forms.CharField(label=lazy("原因"), max_length=200)

    def clean_corrected(self) -> int:
        return int(self.cleaned_data["corrected"] * 100)


class ReasonForm(SeenForm):
    reason = forms.CharField(
        label=lazy("原因"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
