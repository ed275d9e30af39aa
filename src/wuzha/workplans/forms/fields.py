"""Fields that know lists of names, days of the month and dates without a year."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from wuzha.workplans.facts import ONGOING

SEPARATORS = re.compile(r"[、,，;；\n]+")
WITHOUT_YEAR = re.compile(
    r"(?:(\d{4}|XXXX)[-年/.])?(\d{1,2})(?:[-月/.](?:(\d{1,2})日?)?)?"
)
MONTHS, DAYS = 12, 31


class NamesField(forms.CharField):
    """公安局、各村 as a tuple of names."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", lazy("几个名称用顿号隔开。"))
        super().__init__(max_length=600, required=False, **options)

    def clean(self, value: Any) -> Any:
        names = SEPARATORS.split(super().clean(value))
        return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))

    def prepare_value(self, value: Any) -> Any:
        return "、".join(value) if isinstance(value, list | tuple) else value


class DaysField(forms.CharField):
    """13、28 as a tuple of days of the month."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=60, required=False, **options)

    def clean(self, value: Any) -> Any:
        words = [word for word in re.split(r"\D+", super().clean(value)) if word]
        days = tuple(sorted({int(word) for word in words}))
        if any(not 1 <= day <= DAYS for day in days):
            raise ValidationError(_("日子要在1到31之间，几个日子用顿号隔开。"))
        return days

    def prepare_value(self, value: Any) -> Any:
        return "、".join(map(str, value)) if isinstance(value, list | tuple) else value


class PlanDateField(forms.CharField):
    """2026-04-30, 4月30日, 6月: a date with or without its year, as ISO 8601-2."""

    def __init__(self, *, may_go_on: bool = False, **options: Any) -> None:
        self.may_go_on = may_go_on
        help_text = lazy("如 2026-04-30、4月30日、6月。")
        if may_go_on:
            help_text = lazy("如 2026-04-30、4月30日、6月；没有期限的写“持续”。")
        super().__init__(max_length=20, required=False, help_text=help_text, **options)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value).replace(" ", "")
        if not typed:
            return None
        if self.may_go_on and typed.startswith(("持续", ONGOING)):
            return ONGOING
        match = WITHOUT_YEAR.fullmatch(typed)
        if match is None or not _is_date(match[2], match[3]):
            raise ValidationError(_("看不懂这个日期，请写成 2026-04-30 或 4月30日。"))
        parts = [match[1] or "XXXX", f"{int(match[2]):02}"]
        return "-".join([*parts, f"{int(match[3]):02}"] if match[3] else parts)

    def prepare_value(self, value: Any) -> Any:
        return _("持续") if value == ONGOING else value


def _is_date(month: str, day: str | None) -> bool:
    return 1 <= int(month) <= MONTHS and (day is None or 1 <= int(day) <= DAYS)
