"""Fields that know lists of names, days of the month and dates without a year."""

import re
from calendar import monthrange
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
DAY_OF_YEAR = re.compile(r"(\d{1,2})(?:[-/.月](?:(\d{1,2})[日号]?|底|末)?)")
MONTHS, DAYS = 12, 31
LEAP_YEAR = 2024  # in which 29 February can be meant


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


class DatesField(forms.CharField):
    """6月20日、12月20日 as days of any year, in order: XXXX-06-20, XXXX-12-20."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=120, required=False, **options)

    def clean(self, value: Any) -> Any:
        words = SEPARATORS.split(super().clean(value).replace(" ", ""))
        return tuple(sorted({_day_of_year(word) for word in words if word}))

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return "、".join(f"{int(day[5:7])}月{int(day[8:])}日" for day in value)
        return value


def _day_of_year(word: str) -> str:
    match = DAY_OF_YEAR.fullmatch(word)
    if match is None or not _is_date(match[1], match[2]):
        raise ValidationError(_("看不懂“%(day)s”，请写成 6月20日。") % {"day": word})
    month = int(match[1])
    longest = monthrange(LEAP_YEAR, month)[1]
    day = int(match[2]) if match[2] else longest
    return f"XXXX-{month:02}-{min(day, longest):02}"


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
