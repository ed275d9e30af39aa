"""What the caller tells, in the order in which it is told: the money, then the person,
then the story."""

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from wuzha.incidents.forms.classes import class_choices, classified
from wuzha.incidents.inputs import IdentifierIn, PaymentIn, VictimIn
from wuzha.incidents.models import (
    AgeBand,
    IdentifierKind,
    Incident,
    PaymentChannel,
    ReportChannel,
    Sex,
)
from wuzha.lib import codes
from wuzha.lib.taxonomy import taxonomy
from wuzha.organisation.models import Unit
from wuzha.ui.formfields import (
    AccountField,
    CentsField,
    CheckedForm,
    IdentityField,
    MomentField,
    PhoneField,
    PositiveCentsField,
)
from wuzha.ui.times import said

BETWEEN = re.compile(r"[,，、;；\n]+")
# Shorter parts belong to a number that was written with spaces.
SHORTEST_NUMBER = 7
UNSAID = ("", lazy("没说"))
ROWS, MOST_PAYMENTS = 5, 50
# Nothing to be seen, yet a style sheet can tell an empty box from a filled one.
EMPTY = " "


def _money_forms() -> list[tuple[str, str]]:
    return [(code, _(name)) for code, name in taxonomy().money_out_choices]


class PaymentForm(CheckedForm):
    """One payment. Only account and amount are needed now; the bank needs all four."""

    paid_at = MomentField(label=lazy("转账时间"), required=False)
    amount_cents = PositiveCentsField(label=lazy("金额"))
    payee_name = forms.CharField(
        label=lazy("收款人户名"), max_length=80, required=False
    )
    payee_account = AccountField(label=lazy("收款账号"))
    payee_bank = forms.CharField(label=lazy("收款银行"), max_length=80, required=False)
    channel = forms.ChoiceField(
        label=lazy("转账渠道"),
        choices=[UNSAID, *PaymentChannel.choices],
        required=False,
    )
    payer_account = AccountField(label=lazy("本人转出账号"), required=False)
    payer_bank = forms.CharField(
        label=lazy("本人转出银行"), max_length=80, required=False
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("amount_cents", "payee_name", "payee_account"):
            self.fields[name].widget.attrs["placeholder"] = EMPTY

    def payment(self) -> PaymentIn:
        return PaymentIn(**self.cleaned_data)


class PaymentRows:
    """Payments as repeated rows; empty ones are left out. The style sheet shows a row
    once something stands in the one before, and a button asks for more of them: no
    script is needed, and a kept draft finds its rows again."""

    PREFIX = "pay"
    COUNT = "pay-count"

    def __init__(self, data: QueryDict | None, *, more: bool = False) -> None:
        self.bound = data is not None and not more
        typed = data.get(self.COUNT, "") if data is not None else ""
        count = int(typed) if typed.isdecimal() else ROWS
        self.count = max(1, min(count + more * ROWS, MOST_PAYMENTS))
        self.forms = [self._form(data, place) for place in range(self.count)]

    def is_valid(self) -> bool:
        valid = [form.is_valid() for form in self.forms]  # each says what is wrong
        return all(valid)

    def payments(self) -> list[PaymentIn]:
        return [form.payment() for form in self.forms if form.has_changed()]

    def _form(self, data: QueryDict | None, place: int) -> PaymentForm:
        prefix = f"{self.PREFIX}-{place}"
        return PaymentForm(
            data if self.bound else None,
            prefix=prefix,
            initial=None if self.bound else typed_in(data, prefix, PaymentForm),
            empty_permitted=True,
            use_required_attribute=False,
        )


def typed_in(
    data: QueryDict | None, prefix: str, form: type[forms.Form]
) -> dict[str, str]:
    """What was typed, as the beginning of a fresh form: a row was added, nothing is to
    be judged yet."""
    names = form.base_fields if data is not None else ()
    found = {name: (data or QueryDict()).get(f"{prefix}-{name}") for name in names}
    return {name: value for name, value in found.items() if value is not None}


class PersonForm(CheckedForm):
    """The victim. Nothing is needed: the money is stopped before the name is known."""

    name = forms.CharField(label=lazy("姓名"), max_length=40, required=False)
    phone = PhoneField(label=lazy("联系电话"), required=False)
    identity = IdentityField(label=lazy("身份证号"), required=False)
    address = forms.CharField(label=lazy("住址"), max_length=120, required=False)
    age_band = forms.ChoiceField(
        label=lazy("年龄"), choices=[UNSAID, *AgeBand.choices], required=False
    )
    sex = forms.ChoiceField(
        label=lazy("性别"), choices=[UNSAID, *Sex.choices], required=False
    )
    job = forms.CharField(label=lazy("职业"), max_length=40, required=False)

    FIRST = ("name", "phone")
    MORE = ("identity", "address", "age_band", "sex", "job")

    def victim(self) -> VictimIn:
        return VictimIn(**self.cleaned_data)


class StoryForm(forms.Form):
    fraud_class = forms.ChoiceField(
        label=lazy("诈骗类别"), choices=class_choices, initial="F99"
    )
    story = forms.CharField(
        label=lazy("经过"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=lazy("对方自称什么人，怎样联系上的，说了什么，现在还在不在联系。"),
    )
    phones = forms.CharField(label=lazy("对方电话"), max_length=200, required=False)
    links = forms.CharField(label=lazy("网址链接"), max_length=800, required=False)
    chats = forms.CharField(label=lazy("微信、QQ号"), max_length=200, required=False)
    apps = forms.CharField(label=lazy("下载的软件"), max_length=200, required=False)

    MARKS = ("phones", "links", "chats", "apps")
    KINDS = {
        "phones": IdentifierKind.PHONE,
        "links": IdentifierKind.LINK,
        "chats": IdentifierKind.CHAT,
        "apps": IdentifierKind.APP,
    }

    def clean_phones(self) -> str:
        """Every one of them, before anything is kept."""
        typed: str = self.cleaned_data["phones"]
        for one in _several(typed):
            checked = codes.phone(one)
            if checked.problem is not None and not checked.ok:
                raise ValidationError(said(checked.problem))
        return typed

    def classified(self) -> dict[str, str]:
        return classified(self.cleaned_data["fraud_class"])

    def identifiers(self) -> list[IdentifierIn]:
        """Several in one box are told apart by commas, lines, or spaces."""
        return [
            IdentifierIn(kind=kind, value=value)
            for box, kind in self.KINDS.items()
            for value in _several(self.cleaned_data[box])
        ]


class ReportForm(forms.Form):
    """How the report came, and who works on it."""

    channel = forms.ChoiceField(
        label=lazy("怎样报来的"), choices=ReportChannel, initial=ReportChannel.CALL_110
    )
    reported_at = MomentField(label=lazy("报案时间"))
    place = forms.ModelChoiceField(
        label=lazy("居住村社区"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=lazy("还不清楚"),
    )
    unit = forms.ModelChoiceField(
        label=lazy("办案单位"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=lazy("按居住地自动确定"),
    )
    other_loss_cents = CentsField(label=lazy("其他损失"), required=False)
    money_out_form = forms.ChoiceField(
        label=lazy("其他损失的形式"),
        choices=_money_forms,
        initial="bank_transfer",
        required=False,
    )
    warning_ref = forms.CharField(
        label=lazy("此前的预警编号"), max_length=40, required=False
    )

    FIRST = ("channel", "reported_at")
    WHERE = ("place", "unit")
    OTHER = ("other_loss_cents", "money_out_form")

    def __init__(
        self,
        *args: Any,
        places: QuerySet[Unit],
        units: QuerySet[Unit],
        **options: Any,
    ) -> None:
        options.setdefault("initial", {"reported_at": timezone.localtime()})
        super().__init__(*args, **options)
        self.fields["place"].queryset = places  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class BriefReportForm(CheckedForm):
    """What a bank, a school, a firm or a grid can tell at once; police ask the rest."""

    reported_at = MomentField(label=lazy("发现时间"))
    fraud_class = forms.ChoiceField(
        label=lazy("诈骗类别"), choices=class_choices, initial="F99"
    )
    name = forms.CharField(label=lazy("当事人姓名"), max_length=40, required=False)
    phone = PhoneField(label=lazy("当事人电话"), required=False)
    story = forms.CharField(
        label=lazy("情况"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=lazy("看到什么、当事人怎么说，钱有没有转出去。"),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("initial", {"reported_at": timezone.localtime()})
        super().__init__(*args, **options)

    def classified(self) -> dict[str, str]:
        return classified(self.cleaned_data["fraud_class"])


class CorrectionForm(PersonForm):
    """The facts of an incident, all at once."""

    case_number = forms.CharField(label=lazy("立案编号"), max_length=60, required=False)
    fraud_class = forms.ChoiceField(label=lazy("诈骗类别"), choices=class_choices)
    is_telecom_fraud = forms.BooleanField(
        label=lazy("属于电信网络诈骗（当面骗取的不算）"), required=False
    )
    story = forms.CharField(
        label=lazy("经过"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    place = forms.ModelChoiceField(
        label=lazy("居住村社区"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=lazy("还不清楚"),
    )
    other_loss_cents = CentsField(label=lazy("其他损失"), required=False)
    money_out_form = forms.ChoiceField(
        label=lazy("其他损失的形式"), choices=_money_forms
    )
    reported_at = MomentField(label=lazy("报案时间"))
    channel = forms.ChoiceField(label=lazy("怎样报来的"), choices=ReportChannel)

    FACTS = (
        *("case_number", "is_telecom_fraud", "story", "place", "money_out_form"),
        *("reported_at", "channel"),
    )

    def __init__(
        self, *args: Any, incident: Incident, places: QuerySet[Unit], **options: Any
    ) -> None:
        options["initial"] = _facts_of(incident)
        super().__init__(*args, **options)
        self.fields["place"].queryset = places  # type: ignore[attr-defined]

    def victim(self) -> VictimIn:
        names = (*self.FIRST, *self.MORE)
        return VictimIn(**{name: self.cleaned_data[name] for name in names})

    def facts(self) -> dict[str, Any]:
        kind = classified(self.cleaned_data["fraud_class"])
        return {
            **{name: self.cleaned_data[name] for name in self.FACTS},
            "other_loss_cents": self.cleaned_data["other_loss_cents"] or 0,
            "fraud_class": kind["fraud_class"],
            "fraud_subtype": kind["sub_type"],
        }


class IdentifierForm(forms.Form):
    kind = forms.ChoiceField(
        label=lazy("种类"), choices=IdentifierKind, initial=IdentifierKind.PHONE
    )
    value = forms.CharField(label=lazy("号码或地址"), max_length=800)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("kind") == IdentifierKind.LINK and "." not in found.get(
            "value", "."
        ):
            raise ValidationError(_("这不像一个网址，请核对。"))
        return found

    def identifier(self) -> IdentifierIn:
        return IdentifierIn(**self.cleaned_data)


def _several(typed: str) -> Iterator[str]:
    """00852 6123 4567 is one number, 13900001111 13900002222 are two."""
    for part in BETWEEN.split(typed):
        words = part.split()
        if all(len(word) >= SHORTEST_NUMBER for word in words):
            yield from words
        else:
            yield part.strip()


def _facts_of(incident: Incident) -> dict[str, Any]:
    return {
        "name": incident.victim_name,
        "phone": incident.victim_phone,
        "identity": incident.victim_identity,
        "address": incident.victim_address,
        "age_band": incident.victim_age_band,
        "sex": incident.victim_sex,
        "job": incident.victim_job,
        "fraud_class": incident.fraud_subtype or incident.fraud_class,
        "other_loss_cents": incident.other_loss_cents or None,
        **{
            name: getattr(incident, name)
            for name in CorrectionForm.FACTS
            if name != "place"
        },
        "place": incident.place_id,
    }
