from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wuzha.audit.chain import Stub
from wuzha.audit.models import Entry, Outcome
from wuzha.organisation.forms.fields import AskedDayField
from wuzha.organisation.models import Person, Unit
from wuzha.security.events import GROUPS

# What the page shows before anybody asks for more.
SHOWN_AT_FIRST = timedelta(days=7)
MOST_NAMED = 50


def _any(label: Any, choices: Any) -> list[tuple[str, Any]]:
    return [("", label), *choices]


class EntryFilter(forms.Form):
    since = AskedDayField(
        label=gettext_lazy("从"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    until = AskedDayField(
        label=gettext_lazy("到"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    by = forms.CharField(
        label=gettext_lazy("谁"), required=False, max_length=40, strip=True
    )
    group = forms.ChoiceField(
        label=gettext_lazy("事项"),
        required=False,
        choices=_any(
            gettext_lazy("全部"),
            [(words, gettext_lazy(words)) for words in GROUPS],
        ),
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("结果"),
        required=False,
        choices=_any(gettext_lazy("全部"), Outcome.choices),
    )
    unit = forms.CharField(label=gettext_lazy("单位"), required=False, max_length=80)
    subject = forms.CharField(required=False, widget=forms.HiddenInput, max_length=120)

    def __init__(self, given: Any) -> None:
        """The last week to begin with; whoever follows a subject sees all of it."""
        shown = given.copy()
        if not shown.get("since") and not shown.get("subject"):
            shown["since"] = (timezone.localdate() - SHOWN_AT_FIRST).isoformat()
        super().__init__(shown)

    def filtered(self, rows: QuerySet[Entry]) -> QuerySet[Entry]:
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data
        if asked["since"]:
            rows = rows.filter(at__gte=_midnight(asked["since"]))
        if asked["until"]:
            rows = rows.filter(at__lt=_midnight(asked["until"] + timedelta(days=1)))
        if asked["by"]:
            rows = rows.filter(by__in=_usernames(asked["by"]))
        if asked["group"]:
            rows = rows.filter(_of_group(asked["group"]))
        if asked["unit"]:
            rows = rows.filter(_within_units(asked["unit"]))
        exact = {key: asked[key] for key in ("outcome", "subject") if asked[key]}
        return rows.filter(**exact)


class StubForm(forms.Form):
    stub = forms.CharField(label=gettext_lazy("以前抄下的存根"), max_length=40)

    def clean_stub(self) -> Stub:
        try:
            return Stub.read(self.cleaned_data["stub"])
        except ValueError as wrong:
            raise ValidationError(
                _("存根的样子是“数字-16位字母数字”，请核对后重新输入。")
            ) from wrong


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _usernames(text: str) -> list[str]:
    """Somebody's sign-in name, or everybody of that name."""
    named = Person.objects.filter(Q(username=text) | Q(name__contains=text))
    return [text, *named.values_list("username", flat=True)[:MOST_NAMED]]


def _of_group(words: str) -> Q:
    begins = Q(pk__in=[])
    for beginning in GROUPS[words]:
        begins |= Q(event__startswith=beginning)
    return begins


def _within_units(text: str) -> Q:
    within = Q(pk__in=[])
    named = Unit.objects.filter(Q(code=text) | Q(name__contains=text))
    for path in named.values_list("path", flat=True)[:MOST_NAMED]:
        within |= Q(unit_path__startswith=path)
    return within
