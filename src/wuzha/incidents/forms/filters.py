"""What the lists can be narrowed by."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from wuzha.incidents.states import INCIDENT, STOP_PAYMENT, IncidentState, StopState
from wuzha.lib.taxonomy import taxonomy
from wuzha.organisation.forms.fields import AskedDayField
from wuzha.organisation.models import Unit
from wuzha.ui.times import said

OPEN = "open"
IN_FORCE = "in_force"
ALL = ("", lazy("全部"))
DAY = timedelta(days=1)
DATE = forms.DateInput(attrs={"type": "date"})


class PeriodForm(forms.Form):
    """Days as people say them: the last one belongs to it."""

    since = AskedDayField(label=lazy("起"), required=False, widget=DATE)
    until = AskedDayField(label=lazy("止"), required=False, widget=DATE)

    def within(self, column: str) -> dict[str, Any]:
        asked = self.cleaned_data
        found: dict[str, Any] = {}
        if asked["since"]:
            found[f"{column}__gte"] = _midnight(asked["since"])
        if asked["until"]:
            found[f"{column}__lt"] = _midnight(asked["until"] + DAY)
        return found


class IncidentFilter(PeriodForm):
    q = forms.CharField(
        label=lazy("查找"),
        required=False,
        max_length=120,
        widget=forms.TextInput(
            attrs={"placeholder": lazy("编号、姓名、电话、账号、网址")}
        ),
    )
    state = forms.ChoiceField(
        label=lazy("状态"), choices=lambda: _incident_states(), required=False
    )
    fraud_class = forms.ChoiceField(
        label=lazy("类别"),
        choices=lambda: [ALL, *((c.code, _(c.short)) for c in taxonomy().classes)],
        required=False,
    )
    unit = forms.ModelChoiceField(
        label=lazy("办案单位"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=lazy("全部"),
    )
    field_order = ("q", "state", "fraud_class", "unit", "since", "until")

    def __init__(self, *args: Any, units: QuerySet[Unit], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def conditions(self) -> dict[str, Any]:
        asked = self.cleaned_data
        found = self.within("reported_at")
        if asked["state"] == OPEN:
            found["state__in"] = [IncidentState.REPORTED, IncidentState.OPEN]
        elif asked["state"]:
            found["state"] = asked["state"]
        if asked["fraud_class"]:
            found["fraud_class"] = asked["fraud_class"]
        if asked["unit"]:
            found["unit"] = asked["unit"]
        return found


class OrderFilter(PeriodForm):
    q = forms.CharField(
        label=lazy("查找"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": lazy("编号、账号")}),
    )
    state = forms.ChoiceField(
        label=lazy("状态"), choices=lambda: _order_states(), required=False
    )
    field_order = ("q", "state", "since", "until")

    def conditions(self) -> dict[str, Any]:
        state = self.cleaned_data["state"]
        found = self.within("drafted_at")
        if state == OPEN:
            found["state__in"] = [
                *(StopState.DRAFTED, StopState.ISSUED, StopState.EXECUTED)
            ]
        elif state:
            found["state"] = state
        return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _incident_states() -> list[tuple[str, Any]]:
    labels = [(key, said(INCIDENT.label(key))) for key in INCIDENT.labels]
    return [(OPEN, lazy("未办结")), ALL, *(one for one in labels if one[0] != OPEN)]


def _order_states() -> list[tuple[str, Any]]:
    labels = [(key, said(STOP_PAYMENT.label(key))) for key in STOP_PAYMENT.labels]
    return [(OPEN, lazy("未办结")), ALL, *labels]
