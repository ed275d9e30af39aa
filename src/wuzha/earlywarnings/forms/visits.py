"""What is typed at the door or with the phone at the ear."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from wuzha.earlywarnings.actions import MeetingIn
from wuzha.earlywarnings.guidance import contact_results, measures
from wuzha.earlywarnings.states import (
    Belief,
    NoticeGiven,
    Outcome,
    RevisitResult,
    Way,
)
from wuzha.lib import codes, money
from wuzha.lib.taxonomy import taxonomy

ROWS = {"rows": 3}
UNSAID = [("no", lazy("没有")), ("yes", lazy("已经转出")), ("", lazy("没有说"))]


class EntryForm(forms.Form):
    """An entry that may be made without a network: `key` is the same however often it
    is sent, `made_at` is the moment it was made (the script fills it in)."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    made_at = forms.DateTimeField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


def fraud_choices() -> list[tuple[str, str | Promise]]:
    return [(code, _(name)) for code, name in taxonomy().choices]


def result_choices() -> list[tuple[str, str | Promise]]:
    return [(r.code, _(r.label)) for r in contact_results().values() if not r.retired]


class AttemptForm(EntryForm):
    """The result is a button: pressing it sends the form."""

    result = forms.ChoiceField(
        label=lazy("结果"), choices=result_choices, widget=forms.HiddenInput
    )
    way = forms.ChoiceField(label=lazy("方式"), choices=Way, initial=Way.PHONE)
    note = forms.CharField(
        label=lazy("备注"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs=ROWS),
    )


class MeetingForm(EntryForm):
    belief = forms.ChoiceField(
        label=lazy("劝住了吗"), choices=Belief, widget=forms.RadioSelect
    )
    money_moved = forms.ChoiceField(
        label=lazy("钱转出了吗"),
        choices=UNSAID,
        required=False,
        initial="no",
        widget=forms.RadioSelect,
    )
    measures = forms.MultipleChoiceField(
        label=lazy("已做的事"),
        choices=lambda: [(m.code, _(m.label)) for m in measures().values()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    identity_checked = forms.BooleanField(label=lazy("已核对本人身份"), required=False)
    story = forms.CharField(
        label=lazy("经过"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=lazy("对方自称什么人，说了什么，要本人做什么。"),
    )
    fraud_class = forms.ChoiceField(
        label=lazy("诈骗类别"),
        choices=fraud_choices,
    )
    amount = forms.CharField(
        label=lazy("转出金额"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "data-unit": lazy("元")}),
    )
    paid_at = forms.DateTimeField(
        label=lazy("转出时间"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    payee_name = forms.CharField(label=lazy("收款人"), max_length=40, required=False)
    account = forms.CharField(
        label=lazy("收款账号"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=lazy("按转账凭证原样填写。"),
    )
    spot = forms.CharField(label=lazy("见面地点"), max_length=80, required=False)
    companions = forms.CharField(label=lazy("同去的人"), max_length=80, required=False)
    notice_given = forms.ChoiceField(
        label=lazy("劝阻告知书"),
        choices=NoticeGiven,
        initial=NoticeGiven.NOT_GIVEN,
        widget=forms.RadioSelect,
    )
    witness = forms.CharField(label=lazy("见证人"), max_length=40, required=False)

    # Folded away on the page until they are needed.
    PAYMENT = ("amount", "paid_at", "payee_name", "account")
    MORE = ("spot", "companions", "notice_given", "witness")

    def clean_amount(self) -> int:
        """In cents; 0 when nothing was said."""
        typed = self.cleaned_data["amount"]
        if not typed:
            return 0
        try:
            return money.cents(typed)
        except money.NotMoney as wrong:
            raise forms.ValidationError(wrong.sentence.said(_)) from wrong

    def clean_account(self) -> str:
        typed = self.cleaned_data["account"]
        checked = codes.bank_account(typed) if typed else None
        if checked is None:
            return ""
        if not checked.ok:
            raise forms.ValidationError(str(checked.problem))
        return checked.value

    def clean(self) -> dict[str, Any]:
        kept: dict[str, Any] = super().clean() or {}
        if kept.get("account") and not kept.get("amount"):
            self.add_error("amount", _("填了收款账号，请把金额也填上。"))
        if kept.get("notice_given") == NoticeGiven.REFUSED and not kept.get("witness"):
            self.add_error("witness", _("拒绝签名时要有见证人，请填姓名。"))
        return kept

    @property
    def payment_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.PAYMENT]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.MORE]

    @property
    def meeting(self) -> MeetingIn:
        kept = self.cleaned_data
        moved = {"yes": True, "no": False}.get(kept["money_moved"])
        payments = self._payments()
        return MeetingIn(
            fraud_class=kept["fraud_class"],
            belief=kept["belief"],
            spot=kept["spot"],
            companions=kept["companions"],
            identity_checked=kept["identity_checked"],
            story=kept["story"],
            money_moved=True if payments else moved,
            payments=payments,
            measures=kept["measures"],
            notice_given=kept["notice_given"],
            witness=kept["witness"],
        )

    def _payments(self) -> list[dict[str, Any]]:
        kept = self.cleaned_data
        if not kept["amount"]:
            return []
        paid_at = kept["paid_at"]
        return [
            {
                "payee_name": kept["payee_name"],
                "account": kept["account"],
                "amount_cents": kept["amount"],
                "paid_at": paid_at.isoformat() if paid_at else "",
            }
        ]


class PhotoForm(forms.Form):
    photo = forms.FileField(
        label=lazy("照片"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg"}),
        help_text=lazy("选填。保存前会去掉照片里的位置和时间。"),
    )


class FeedbackForm(EntryForm):
    outcome = forms.ChoiceField(label=lazy("结果"), choices=Outcome)
    opinion = forms.CharField(
        label=lazy("处理意见"),
        max_length=1000,
        widget=forms.Textarea(attrs=ROWS),
        help_text=lazy("一两句话：怎么劝的，现在情况怎样。"),
    )


class RevisitForm(EntryForm):
    way = forms.ChoiceField(label=lazy("方式"), choices=Way, initial=Way.PHONE)
    result = forms.ChoiceField(
        label=lazy("结果"), choices=RevisitResult, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=lazy("备注"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs=ROWS),
    )
