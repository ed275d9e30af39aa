from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wuzha.home import actions
from wuzha.home.board.orders import SUMS
from wuzha.home.board.today import today
from wuzha.home.board.whole import Board
from wuzha.home.desk.deeds import buttons
from wuzha.home.desk.table import Desk
from wuzha.home.searching import LONGEST, Search, is_ours
from wuzha.home.settings_pages import PAGES
from wuzha.incidents import figures
from wuzha.incidents.views.rows import visible_orders
from wuzha.organisation.access import Permission, may, permissions_of
from wuzha.organisation.http import PersonRequest, found_with
from wuzha.organisation.models import Unit
from wuzha.organisation.seats import Seat
from wuzha.reports.burden import by_kind
from wuzha.ui.paging import page_of

# A page that refreshes itself asks for one of its panels by this header.
REFRESH = "X-Wuzha-Refresh"
PAGE = 50


@require_safe
def desk(request: PersonRequest) -> HttpResponse:
    granted = permissions_of(request.user)
    context = {
        "desk": Desk.of(request.user, timezone.now()),
        "empty": _nothing_to_do(is_appointed=bool(granted)),
    }
    if REFRESH in request.headers:
        return render(request, "home/_desk.html", context)
    return render(request, "home/desk.html", context | {"buttons": buttons(granted)})


@require_safe
@found_with(Permission.BOARD_VIEW)
def board(request: PersonRequest) -> HttpResponse:
    now = timezone.now()
    units = Seat.of(request.user, now).units(Permission.BOARD_VIEW)
    highest = min(units, key=lambda unit: unit.depth)
    with_money = may(request.user, Permission.INCIDENT_VIEW)
    context: dict[str, Any] = {
        "board": Board.of(highest, now, with_money=with_money),
        "now": now,
    }
    if REFRESH in request.headers:
        return render(request, "home/_board.html", context)
    # What asking costs the staff changes by the day, not by the minute.
    if may(request.user, Permission.PLAN_VIEW):
        kinds = by_kind(timezone.localdate(now))
        context["burden"] = [row for row in kinds if row.most.minutes]
    return render(request, "home/board.html", context)


@require_safe
@found_with(Permission.INCIDENT_VIEW)
def board_orders(request: PersonRequest, key: str) -> HttpResponse:
    """The rows behind a sum of money on the board."""
    asked = request.GET.get("unit", "")
    if key not in SUMS or not asked.isdecimal():
        raise Http404
    unit = get_object_or_404(Unit, pk=asked)
    period = today(timezone.now())
    counted = SUMS[key].rows(unit, period)
    rows = visible_orders(request.user).filter(pk__in=counted.values("pk"))
    context = {
        "page": page_of(rows.order_by("-issued_at"), request.GET.get("page"), PAGE),
        "heading": _(SUMS[key].label),
        "unit": unit,
        "period": period,
        "requested_cents": figures.requested_cents(rows),
        "stopped_cents": figures.stopped_cents(rows),
        "back_url": reverse("board"),
    }
    return render(request, "home/board_orders.html", context)


@require_safe
@never_cache
def search(request: PersonRequest) -> HttpResponse:
    """A number of ours that is found leads straight to its page."""
    typed = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    if not typed:
        return render(request, "home/search.html")
    found = Search.of(request.user, typed)
    if found.personal_kind:
        actions.note_search(
            kind=found.personal_kind, found=found.count, by=request.user
        )
    if is_ours(typed) and found.only_url:
        return redirect(found.only_url)
    return render(request, "home/search.html", {"search": found, "typed": typed})


@require_safe
@found_with(Permission.SETTINGS_EDIT)
def settings(request: PersonRequest) -> HttpResponse:
    granted = permissions_of(request.user)
    pages = [
        {"label": _(page.label), "what": _(page.what), "url": reverse(page.view)}
        for page in PAGES
        if page.permission in granted
    ]
    return render(request, "home/settings.html", {"pages": pages})


def _nothing_to_do(*, is_appointed: bool) -> dict[str, str]:
    if is_appointed:
        return {
            "why": _("现在没有要您办的事"),
            "what": _("有新的会自动出现在这里，不用守着刷新。"),
        }
    return {
        "why": _("您还没有任职，所以没有工作到这里"),
        "what": _("请联系管理员安排任职和单位，安排后立即生效。"),
    }
