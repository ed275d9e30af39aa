"""Fields that several forms share."""

import re
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.lib.codes import mobile
from wuzha.lib.periods import EARLIEST, LATEST
from wuzha.organisation.models import Unit
from wuzha.ui.words import listed

USERNAME = re.compile(r"[a-z][a-z0-9_.-]{1,39}")
NAMED = 4


class DayField(forms.DateField):
    def __init__(self, **options: Any) -> None:
        look = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        options.setdefault("widget", look)
        options.setdefault("initial", timezone.localdate)
        super().__init__(**options)


class AskedDayField(forms.DateField):
    """Of a filter: whatever it says, days can be counted on from it."""

    def __init__(self, **options: Any) -> None:
        bounds = [MinValueValidator(EARLIEST), MaxValueValidator(LATEST)]
        super().__init__(validators=bounds, **options)


class MomentField(forms.DateTimeField):
    widget = forms.DateTimeInput

    def __init__(self, **options: Any) -> None:
        look = forms.DateTimeInput(
            format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}
        )
        options.setdefault("widget", look)
        super().__init__(input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], **options)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, datetime):
            value = timezone.localtime(value).replace(tzinfo=None)
        return value


class UnitField(forms.CharField):
    """A unit by its code, or by its name where that is the only one; `units` is set by
    the form: what the person may choose from."""

    units: QuerySet[Unit] = Unit.objects.none()

    def clean(self, value: Any) -> Any:
        text = super().clean(value).strip()
        if not text:
            return None
        open_units = self.units.filter(valid_to=None)
        found = list(open_units.filter(code=text)[:1]) or list(
            open_units.filter(name=text).select_related("parent")[: NAMED + 1]
        )
        if len(found) == 1:
            return found[0]
        raise ValidationError(_unclear(text, found, open_units))


class UnitsField(UnitField):
    """Several of them, one a line."""

    widget = forms.Textarea

    def clean(self, value: Any) -> Any:
        lines = re.split(r"[\n、，,；;]", str(value or ""))
        found = [super(UnitsField, self).clean(line) for line in lines if line.strip()]
        if self.required and not found:
            raise ValidationError(self.error_messages["required"], code="required")
        return [unit for unit in dict.fromkeys(found) if unit]


class UsernameField(forms.CharField):
    def clean(self, value: Any) -> str:
        text: str = super().clean(value).strip().lower()
        if not USERNAME.fullmatch(text):
            raise ValidationError(
                _("用户名用小写字母开头，由小写字母、数字和 . _ - 组成，至少两位。")
            )
        return text


class MobileField(forms.CharField):
    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "tel"}))
        super().__init__(max_length=20, **options)

    def clean(self, value: Any) -> str:
        text = super().clean(value).strip()
        if not text:
            return ""
        found = mobile(text)
        if not found.ok and found.problem:
            raise ValidationError(found.problem.said(_))
        return found.value


def _unclear(text: str, found: list[Unit], units: QuerySet[Unit]) -> str:
    if found:
        names = listed(f"{u.parent} {u} {u.code}" for u in found[:NAMED])
        return _("叫“%(text)s”的单位不止一个，请填编码：%(names)s。") % {
            "text": text,
            "names": names,
        }
    like = units.filter(name__contains=text)[:NAMED]
    names = listed(f"{unit} {unit.code}" for unit in like)
    if names:
        return _("没有叫“%(text)s”的单位，是不是：%(names)s？") % {
            "text": text,
            "names": names,
        }
    return _("您管理的范围里没有“%(text)s”，请核对名称或编码。") % {"text": text}
