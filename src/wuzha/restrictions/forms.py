from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from wuzha.lib.codes import bank_account, social_credit_code
from wuzha.organisation.forms.fields import DayField
from wuzha.restrictions.models import Restriction
from wuzha.restrictions.sheets import identity_or_credit_code
from wuzha.restrictions.states import Ground, Level, Measure, State
from wuzha.ui.formfields import AccountField, CheckedForm, CodeField

HOW = 60
OPEN = "open"
# Short, so that a phone shows the whole line.
GROUNDS = [
    ("", lazy("全部")),
    (Ground.INVOLVED, lazy("涉案账户")),
    (Ground.RECOGNISED, lazy("公安认定")),
    (Ground.CRIMINAL, lazy("刑事责任")),
]


class PastDayField(DayField):
    """A day that has been."""

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day and day > timezone.localdate():
            raise ValidationError(_("这一天还没有到，请核对日期。"))
        return day


class NumberField(CodeField):
    """Of a person or of a firm."""

    def __init__(self, **options: Any) -> None:
        options["widget"] = forms.TextInput(attrs={"autocomplete": "off"})
        super().__init__(check=identity_or_credit_code, **options)


class DecisionForm(CheckedForm):
    """In the order of the paper; every field is on it."""

    ground = forms.ChoiceField(label=lazy("名单种类"), choices=Ground)
    authority = forms.CharField(label=lazy("决定机关"), max_length=80)
    authority_level = forms.ChoiceField(
        label=lazy("机关级别"), choices=Level, initial=Level.CITY
    )
    document_number = forms.CharField(label=lazy("文书号"), max_length=60)
    decided_on = PastDayField(label=lazy("决定日期"), initial=None)
    name = forms.CharField(label=lazy("姓名或单位名称"), max_length=80)
    identity = NumberField(
        label=lazy("身份证号或统一社会信用代码"),
        required=False,
        help_text=lazy("文书只写账号的可不填。"),
    )
    account = AccountField(label=lazy("涉案账号"), required=False)
    reason = forms.CharField(
        label=lazy("事由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    basis = forms.CharField(label=lazy("法律依据"), max_length=200)
    measures = forms.MultipleChoiceField(
        label=lazy("惩戒措施"), choices=Measure, widget=forms.CheckboxSelectMultiple
    )
    starts_on = DayField(label=lazy("起始日期"), initial=None)
    ends_on = DayField(
        label=lazy("届满日期"),
        initial=None,
        help_text=lazy("照文书填写；执行到这一天，次日自动解除。"),
    )
    appeal_to = forms.CharField(label=lazy("申诉受理机关"), max_length=120)
    appeal_papers = forms.CharField(label=lazy("申诉所需材料"), max_length=200)
    notified_on = PastDayField(
        label=lazy("告知当事人日期"),
        required=False,
        initial=None,
        help_text=lazy("还没有告知的不填：先登记为“待告知”，不生效。"),
    )
    notified_how = forms.CharField(
        label=lazy("告知方式"), required=False, max_length=HOW
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not (cleaned.get("identity") or cleaned.get("account")) and not (
            self.errors.keys() & {"identity", "account"}
        ):
            self.add_error("identity", _("证件号码和涉案账号至少填一个。"))
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends <= starts:
            self.add_error("ends_on", _("届满日期要晚于起始日期。"))
        if cleaned.get("notified_on") and not cleaned.get("notified_how"):
            self.add_error("notified_how", _("填了告知日期的，也要填告知方式。"))
        return cleaned

    def entry(self) -> Restriction:
        given = self.cleaned_data
        firm = social_credit_code(given["identity"]).ok
        return Restriction(**given, is_firm=firm)


class ToldForm(forms.Form):
    """When and how the person was told of something."""

    day = PastDayField(label=lazy("告知日期"))
    how = forms.CharField(
        label=lazy("告知方式"),
        max_length=HOW,
        help_text=lazy("例如：当面送达、邮寄送达、公告送达。"),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=lazy("原因和依据"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AppealForm(forms.Form):
    appellant = forms.CharField(label=lazy("申诉人"), max_length=80)
    made_on = PastDayField(label=lazy("申诉日期"))
    reason = forms.CharField(
        label=lazy("申诉理由"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    papers = forms.CharField(label=lazy("提交的材料"), max_length=200, required=False)


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=lazy("答复和理由"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=lazy("写明查了什么、结论和依据，当事人要看到。"),
    )


class CheckForm(forms.Form):
    number = forms.CharField(
        label=lazy("完整号码"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=lazy("身份证号、统一社会信用代码或账号，缺一位也查不到。"),
    )
    purpose = forms.CharField(
        label=lazy("用途"),
        max_length=60,
        help_text=lazy("例如：开户审核。用途会记入审计。"),
    )

    def clean_number(self) -> str:
        typed = self.cleaned_data["number"]
        for check in (identity_or_credit_code, bank_account):
            checked = check(typed)
            if checked.ok:
                return checked.value
        raise ValidationError(_("这不是完整的证件号码或账号，请核对后再查。"))


class ExportForm(forms.Form):
    recipient = forms.CharField(label=lazy("交给哪个机关"), max_length=80)
    purpose = forms.CharField(label=lazy("用途"), max_length=60)


class ListFilter(forms.Form):
    ground = forms.ChoiceField(label=lazy("名单"), choices=GROUNDS, required=False)
    state = forms.ChoiceField(
        label=lazy("状态"),
        choices=[(OPEN, lazy("未解除")), ("", lazy("全部")), *State.choices],
        required=False,
    )
