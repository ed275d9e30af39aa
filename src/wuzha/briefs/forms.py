from django import forms
from django.utils.translation import gettext_lazy as _


class ConfirmForm(forms.Form):
    note = forms.CharField(
        label=_("说明"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("写给看日报的人：情况、问题、打算。不写个人信息。"),
    )


class CorrectionForm(forms.Form):
    corrected = forms.IntegerField(label=_("更正为"), min_value=0)
    reason = forms.CharField(label=_("原因"), max_length=200)


class AmountCorrectionForm(forms.Form):
    corrected = forms.DecimalField(
        label=_("更正为（元）"), min_value=0, max_digits=14, decimal_places=2
    )
    reason = forms.CharField(label=_("原因"), max_length=200)

    def clean_corrected(self) -> int:
        return int(self.cleaned_data["corrected"] * 100)
