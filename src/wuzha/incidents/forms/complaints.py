"""What a complaint against a freeze, and its answer, ask for."""

from django import forms
from django.utils.translation import gettext_lazy as lazy

from wuzha.incidents.forms.fields import CheckedForm, PhoneField
from wuzha.incidents.models import Capacity

AREA = {"rows": 4}


class ComplaintForm(CheckedForm):
    capacity = forms.ChoiceField(
        label=lazy("申诉人是"), choices=Capacity, initial=Capacity.HOLDER
    )
    name = forms.CharField(label=lazy("申诉人姓名"), max_length=40)
    phone = PhoneField(label=lazy("联系电话"), required=False)
    grounds = forms.CharField(
        label=lazy("申诉理由"),
        max_length=1000,
        widget=forms.Textarea(attrs=AREA),
        help_text=lazy("钱从哪里来，有什么凭证。"),
    )


class ComplaintAnswerForm(forms.Form):
    is_upheld = forms.TypedChoiceField(
        label=lazy("审查结论"),
        choices=[
            ("no", lazy("冻结没有错，继续冻结")),
            ("yes", lazy("冻结错了，解除冻结")),
        ],
        coerce=lambda typed: typed == "yes",
        widget=forms.RadioSelect,
    )
    reasons = forms.CharField(
        label=lazy("答复和理由"),
        max_length=1000,
        widget=forms.Textarea(attrs=AREA),
        help_text=lazy("书面答复申诉人；不服的，可以向上一级公安机关申诉。"),
    )
