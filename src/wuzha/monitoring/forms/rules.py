"""A rule as people fill it in: its head, what it measures, its condition, its bands."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy

from wuzha.detection.rules.changes import ACTION_WORDS, PARTY_WORDS, SIDE_WORDS
from wuzha.detection.rules.conditions import typed_literal
from wuzha.detection.rules.reader import RuleError, read_values
from wuzha.detection.rules.tree import (
    TRANSFER_NAMES,
    Aggregate,
    Direction,
    Feature,
    Key,
    Kind,
)
from wuzha.detection.rules.words import TRANSFER_WORDS, feature_text
from wuzha.lib import params
from wuzha.monitoring.forms.conditions import Conditions, Dropdown, Names
from wuzha.ui.times import said

EVER = ("all", "不限")
MOST_FEATURES, MOST_BANDS = 8, 5
ANY_BAND = {"score": 1, "action": "review", "reason": "-"}
BLANK = {
    **{"version": 1, "title": "-", "state": "draft", "side": "mule"},
    **{"basis": "-", "confidence": "D", "dated": date.min},
    **{"account": "payer", "suspect": "payer", "victims": [], "evidence": []},
    **{"when": "new_payee", "measure": "amount", "features": {}},
    "bands": [{**ANY_BAND, "at_least": "5000元"}],
}
AGGREGATES = (
    (Aggregate.COUNT, gettext_lazy("笔数")),
    (Aggregate.SUM, gettext_lazy("合计金额")),
    (Aggregate.MAX, gettext_lazy("最大一笔")),
    (Aggregate.DISTINCT, gettext_lazy("对手人数")),
    (Aggregate.IDLE, gettext_lazy("距最近一笔多久")),
    (Aggregate.AGE, gettext_lazy("距最早一笔多久")),
)
DIRECTIONS = (
    (Direction.IN, gettext_lazy("转入")),
    (Direction.OUT, gettext_lazy("转出")),
    (Direction.ANY, gettext_lazy("收付都算")),
)
KEYS = (
    (Key.PAYER, gettext_lazy("付款账户的")),
    (Key.PAYEE, gettext_lazy("收款账户的")),
    (Key.PAIR, gettext_lazy("付款人付给该收款人的")),
)


def choices_of(of: Mapping[Any, str]) -> Names:
    """Choices from the words of the pure floor, in the reader's language."""
    return [(str(value), gettext_lazy(text)) for value, text in of.items()]  # type: ignore[misc]


class HeadForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("名称"), max_length=80)
    side = forms.ChoiceField(
        label=gettext_lazy("看哪一侧"),
        choices=choices_of(SIDE_WORDS),
        widget=forms.RadioSelect,
    )
    account = forms.ChoiceField(
        label=gettext_lazy("看谁的账户"),
        choices=choices_of(PARTY_WORDS),
        widget=forms.RadioSelect,
    )
    suspect = forms.ChoiceField(
        label=gettext_lazy("钱可能要止付在"),
        choices=choices_of(PARTY_WORDS),
        widget=forms.RadioSelect,
    )
    victims = forms.MultipleChoiceField(
        label=gettext_lazy("疑似受害人"),
        choices=choices_of(PARTY_WORDS),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    basis = forms.CharField(
        label=gettext_lazy("依据"),
        max_length=200,
        help_text=gettext_lazy("法规、通知的文号，或案件编号；门槛是自己定的也写明。"),
    )
    confidence = forms.ChoiceField(
        label=gettext_lazy("可信度"),
        choices=[(key, gettext_lazy(text)) for key, text in params.CONFIDENCE.items()],
        widget=forms.RadioSelect,
    )


class FeatureForm(forms.Form):
    name = forms.SlugField(max_length=61, widget=forms.HiddenInput)
    key = forms.ChoiceField(label=gettext_lazy("谁的"), choices=KEYS, widget=Dropdown)
    window = forms.CharField(
        label=gettext_lazy("多久以内"),
        max_length=20,
    )
    direction = forms.ChoiceField(
        label=gettext_lazy("方向"), choices=DIRECTIONS, widget=Dropdown
    )
    aggregate = forms.ChoiceField(
        label=gettext_lazy("算什么"), choices=AGGREGATES, widget=Dropdown
    )
    evidence = forms.BooleanField(
        label=gettext_lazy("命中时附上这些流水"), required=False
    )
    victims = forms.BooleanField(label=gettext_lazy("对手疑似受害人"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.filter = Conditions(
            self.data if self.is_bound else None,
            prefix=f"{self.prefix}-filter",
            names=choices_of(TRANSFER_WORDS),
            kinds=TRANSFER_NAMES,
            begin=self.initial.get("filter"),
        )

    @property
    def values(self) -> dict[str, str]:
        typed = self.cleaned_data
        found = {
            **{key: typed[key] for key in ("aggregate", "direction", "key")},
            "window": typed_literal(typed["window"], Kind.DURATION),
        }
        if typed["window"].strip() in EVER:
            found["window"] = EVER[0]
        return {**found, "filter": self.filter.line} if self.filter.line else found

    def shown_name(self) -> str:
        return str(self["name"].value() or "")

    def words(self) -> str:
        """What people call it, as soon as it can be read."""
        name = self.shown_name()
        if not self.is_bound:
            begun: Feature | None = self.initial.get("feature")
            return said(feature_text(begun)) if begun else name
        return said(feature_text(self.read)) if self.read else name

    @cached_property
    def read(self) -> Feature | None:
        if not (self.is_valid() and self.filter.is_valid()):
            return None
        try:
            return _alone(self.values)
        except RuleError:
            return None


class BandForm(forms.Form):
    at_least = forms.CharField(label=gettext_lazy("从多少起"), max_length=30)
    score = forms.IntegerField(label=gettext_lazy("分值"), min_value=1, max_value=100)
    action = forms.ChoiceField(
        label=gettext_lazy("建议"),
        choices=choices_of(ACTION_WORDS),
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("给核实人看的一句话"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class MeasureForm(forms.Form):
    measure = forms.ChoiceField(label=gettext_lazy("按什么分档"), required=False)
    plus = forms.ChoiceField(label=gettext_lazy("加上"), required=False)
    line = forms.CharField(
        label=gettext_lazy("或写成算式"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("填了算式就按算式，如 amount + received - sent。"),
    )

    def __init__(self, *args: Any, names: Names, **options: Any) -> None:
        super().__init__(*args, **options)
        cast(forms.ChoiceField, self.fields["measure"]).choices = names
        cast(forms.ChoiceField, self.fields["plus"]).choices = [("", "—"), *names]

    @property
    def written(self) -> str:
        typed = self.cleaned_data
        parts = filter(None, (typed["measure"], typed["plus"]))
        return typed["line"].strip() or " + ".join(parts)


class WhyForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("为什么改"),
        max_length=200,
        help_text=gettext_lazy("记入这条规则的变动记录。"),
    )


FeatureSet = forms.formset_factory(
    FeatureForm, extra=0, max_num=MOST_FEATURES, can_delete=True
)
BandSet = forms.formset_factory(BandForm, extra=0, max_num=MOST_BANDS, can_delete=True)


def kind_of(aggregate: str) -> Kind:
    if aggregate not in set(Aggregate):
        return Kind.NUMBER
    return Feature(Aggregate(aggregate), Direction.IN, None, Key.PAYER, None).kind


def _alone(feature: Mapping[str, str]) -> Feature:
    """Of a rule that says nothing else."""
    values = {**BLANK, "id": "it", "features": {"it": feature}}
    return read_values(values, "").features["it"]
