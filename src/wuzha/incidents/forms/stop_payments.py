"""What an order, the bank's answer and a freeze ask for."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from wuzha.incidents.inputs import AccountIn, Approval, BankAnswer, ReviewIn
from wuzha.incidents.models import (
    AccountKind,
    Answer,
    ApprovalLevel,
    FreezeTerm,
    RefusalCause,
    StopPaymentOrder,
)
from wuzha.organisation.models import Person, Unit
from wuzha.ui.formfields import (
    AccountField,
    BankCodeField,
    CentsField,
    CheckedForm,
    MomentField,
    PhoneField,
    PositiveCentsField,
)

REASON = {"rows": 3}


class OrderForm(CheckedForm):
    account_name = forms.CharField(
        label=lazy("收款人户名"), max_length=80, required=False
    )
    account = AccountField(label=lazy("收款账号"))
    amount_cents = PositiveCentsField(label=lazy("转账金额"))
    transferred_at = MomentField(label=lazy("转账时间"), required=False)
    requested_cents = CentsField(
        label=lazy("申请止付金额"),
        required=False,
        help_text=lazy("同一账户有几笔的，填合计；不填则按上面一笔。"),
    )
    account_kind = forms.ChoiceField(label=lazy("账户类型"), choices=AccountKind)
    bank_unit = forms.ModelChoiceField(
        label=lazy("送达网点"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=lazy("本县没有该行网点"),
    )
    bank_name = forms.CharField(label=lazy("开户银行"), max_length=80, required=False)
    bank_code = BankCodeField(label=lazy("银行联行号"), required=False)
    reason = forms.CharField(
        label=lazy("止付事由"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs=REASON),
    )
    at_counter = forms.BooleanField(
        label=lazy("民警已带当事人到柜面当场申请"), required=False
    )

    FOUR = ("account_name", "account", "amount_cents", "transferred_at")

    def __init__(
        self,
        *args: Any,
        order: StopPaymentOrder,
        branches: QuerySet[Unit],
        **options: Any,
    ) -> None:
        names = self.base_fields
        options["initial"] = {name: getattr(order, name) for name in names}
        super().__init__(*args, **options)
        self.order = order
        self.fields["bank_unit"].queryset = branches  # type: ignore[attr-defined]

    def account_in(self) -> AccountIn:
        apart = {"bank_unit", "reason", "at_counter"}
        asked = {k: v for k, v in self.cleaned_data.items() if k not in apart}
        return AccountIn(
            **asked,
            level=self.order.level,
            from_account=self.order.from_account,
            currency=self.order.currency,
        )


class IssueForm(forms.Form):
    investigator = forms.ModelChoiceField(
        label=lazy("协查人（第二名民警）"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=lazy("不填"),
    )

    def __init__(self, *args: Any, officers: QuerySet[Person], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["investigator"].queryset = officers  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=lazy("原因"), max_length=200, widget=forms.Textarea(attrs=REASON)
    )


class ExecuteForm(CheckedForm):
    """With the balance it is the feedback as well; without it that has to come."""

    balance_cents = CentsField(
        label=lazy("止付时账户余额"),
        required=False,
        help_text=lazy("没有钱的填0；暂时查不到可以先不填，之后反馈。"),
    )
    executed_at = MomentField(
        label=lazy("止付时间"),
        required=False,
        help_text=lazy("不填就是现在。"),
    )
    handler = forms.CharField(label=lazy("经办人"), max_length=40)
    handler_phone = PhoneField(label=lazy("联系电话"), required=False)

    def answer(self) -> BankAnswer:
        names = ("balance_cents", "handler", "handler_phone")
        return BankAnswer(**{name: self.cleaned_data[name] for name in names})


class FeedbackForm(CheckedForm):
    balance_cents = CentsField(
        label=lazy("止付时账户余额"), help_text=lazy("没有钱的填0。")
    )
    handler = forms.CharField(label=lazy("经办人"), max_length=40)
    handler_phone = PhoneField(label=lazy("联系电话"), required=False)

    def answer(self) -> BankAnswer:
        return BankAnswer(**self.cleaned_data)


class RefuseForm(forms.Form):
    cause = forms.ChoiceField(
        label=lazy("不能止付的原因"), choices=RefusalCause, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=lazy("说明"),
        max_length=200,
        required=False,
        help_text=lazy("哪一项对不上，写明；办案单位凭此更正后重发。"),
    )


class ApprovalForm(forms.Form):
    paper_number = forms.CharField(label=lazy("文书编号"), max_length=60)
    approved_by = forms.CharField(label=lazy("批准人"), max_length=80)
    approval_level = forms.ChoiceField(
        label=lazy("批准机关"), choices=ApprovalLevel, initial=ApprovalLevel.COUNTY
    )

    def approval(self) -> Approval:
        names = ("paper_number", "approved_by", "approval_level")
        return Approval(**{name: self.cleaned_data[name] for name in names})


class FreezeForm(ApprovalForm):
    term = forms.ChoiceField(
        label=lazy("冻结的是什么"),
        choices=FreezeTerm,
        initial=FreezeTerm.ORDINARY,
        widget=forms.RadioSelect,
    )
    amount_cents = CentsField(label=lazy("冻结金额"))
    starts_at = MomentField(
        label=lazy("冻结时间"),
        required=False,
        help_text=lazy("银行实际冻结的时刻，不填就是现在。"),
    )
    field_order = ("term", "amount_cents", "starts_at")


class ReviewForm(forms.Form):
    had_warning = forms.ChoiceField(
        label=lazy("受骗之前有没有预警"), choices=Answer, widget=forms.RadioSelect
    )
    met_in_time = forms.ChoiceField(
        label=lazy("预警是否按时见面"),
        choices=[("", lazy("不适用")), *Answer.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    was_reached = forms.ChoiceField(
        label=lazy("宣传是否到过这一户"), choices=Answer, widget=forms.RadioSelect
    )
    bank_asked = forms.ChoiceField(
        label=lazy("转账时银行是否问过"), choices=Answer, widget=forms.RadioSelect
    )
    missed = forms.CharField(
        label=lazy("哪个环节漏了"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=lazy("只说工作，不评价受害人。没有漏的也写明理由。"),
    )
    improvement = forms.CharField(
        label=lazy("怎样改进"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs=REASON),
    )

    def clean_met_in_time(self) -> str:
        """Only a warning that there was can have been met."""
        answer: str = self.cleaned_data["met_in_time"]
        if self.cleaned_data.get("had_warning") != Answer.YES:
            return ""
        if not answer:
            raise forms.ValidationError(_("有预警的，请选是否按时见面。"))
        return answer

    def review(self) -> ReviewIn:
        return ReviewIn(**self.cleaned_data)
