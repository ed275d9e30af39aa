"""A county's own rule of a grade: limits in minutes, who is asked first."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from wuzha.earlywarnings.actions import GradeRuleIn
from wuzha.earlywarnings.models import GradeRule
from wuzha.organisation.models import PLACES, Unit, UnitKind

TARGETS = ("grid", "village", "town", "station", "county")
MINUTES = {"inputmode": "numeric", "data-unit": lazy("分钟")}


def minutes(label: Any, *, required: bool = True, least: int = 1) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=60 * 24 * 30,
        required=required,
        widget=forms.TextInput(attrs=MINUTES),
    )


class WholeNumbersField(forms.CharField):
    """ "60, 120" → [60, 120]."""

    def clean(self, value: Any) -> list[int]:
        typed = str(super().clean(value)).replace("，", ",").replace("、", ",")
        parts = [part.strip() for part in typed.split(",") if part.strip()]
        if not all(part.isdecimal() and 0 < int(part) < 100_000 for part in parts):
            raise forms.ValidationError(_("请填写整数，用逗号隔开，例如 60, 120。"))
        return [int(part) for part in parts]

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list) else value


class GradeRuleForm(forms.Form):
    sign = minutes(lazy("签收时限"))
    sign_alarm = minutes(lazy("签收提前提醒"), least=0)
    call = minutes(lazy("拨打时限"))
    call_alarm = minutes(lazy("拨打提前提醒"), least=0)
    meet = minutes(lazy("见面时限（不填就是不要求见面）"), required=False)
    meet_alarm = minutes(lazy("见面提前提醒"), required=False, least=0)
    feed_back = minutes(lazy("反馈时限"))
    feed_back_alarm = minutes(lazy("反馈提前提醒"), least=0)
    levels = WholeNumbersField(
        label=lazy("超时后逐级上报（分钟）"),
        help_text=lazy(
            "到期先通知代理人；再过第一个数交派出所，再过第二个数交县中心。"
        ),
    )
    restarts = forms.BooleanField(
        label=lazy("移交后重新计算时限（不选就沿用剩下的时间）"), required=False
    )
    targets = forms.MultipleChoiceField(
        label=lazy("由谁承办"),
        choices=[(kind, UnitKind(kind).label) for kind in TARGETS],
        widget=forms.CheckboxSelectMultiple,
        help_text=lazy("从网格往上依次找，第一个有人在岗的单位承办。"),
    )
    revisits = WholeNumbersField(label=lazy("见面后回访（小时）"), required=False)
    valid_from = forms.DateTimeField(
        label=lazy("生效时间（不填就是现在）"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    reason = forms.CharField(
        label=lazy("依据"),
        max_length=200,
        help_text=lazy("文件名或会议决定，留在历史记录里。"),
    )

    @classmethod
    def of(cls, rule: GradeRule, data: Any) -> "GradeRuleForm":
        names = GradeRuleIn.__dataclass_fields__
        return cls(data, initial={name: getattr(rule, name) for name in names})

    def clean(self) -> dict[str, Any]:
        kept: dict[str, Any] = super().clean() or {}
        for step in ("sign", "call", "meet", "feed_back"):
            limit, alarm = kept.get(step), kept.get(f"{step}_alarm")
            if limit and alarm and alarm >= limit:
                self.add_error(f"{step}_alarm", _("提醒要早于时限，请改小。"))
        return kept

    @property
    def rule(self) -> GradeRuleIn:
        names = GradeRuleIn.__dataclass_fields__
        return GradeRuleIn(**{name: self.cleaned_data[name] for name in names})


class PlaceNameForm(forms.Form):
    name = forms.CharField(label=lazy("俗称地名"), max_length=40, min_length=2)
    unit = forms.CharField(
        label=lazy("对应的村、社区或网格"),
        max_length=80,
        help_text=lazy("单位全称或代码。"),
    )

    def clean_unit(self) -> Unit:
        typed = self.cleaned_data["unit"].strip()
        places = Unit.objects.filter(valid_to=None, kind__in=PLACES)
        found = list(places.filter(code=typed) or places.filter(name=typed))
        if len(found) != 1:
            raise forms.ValidationError(
                _("有 %(count)d 个单位叫“%(typed)s”，请改填代码。")
                % {"count": len(found), "typed": typed}
                if found
                else _("没有叫“%(typed)s”的村、社区或网格。") % {"typed": typed}
            )
        return found[0]
