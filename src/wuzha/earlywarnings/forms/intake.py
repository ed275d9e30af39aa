"""A warning by hand, in the order in which somebody on the telephone tells it; and a
table of them."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as lazy
from pydantic import ValidationError

from wuzha.earlywarnings.forms.visits import fraud_choices
from wuzha.earlywarnings.intake import OTHER_CLASS, WarningIn, said_errors
from wuzha.earlywarnings.states import Grade, Signal, Source, Stream
from wuzha.incidents.models import AgeBand, Sex

OPTIONAL = [("", lazy("不填"))]


class WarningForm(forms.Form):
    # Stands for a number of the source that nobody has: sent twice, it counts once.
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    name = forms.CharField(label=lazy("姓名"), max_length=40, required=False)
    phone = forms.CharField(
        label=lazy("电话"),
        max_length=24,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    address = forms.CharField(
        label=lazy("住址"),
        max_length=200,
        required=False,
        help_text=lazy("写到村、社区或网格，就能自动分派。"),
    )
    stream = forms.ChoiceField(
        label=lazy("类型"), choices=Stream, widget=forms.RadioSelect
    )
    grade = forms.ChoiceField(
        label=lazy("等级"), choices=Grade, widget=forms.RadioSelect
    )
    fraud_class = forms.ChoiceField(
        label=lazy("诈骗类别"),
        choices=fraud_choices,
        initial=OTHER_CLASS,
    )
    signal = forms.ChoiceField(
        label=lazy("发现了什么"), choices=Signal, initial=Signal.CALL
    )
    clue = forms.CharField(
        label=lazy("线索摘要"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    source = forms.ChoiceField(
        label=lazy("来源"), choices=Source, initial=Source.HOTLINE
    )
    source_number = forms.CharField(
        label=lazy("来源编号"),
        max_length=64,
        required=False,
        help_text=lazy("上级或银行给的编号；没有就不填。"),
    )
    limit_at = forms.DateTimeField(
        label=lazy("来源要求见面时间"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    identity = forms.CharField(
        label=lazy("身份证号"),
        max_length=24,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    sex = forms.ChoiceField(
        label=lazy("性别"), choices=[*OPTIONAL, *Sex.choices], required=False
    )
    age_band = forms.ChoiceField(
        label=lazy("年龄段"), choices=[*OPTIONAL, *AgeBand.choices], required=False
    )
    occupation = forms.CharField(label=lazy("职业"), max_length=40, required=False)
    place_code = forms.CharField(
        label=lazy("区划或网格代码"), max_length=24, required=False
    )

    MORE = (
        *("source_number", "limit_at", "identity", "sex", "age_band"),
        *("occupation", "place_code"),
    )

    def clean(self) -> dict[str, Any]:
        kept: dict[str, Any] = super().clean() or {}
        if self.errors:
            return kept
        number = kept["source_number"] or f"SG-{kept['key']}"
        facts = {
            name: value
            for name, value in kept.items()
            if name in WarningIn.model_fields and value not in ("", None)
        }
        try:
            kept["warning"] = WarningIn(**{**facts, "source_number": number})
        except ValidationError as wrong:
            for field, sentence in said_errors(wrong):
                self.add_error(field or None, sentence)
        return kept

    @property
    def first_fields(self) -> list[forms.BoundField]:
        return [bound for bound in self.visible_fields() if bound.name not in self.MORE]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.MORE]
