"""What the deeds of a return ask for."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from wuzha.incidents.forms.fields import (
    AccountField,
    CentsField,
    CheckedForm,
    IdentityField,
    PhoneField,
    PositiveCentsField,
)
from wuzha.incidents.forms.stop_payments import ApprovalForm, ReasonForm
from wuzha.incidents.models import ApprovalLevel, Incident
from wuzha.returns.inputs import AccountIn, AgentIn, ClaimIn, TraceIn
from wuzha.returns.models import Claim
from wuzha.returns.states import WAYS, TraceMethod

__all__ = [
    "AccountForm",
    "AnswerForm",
    "ClaimForm",
    "DecisionForm",
    "IncidentForm",
    "NoticeForm",
    "ObjectionForm",
    "PaidForm",
    "ReasonForm",
    "RoundForm",
    "WayForm",
]
AREA = {"rows": 3}


class RoundForm(forms.Form):
    available_cents = PositiveCentsField(
        label=lazy("可返还金额"),
        help_text=lazy("向开户行核对现在实际冻结的余额，不超过尚未返还的冻结金额。"),
    )


class IncidentForm(forms.Form):
    """The number of an incident whose money came by way of other accounts."""

    number = forms.CharField(label=lazy("案件编号"), max_length=20)

    def __init__(self, *args: Any, incidents: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.incidents = incidents

    def clean_number(self) -> Incident:
        """AJ2026-000123: the last part is its key."""
        typed: str = self.cleaned_data["number"].strip()
        key = typed.rpartition("-")[2]
        found = self.incidents.filter(pk=key).first() if key.isdecimal() else None
        if found is None:
            raise forms.ValidationError(_("没有找到这个编号的案件，请核对。"))
        return found  # type: ignore[no-any-return]


class AccountForm(CheckedForm):
    return_account = AccountField(label=lazy("返还账户账号"))
    return_bank = forms.CharField(label=lazy("返还账户开户银行"), max_length=80)
    account_reason = forms.CharField(
        label=lazy("不返还原转出账户的原因"),
        max_length=200,
        required=False,
        help_text=lazy("返还原转出账户的不填。原账户不能入账的，写明原因。"),
    )

    def account(self) -> AccountIn:
        asked = self.cleaned_data
        return AccountIn(
            account=asked["return_account"],
            bank=asked["return_bank"],
            reason=asked["account_reason"],
        )


class ClaimForm(AccountForm):
    """In the order of the application; the amounts are those that were verified."""

    lost_cents = PositiveCentsField(
        label=lazy("核实损失"),
        help_text=lazy("该受害人流入这个冻结账户的金额。"),
    )
    traced_cents = CentsField(
        label=lazy("追踪到的金额"),
        required=False,
        help_text=lazy("冻结资金中按到账时间属于该受害人的部分；没有追踪的不填。"),
    )
    trace_method = forms.ChoiceField(
        label=lazy("追踪方法"),
        choices=[("", lazy("没有追踪")), *TraceMethod.choices],
        required=False,
    )
    trace_source = forms.CharField(
        label=lazy("追踪依据"),
        max_length=120,
        required=False,
        help_text=lazy("银行流水或追踪记录的编号、页码。"),
    )
    agent_name = forms.CharField(
        label=lazy("代理人姓名"),
        max_length=40,
        required=False,
        help_text=lazy("受害人本人申请的不填。"),
    )
    agent_identity = IdentityField(label=lazy("代理人证件号码"), required=False)
    authorisation = forms.CharField(
        label=lazy("委托手续"), max_length=120, required=False
    )
    is_verified = forms.BooleanField(
        label=lazy("民警已核实委托手续和代理人身份"), required=False
    )
    TRACE = ("traced_cents", "trace_method", "trace_source")
    AGENT = ("agent_name", "agent_identity", "authorisation", "is_verified")
    field_order = ("lost_cents", "return_account", "return_bank", "account_reason")

    def __init__(self, *args: Any, original: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.original = original

    @property
    def usual(self) -> list[forms.BoundField]:
        return [self[name] for name in self.field_order]

    @property
    def further(self) -> Iterator[tuple[str, list[forms.BoundField], bool]]:
        """Folded away unless something stands in it."""
        for heading, names in (
            (_("按流水追踪过的"), self.TRACE),
            (_("代理人申请的"), self.AGENT),
        ):
            bounds = [self[name] for name in names]
            used = any(bound.value() or bound.errors for bound in bounds)
            yield heading, bounds, used

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or self.cleaned_data
        account = asked.get("return_account")
        if account and account != self.original and not asked.get("account_reason"):
            self.add_error("account_reason", _("不是原转出账户，请写明原因。"))
        if asked.get("traced_cents") is not None and not (
            asked.get("trace_method") and asked.get("trace_source")
        ):
            self.add_error("trace_method", _("填了金额的，请选追踪方法、写明依据。"))
        if asked.get("agent_name") and not (
            asked.get("authorisation") and asked.get("is_verified")
        ):
            self.add_error("authorisation", _("代理人申请的，须有核实过的委托手续。"))
        return asked

    def claim(self) -> ClaimIn:
        asked = self.cleaned_data
        is_traced = asked["traced_cents"] is not None
        return ClaimIn(
            lost_cents=asked["lost_cents"],
            account=self.account(),
            trace=TraceIn(**{name: asked[name] for name in self.TRACE})
            if is_traced
            else TraceIn(),
            agent=AgentIn(
                name=asked["agent_name"],
                identity=asked["agent_identity"],
                authorisation=asked["authorisation"],
                is_verified=asked["is_verified"],
            ),
        )

    @staticmethod
    def initial_of(claim: Claim) -> dict[str, Any]:
        names = (
            *("lost_cents", "return_account", "return_bank", "account_reason"),
            *("traced_cents", "trace_method", "trace_source", "agent_name"),
            *("agent_identity", "authorisation"),
        )
        return {
            **{name: getattr(claim, name) for name in names},
            "is_verified": claim.authorisation_verified,
        }


class WayForm(forms.Form):
    way = forms.ChoiceField(
        label=lazy("返还方式"), choices=list(WAYS.items()), widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=lazy("理由"),
        max_length=300,
        widget=forms.Textarea(attrs=AREA),
        help_text=lazy("账户流水怎样说明，几笔汇入，能否按时间区分。会写进报告书。"),
    )


class NoticeForm(forms.Form):
    place = forms.CharField(
        label=lazy("公告发布在哪里"),
        max_length=200,
        help_text=lazy("如公安机关网站、公告栏、报纸；发布以后再登记。"),
    )


class ObjectionForm(CheckedForm):
    name = forms.CharField(label=lazy("异议人"), max_length=40)
    phone = PhoneField(label=lazy("联系电话"), required=False)
    text = forms.CharField(
        label=lazy("异议内容"), max_length=1000, widget=forms.Textarea(attrs=AREA)
    )


class AnswerForm(forms.Form):
    is_upheld = forms.TypedChoiceField(
        label=lazy("异议是否成立"),
        choices=[("no", lazy("不成立")), ("yes", lazy("成立"))],
        coerce=lambda typed: typed == "yes",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=lazy("答复和理由"), max_length=1000, widget=forms.Textarea(attrs=AREA)
    )


class DecisionForm(ApprovalForm):
    paper_number = forms.CharField(
        label=lazy("决定书编号"),
        max_length=60,
        help_text=lazy("如“×公刑返字〔2026〕12号”；几名受害人的，依次加“之1、之2”。"),
    )
    approval_level = forms.ChoiceField(
        label=lazy("签发机关"), choices=ApprovalLevel, initial=ApprovalLevel.CITY
    )


class PaidForm(forms.Form):
    handler = forms.CharField(label=lazy("银行经办人"), max_length=40)
