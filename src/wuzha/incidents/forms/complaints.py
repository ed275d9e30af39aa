"""What a complaint against a freeze, and its answer, ask for."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as lazy

from wuzha.incidents.models import Capacity, Freeze, FreezeComplaint
from wuzha.lib import masking
from wuzha.ui.formfields import CheckedForm, PhoneField

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


class PublicComplaintForm(ComplaintForm):
    """Of the account no more than its end: a stranger proves nothing here."""

    told_account = forms.CharField(
        label=lazy("被冻结账户的最后 4 到 6 位"),
        validators=[RegexValidator(r"^\d{4,6}$", lazy("请填 4 到 6 位数字。"))],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=lazy("不要填完整的账号。"),
    )
    told_number = forms.CharField(
        label=lazy("银行告诉您的编号或文书号"),
        max_length=60,
        required=False,
        help_text=lazy("没有可以不填。"),
    )
    name = forms.CharField(label=lazy("您的姓名"), max_length=40)
    phone = PhoneField(label=lazy("怎么联系您（电话）"))
    field_order = ("told_account", "told_number", "grounds", "capacity")


class PlaceForm(forms.Form):
    freeze = forms.TypedChoiceField(
        label=lazy("申诉说的是哪一笔冻结"), widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, freezes: list[Freeze], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["freeze"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101
        field.choices = [(one.pk, _line(one)) for one in freezes]
        by_key = {str(one.pk): one for one in freezes}
        field.coerce = lambda key: by_key[key]


def _line(freeze: Freeze) -> str:
    order = freeze.order
    account = masking.bank_account_for_bank(order.account)
    bank = order.bank_unit or order.bank_name
    return f"{account} · {bank} · {freeze.number} · {freeze.paper_number}"


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

    def __init__(self, *args: Any, complaint: FreezeComplaint, **options: Any) -> None:
        super().__init__(*args, **options)
        conclusion = self.fields["is_upheld"]
        if complaint.freeze is None:
            assert isinstance(conclusion, forms.TypedChoiceField)  # noqa: S101
            conclusion.choices = [("no", lazy("不是本县公安的冻结"))]
            conclusion.initial = "no"
