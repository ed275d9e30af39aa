"""A year's table of days off, as it is typed: what it is taken from, and its rows."""

from datetime import date, time
from hashlib import sha256
from itertools import pairwise
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from wuzha.lib.holidays import LONGEST_TEXT
from wuzha.lib.workdays import SATURDAY, Holiday, Shift, Year
from wuzha.organisation.forms.fields import DayField

DECEMBER = 12
SHIFTS = (
    ("morning_opens", "morning_closes"),
    ("afternoon_opens", "afternoon_closes"),
)


class HourField(forms.TimeField):
    def __init__(self, **options: Any) -> None:
        look = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        super().__init__(widget=look, required=False, **options)


class DaysField(forms.CharField):
    """ "2027-01-04、2027-02-14" → two dates."""

    def clean(self, value: Any) -> list[date]:
        typed = str(super().clean(value)).replace("，", " ").replace("、", " ")
        try:
            return [date.fromisoformat(one) for one in typed.replace(",", " ").split()]
        except ValueError:
            raise forms.ValidationError(
                _("请按 2027-01-04 这样填写日期，多个用顿号隔开。")
            ) from None

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str) or value is None:
            return value
        return "、".join(day.isoformat() for day in value)


class YearForm(forms.Form):
    basis = forms.CharField(
        label=lazy("依据的文号"),
        max_length=200,
        help_text=lazy("例如国务院办公厅放假通知的标题和文号。"),
    )
    url = forms.CharField(
        label=lazy("在哪里可以看到通知"), max_length=300, required=False
    )
    morning_opens = HourField(label=lazy("上午上班"))
    morning_closes = HourField(label=lazy("上午下班"))
    afternoon_opens = HourField(label=lazy("下午上班"))
    afternoon_closes = HourField(label=lazy("下午下班"))
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        kept: dict[str, Any] = super().clean() or {}
        if self.errors:
            return kept
        for opens, closes in SHIFTS:
            if bool(kept[opens]) != bool(kept[closes]):
                empty = closes if kept[opens] else opens
                self.add_error(empty, _("上班和下班时间要一起填写。"))
        hours = [name for pair in SHIFTS for name in pair if kept.get(name)]
        for earlier, later in pairwise(hours):
            if kept[earlier] >= kept[later]:
                self.add_error(later, _("这个时间要晚于前一个时间。"))
        return kept

    @property
    def shifts(self) -> tuple[Shift, ...]:
        kept = self.cleaned_data
        return tuple(
            Shift(kept[opens], kept[closes]) for opens, closes in SHIFTS if kept[opens]
        )

    @staticmethod
    def hours_of(shifts: tuple[Shift, ...]) -> dict[str, time]:
        """What the form begins with; a third shift of the data has no field here."""
        pairs = zip(SHIFTS, shifts, strict=False)
        return {
            name: hour
            for (opens, closes), shift in pairs
            for name, hour in ((opens, shift.opens), (closes, shift.closes))
        }


class HolidayForm(forms.Form):
    name = forms.CharField(label=lazy("节日"), max_length=20)
    first = DayField(label=lazy("放假第一天"), initial=None)
    last = DayField(label=lazy("放假最后一天"), initial=None)
    make_up = DaysField(
        label=lazy("补班的周末"),
        max_length=200,
        required=False,
        help_text=lazy("按 2027-01-04 这样填写，多个用顿号隔开。"),
    )

    def __init__(self, *args: Any, year: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.year = year

    def clean_first(self) -> date:
        return self._of_the_year("first")

    def clean_last(self) -> date:
        return self._of_the_year("last")

    def clean_make_up(self) -> list[date]:
        days: list[date] = self.cleaned_data["make_up"]
        for day in days:
            self._require_year(day)
            if day.weekday() < SATURDAY:
                raise forms.ValidationError(
                    _("%(day)s不是周六或周日，本来就上班。") % {"day": day}
                )
        return days

    def clean(self) -> dict[str, Any]:
        kept: dict[str, Any] = super().clean() or {}
        first, last = kept.get("first"), kept.get("last")
        if not (first and last):
            return kept
        if last < first:
            self.add_error("last", _("最后一天不能早于第一天。"))
        for day in kept.get("make_up", ()):
            if first <= day <= last:
                self.add_error(
                    "make_up", _("%(day)s正在放假，不能补班。") % {"day": day}
                )
                break
        return kept

    @property
    def holiday(self) -> Holiday:
        kept = self.cleaned_data
        return Holiday(
            kept["name"].strip(), kept["first"], kept["last"], tuple(kept["make_up"])
        )

    def _of_the_year(self, name: str) -> date:
        day: date = self.cleaned_data[name]
        self._require_year(day)
        return day

    def _require_year(self, day: date) -> None:
        """New Year's days off may begin in December."""
        if (day.year, day.month) != (self.year - 1, DECEMBER) and day.year != self.year:
            raise forms.ValidationError(
                _("%(day)s不在%(year)d年。") % {"day": day, "year": self.year}
            )


class HolidayRows(forms.BaseFormSet):  # type: ignore[type-arg]
    """The rows together: no day is off twice, or off and worked."""

    def clean(self) -> None:
        if not self.kept:
            raise forms.ValidationError(_("请至少填写一个假期。"))
        rows = [form for form in self.kept if form.is_valid()]
        off: dict[date, str] = {}
        for form in rows:
            days = list(form.holiday.days)
            if twice := next((day for day in days if day in off), None):
                form.add_error("first", _overlap(twice, off[twice]))
            off |= dict.fromkeys(days, form.cleaned_data["name"])
        self._require_work_days(rows, off)

    def _require_work_days(self, rows: list[HolidayForm], off: dict[date, str]) -> None:
        worked: set[date] = set()
        for form in rows:
            for day in form.cleaned_data.get("make_up", ()):
                if day in off:
                    form.add_error("make_up", _overlap(day, off[day]))
                elif day in worked:
                    form.add_error("make_up", _("%(day)s填了两次。") % {"day": day})
                worked.add(day)

    @property
    def kept(self) -> list[HolidayForm]:
        """Those that are filled in and not to be deleted."""
        return [
            form
            for form in self.forms
            if form.has_changed() and not form.cleaned_data.get("DELETE")
        ]

    @property
    def holidays(self) -> tuple[Holiday, ...]:
        found = (form.holiday for form in self.kept)
        return tuple(sorted(found, key=lambda one: one.first))


def _overlap(day: date, name: str) -> str:
    return _("%(day)s已经在“%(name)s”假期里。") % {"day": day, "name": name}


class NoticeForm(forms.Form):
    notice = forms.CharField(
        label=lazy("通知的文字"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=lazy("把通知里“一、元旦：……”到最后一个节日的段落粘贴到这里。"),
    )


HolidayFormSet = cast(
    type[HolidayRows],
    forms.formset_factory(
        HolidayForm, formset=HolidayRows, extra=2, max_num=20, can_delete=True
    ),
)


class TableForm:
    """The two together, for one year."""

    def __init__(self, year: int, data: Any = None, *, begin: dict[str, Any]) -> None:
        holidays: tuple[Holiday, ...] = begin.pop("holidays")
        self.year = year
        self.previewed = data.get("previewed", "") if data else ""
        self.head = YearForm(data, initial=begin)
        self.rows = HolidayFormSet(
            data,
            prefix="holidays",
            form_kwargs={"year": year},
            initial=[
                {name: getattr(one, name) for name in HolidayForm.base_fields}
                for one in holidays
            ],
        )

    def is_valid(self) -> bool:
        return all([self.head.is_valid(), self.rows.is_valid()])

    @property
    def digest(self) -> str:
        """Of what is typed: what is saved is what was shown before."""
        return sha256(repr((self.table, self.head.cleaned_data)).encode()).hexdigest()

    @property
    def is_previewed(self) -> bool:
        return self.previewed == self.digest

    @property
    def table(self) -> Year:
        return Year(
            year=self.year,
            basis=self.head.cleaned_data["basis"],
            confidence="A",
            holidays=self.rows.holidays,
            shifts=self.head.shifts,
        )
