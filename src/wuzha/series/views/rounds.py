"""The weekly page: what is going round here."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from wuzha.lib.periods import Kind, Period, typed_day
from wuzha.organisation.access import Permission
from wuzha.organisation.http import PersonRequest, found_with
from wuzha.series.figures import going_round as rounds_of
from wuzha.series.showing import visible


@require_safe
@found_with(Permission.BOARD_VIEW)
def going_round(request: PersonRequest) -> HttpResponse:
    """Of a whole week; without one asked for, the last that is over."""
    last = Period.of(Kind.WEEK, timezone.localdate() - timedelta(weeks=1))
    week = _asked(request.GET.get("week", ""), last)
    context = {
        "week": week,
        "before": week.previous(),
        "after": week.following() if week.first < last.first else None,
        "rounds": rounds_of(visible(request.user), week),
    }
    return render(request, "series/going_round.html", context)


def _asked(typed: str, last: Period) -> Period:
    day = typed_day(typed)
    return min(Period.of(Kind.WEEK, day), last) if day else last
