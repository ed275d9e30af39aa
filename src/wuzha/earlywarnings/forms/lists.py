"""What somebody looks for in the list."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as lazy

from wuzha.earlywarnings import figures
from wuzha.earlywarnings.models import Dissuasion
from wuzha.earlywarnings.searching import cases_matching
from wuzha.earlywarnings.states import Grade, State, Stream
from wuzha.earlywarnings.views.rows import by_clock, seen_by, to_review
from wuzha.lib.periods import Period
from wuzha.organisation.forms.fields import AskedDayField
from wuzha.organisation.models import Person, Unit, UnitKind

SHOWN = [
    ("", lazy("未办结")),
    ("overdue", lazy("已超时")),
    ("triage", lazy("待分派")),
    ("dispatched", lazy("待签收")),
    ("fed_back", lazy("待复核")),
    ("lost", lazy("已受骗")),
    ("ended", lazy("已结束")),
    ("all", lazy("全部")),
]
# What has ended is looked for by its day: without one, these last days are shown.
USUAL_DAYS = 30
OPEN_SHOWN = ("", "overdue", "triage", "dispatched", "fed_back")
DAYS = [
    ("", lazy("不限")),
    ("1", lazy("今天")),
    ("7", lazy("近7天")),
    ("30", lazy("近30天")),
    ("366", lazy("近一年")),
]


class FilterForm(forms.Form):
    """Bound to the address, so that the state of the list can be kept and sent on."""

    show = forms.ChoiceField(label=lazy("状态"), choices=SHOWN, required=False)
    grade = forms.ChoiceField(
        label=lazy("等级"), choices=[("", lazy("全部")), *Grade.choices], required=False
    )
    stream = forms.ChoiceField(
        label=lazy("类型"),
        choices=[("", lazy("全部")), *Stream.choices],
        required=False,
    )
    part = forms.ModelChoiceField(
        label=lazy("乡镇街道"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=lazy("全部"),
    )
    days = forms.ChoiceField(label=lazy("收到"), choices=DAYS, required=False)
    q = forms.CharField(
        label=lazy("编号、姓名、电话、身份证号"), max_length=40, required=False
    )
    # A figure on another page leads here with its days.
    first = AskedDayField(required=False, widget=forms.HiddenInput)
    last = AskedDayField(required=False, widget=forms.HiddenInput)
    figure = forms.CharField(widget=forms.HiddenInput, required=False)
    unit = forms.ModelChoiceField(
        queryset=Unit.objects.all(), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, person: Person, **more: Any) -> None:
        super().__init__(*args, **more)
        self.person = person
        today = timezone.localdate()
        towns = Unit.objects.valid(on=today).filter(kind=UnitKind.TOWN)
        self.fields["part"].queryset = towns  # type: ignore[attr-defined]

    def filtered(self) -> QuerySet[Dissuasion]:
        """Wrong input narrows nothing: the list is still there."""
        self.is_valid()
        kept, rows = self.cleaned_data, self._seen()
        for column in ("grade", "stream"):
            if kept.get(column):
                rows = rows.filter(**{column: kept[column]})
        if part := kept.get("part"):
            rows = rows.filter(place__path__startswith=part.path)
        if sought := kept.get("q"):
            return rows.filter(cases_matching(sought)).order_by("-received_at")
        figure = self._figure()
        if figure is not None:
            return rows.filter(pk__in=figure.values("pk")).order_by("-received_at")
        if unit := kept.get("unit"):
            rows = rows.filter(place__path__startswith=unit.path)
        return self._shown(rows)

    @property
    def is_by_clock(self) -> bool:
        """Its order is worked out for each row."""
        kept = self.cleaned_data
        narrowed = kept.get("q") or self._figure() is not None
        return not narrowed and kept.get("show", "") in OPEN_SHOWN

    @property
    def period(self) -> Period | None:
        kept = self.cleaned_data
        first: date | None = kept.get("first")
        last: date | None = kept.get("last")
        end = last or timezone.localdate()
        if days := kept.get("days"):
            first = end - timedelta(days=int(days) - 1)
        elif not first and not last:
            return None
        start = first or end
        return Period.custom(min(start, end), max(start, end))

    @property
    def figure_label(self) -> str:
        key = self.cleaned_data.get("figure")
        if key not in figures.KEYS:
            return ""
        return str(figures.figure(key, at=timezone.now()).label)

    def _seen(self) -> QuerySet[Dissuasion]:
        """What waits for a review is counted as on the desk."""
        is_review = self.cleaned_data.get("show") == State.FED_BACK
        return to_review(self.person) if is_review else seen_by(self.person)

    def _figure(self) -> QuerySet[Dissuasion] | None:
        kept = self.cleaned_data
        if kept.get("figure") not in figures.KEYS or not self.period:
            return None
        return figures.rows_of(
            kept["figure"],
            unit=kept.get("unit") or Unit.objects.root(),
            period=self.period,
            stream=kept.get("stream") or "",
        )

    def _shown(self, rows: QuerySet[Dissuasion]) -> QuerySet[Dissuasion]:
        show, period = self.cleaned_data.get("show") or "", self.period
        if period:
            rows = rows.filter(
                received_at__gte=period.starts_at, received_at__lt=period.ends_at
            )
        match show:
            case "" | "overdue":
                rows = rows.filter(ended_at=None)
                if show:
                    rows = rows.filter(figures.is_overdue(timezone.now()))
                return by_clock(rows)
            case "triage" | "dispatched" | "fed_back":
                return by_clock(rows.filter(ended_at=None, state=State(show)))
            case "lost":
                rows = rows.filter(defrauded_at__isnull=False)
            case "ended":
                rows = rows.filter(ended_at__isnull=False)
        if not period:
            rows = rows.filter(received_at__gte=_usual_start())
        return rows.order_by("-received_at")


def _usual_start() -> datetime:
    day: date = timezone.localdate() - timedelta(days=USUAL_DAYS)
    return timezone.make_aware(datetime.combine(day, time()))
