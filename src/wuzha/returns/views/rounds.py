"""Rounds: the work list, one round, its deeds."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wuzha.clocks.models import Clock
from wuzha.incidents.models import Freeze
from wuzha.incidents.timing import number
from wuzha.incidents.views.rows import first_clock
from wuzha.organisation.access import Permission, may, scope
from wuzha.organisation.http import PersonRequest, posted
from wuzha.returns import actions
from wuzha.returns.forms import (
    DecisionForm,
    NoticeForm,
    ReasonForm,
    RoundForm,
    WayForm,
)
from wuzha.returns.models import ReturnRound, left_cents
from wuzha.returns.shares import Way
from wuzha.returns.states import ROUND, ClockKind, RoundState
from wuzha.returns.views.history import history_of
from wuzha.returns.views.rows import (
    READERS,
    lines_of,
    returnable,
    rights,
    round_or_404,
    victims_to_ask,
    visible_rounds,
)
from wuzha.security.factors import require_fresh

A_PAGE = 30
MOST = 10


@require_safe
def returns(request: PersonRequest) -> HttpResponse:
    """Rounds under way; below them the accounts that wait for one."""
    if not scope(request.user, *READERS).paths:
        raise Http404
    rows = visible_rounds(request.user)
    shows_all = request.GET.get("state") == "all"
    if not shows_all:
        rows = rows.filter(state__in=ROUND.open)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    first_clock(ReturnRound, page.object_list)
    sees_cases = may(request.user, Permission.INCIDENT_VIEW)
    context = {
        "page": page,
        "shows_all": shows_all,
        "sees_cases": sees_cases,
        "waiting": _waiting(returnable(request.user)) if sees_cases else [],
    }
    return render(request, "returns/returns.html", context)


@require_safe
def one(request: PersonRequest, pk: int) -> HttpResponse:
    returning = round_or_404(request, pk)
    claims = returning.standing
    clocks = Clock.objects.open().of(returning).order_by("due_at")
    freeze, now = returning.freeze, timezone.now()
    until = returning.notice_until
    context = {
        "returning": returning,
        "can": rights(request.user, returning.unit),
        "lines": lines_of(returning, claims),
        "problem": returning.problem(claims),
        "waiting": _victims(request, returning),
        "objections": returning.objections.all(),
        "clocks": [(clock, ClockKind(clock.kind).label) for clock in clocks],
        "is_over": until is not None and until <= now,
        "freeze_ends_first": bool(until and freeze.until and freeze.until <= until),
        "left": left_cents(freeze),
        "answers_here": _answers_here(request, returning),
        "sees_case": may(request.user, Permission.INCIDENT_VIEW, returning.unit),
        "law": number("returns.pro_rata_rule", now),
        "history": history_of(returning),
        "back_url": "/returns/",
        "back_label": _("资金返还"),
    }
    return render(request, "returns/return.html", context)


def new(request: PersonRequest, freeze_pk: int) -> HttpResponse:
    """Begins the first or the next round; one under way is shown instead."""
    running = visible_rounds(request.user).filter(
        freeze=freeze_pk, state__in=ROUND.open
    )
    if (found := running.first()) is not None:
        return redirect(found)
    freeze = get_object_or_404(returnable(request.user), pk=freeze_pk)
    left = left_cents(freeze)
    form = RoundForm(posted(request), initial={"available_cents": left})
    if request.method == "POST" and form.is_valid():
        made = actions.open_round(freeze=freeze, by=request.user, **form.cleaned_data)
        return redirect(made)
    context = {
        "form": form,
        "verb": _("开始办理返还"),
        "heading": _("返还 %(number)s 的冻结资金") % {"number": freeze.number},
        "freeze": freeze,
        "left": left,
        "back_url": freeze.get_absolute_url(),
        "back_label": freeze.number,
    }
    return render(request, "returns/deed.html", context)


def way(request: PersonRequest, pk: int) -> HttpResponse:
    returning = round_or_404(request, pk, Permission.RETURN_PREPARE)
    chosen = {"way": returning.way, "reason": returning.way_reason}
    form = WayForm(posted(request), initial=chosen)
    if request.method == "POST" and form.is_valid():
        actions.choose_way(returning=returning, by=request.user, **form.cleaned_data)
        return redirect(returning)
    return _deed(request, returning, form, _("选定返还方式"))


def announce(request: PersonRequest, pk: int) -> HttpResponse:
    returning = round_or_404(request, pk, Permission.RETURN_DECIDE)
    if returning.way != Way.PRO_RATA:
        raise Http404
    form = NoticeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.publish_notice(
            returning=returning, by=request.user, **form.cleaned_data
        )
        messages.success(request, _("已公告，期满提醒您决定。"))
        return redirect(returning)
    days = number("money_clocks.pro_rata_notice", timezone.now())
    consequences = [
        _("公告%(days)d天，期满前不能作出返还决定。") % {"days": days.whole},
        _("公告期内申请和损失不能再改；有异议成立的，撤回公告，更正后重新公告。"),
    ]
    return _deed(request, returning, form, _("登记公告"), consequences)


def take_back(request: PersonRequest, pk: int) -> HttpResponse:
    returning = round_or_404(request, pk, Permission.RETURN_DECIDE)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.take_back_notice(
            returning=returning, by=request.user, **form.cleaned_data
        )
        return redirect(returning)
    consequences = [_("回到受理核实，可以更正申请。重新公告的，公告期从头算起。")]
    return _deed(request, returning, form, _("撤回公告"), consequences)


def decide(request: PersonRequest, pk: int) -> HttpResponse:
    returning = round_or_404(request, pk, Permission.RETURN_DECIDE)
    require_fresh(request)
    form = DecisionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.decide_return(
            returning=returning, approval=form.approval(), by=request.user
        )
        messages.success(request, _("已决定返还，已通知银行。请打印决定书送达。"))
        return redirect(returning)
    days = number("money_clocks.return_by_bank", timezone.now())
    consequences = [
        _("通知开户行在%(days)d个工作日内返还；决定书请打印送达。")
        % {"days": days.whole},
        _("没有返还的部分继续冻结。"),
    ]
    return _deed(
        request, returning, form, _("登记返还决定"), consequences, is_final=True
    )


def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    returning = round_or_404(request, pk, Permission.RETURN_PREPARE)
    if returning.state != RoundState.COLLECTING:
        raise Http404
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.withdraw_round(
            returning=returning, by=request.user, **form.cleaned_data
        )
        return redirect(returning)
    consequences = [_("资金继续冻结；以后可以重新办理返还。")]
    return _deed(request, returning, form, _("撤销本次返还"), consequences)


def _deed(
    request: PersonRequest,
    returning: ReturnRound,
    form: object,
    verb: str,
    consequences: list[str] | None = None,
    *,
    is_final: bool = False,
) -> HttpResponse:
    claims = returning.standing
    context = {
        "form": form,
        "verb": verb,
        "heading": verb,
        "note": returning.number,
        "consequences": consequences,
        "final": is_final,
        "returning": returning,
        "lines": lines_of(returning, claims),
        "problem": returning.problem(claims) if is_final else "",
        "back_url": returning.get_absolute_url(),
        "back_label": returning.number,
    }
    return render(request, "returns/deed.html", context)


def _victims(request: PersonRequest, returning: ReturnRound) -> list[object]:
    if returning.state != RoundState.COLLECTING:
        return []
    return [*victims_to_ask(request.user, returning)]


def _waiting(freezes: QuerySet[Freeze]) -> list[tuple[Freeze, int]]:
    """What ends first on top; none of whose money all is given away."""
    rows = [(freeze, left_cents(freeze)) for freeze in freezes.order_by("until")[:MOST]]
    return [(freeze, left) for freeze, left in rows if left > 0]


def _answers_here(request: PersonRequest, returning: ReturnRound) -> bool:
    """Whether the person says for the bank what was paid."""
    order = returning.freeze.order
    deed = Permission.STOP_EXECUTE if order.bank_unit else Permission.RETURN_DECIDE
    return may(request.user, deed, order.answering_unit)
