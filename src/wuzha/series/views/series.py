"""The list of series, the page of one, and what is done to it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuzha.incidents.views.rows import visible_incidents
from wuzha.organisation.access import Permission, scope
from wuzha.organisation.http import PersonRequest, found_with
from wuzha.series import actions
from wuzha.series.forms import NUMBER, MergeForm, NameForm, SeriesFilter, SplitForm
from wuzha.series.models import Following, Ruling, Series, SeriesQuerySet
from wuzha.series.showing import (
    Seen,
    picture,
    seen,
    usual_class,
    visible,
    visible_series,
)

A_PAGE = 30
SEE = found_with(Permission.INCIDENT_VIEW)
EDIT = found_with(Permission.SERIES_EDIT, everywhere=True)


@require_safe
@SEE
def every_series(request: PersonRequest) -> HttpResponse:
    form = SeriesFilter(request.GET)
    page = Paginator(_filtered(request, form), A_PAGE).get_page(request.GET.get("page"))
    _attach_counts(request, page.object_list)
    context = {"page": page, "filter_form": form, "may_edit": _may_edit(request)}
    return render(request, "series/every_series.html", context)


def _filtered(request: PersonRequest, form: SeriesFilter) -> SeriesQuerySet:
    rows = visible_series(request.user).standing()
    if not form.is_valid():
        return rows
    if form.cleaned_data["followed"]:
        rows = rows.filter(followings__person=request.user)
    typed = form.cleaned_data["q"].strip()
    if number := NUMBER.fullmatch(typed):
        return rows.filter(pk=int(number[1]))
    return rows.filter(name__icontains=typed) if typed else rows


def _attach_counts(request: PersonRequest, page: Iterable[Any]) -> None:
    """`incidents`, `cases`, `outside`, `loss_cents`, `fraud_class`: of what the person
    may see; three queries for the page."""
    shown = list(page)
    rows = visible(request.user)
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for series, kind, loss in rows.incidents.filter(
        in_series__series__in=shown
    ).values_list("in_series__series", "fraud_class", "loss_cents"):
        found[series].append((kind, loss))
    others: dict[int, int] = defaultdict(int)
    texts: dict[int, int] = defaultdict(int)
    for some, count in ((rows.dissuasions, others), (rows.verdicts, texts)):
        for series in some.filter(in_series__series__in=shown).values_list(
            "in_series__series", flat=True
        ):
            count[series] += 1
    following = Following.objects.filter(person=request.user, series__in=shown)
    followed = set(following.values_list("series_id", flat=True))
    for one in shown:
        incidents = found[one.pk]
        one.incidents, one.cases = len(incidents), others[one.pk]
        one.outside = max(0, one.size - len(incidents) - others[one.pk] - texts[one.pk])
        one.loss_cents = sum(loss for _kind, loss in incidents)
        one.fraud_class = usual_class(kind for kind, _loss in incidents)
        one.is_followed = one.pk in followed


@require_safe
@SEE
def one_series(request: PersonRequest, pk: int) -> HttpResponse:
    merged = Series.objects.filter(pk=pk, merged_into__isnull=False).first()
    if merged is not None:
        # An old address leads on.
        return redirect(_one(request, merged.merged_into_id))
    found = _one(request, pk)
    shown = seen(found, request.user, at=timezone.now())
    context = {
        "series": found,
        "seen": shown,
        "incidents": shown.count("i"),
        "cases": shown.count("d"),
        "texts": shown.count("v"),
        "picture": picture(shown),
        "rulings": found.rulings.select_related("ruled_by"),
        "is_followed": found.followings.filter(person=request.user).exists(),
        "followers": found.followings.select_related("person"),
        "may_edit": _may_edit(request),
        "back_url": reverse("series:list"),
        "back_label": _("串并"),
    }
    return render(request, "series/one_series.html", context)


@require_safe
@SEE
def of_incident(request: PersonRequest, pk: int) -> HttpResponse:
    """From the page of an incident, which knows nothing of series."""
    incident = get_object_or_404(visible_incidents(request.user), pk=pk)
    found = Series.objects.standing().filter(members__incident=incident).first()
    if found is None:
        messages.warning(
            request, _("这起案件还没有进入串并组。串并每小时计算一次，稍后再看。")
        )
        return redirect(incident)
    return redirect(found)


@require_POST
@EDIT
def regroup(request: PersonRequest) -> HttpResponse:
    actions.ask_regrouping(by=request.user)
    messages.success(request, _("已安排重新计算，一两分钟后刷新本页。"))
    return redirect("series:list")


@EDIT
def name(request: PersonRequest, pk: int) -> HttpResponse:
    found = _one(request, pk)
    form = NameForm(request.POST or None, initial={"name": found.name})
    if form.is_valid():
        actions.name_series(series=found, by=request.user, **form.cleaned_data)
        return redirect(found)
    return _act(request, found, form, _("命名"))


@require_POST
@SEE
def follow(request: PersonRequest, pk: int) -> HttpResponse:
    found = _one(request, pk)
    actions.follow_series(series=found, by=request.user)
    messages.success(request, _("已关注。有新增时会通知您。"))
    return redirect(found)


@require_POST
@SEE
def unfollow(request: PersonRequest, pk: int) -> HttpResponse:
    found = _one(request, pk)
    actions.unfollow_series(series=found, by=request.user)
    return redirect(found)


@EDIT
def merge(request: PersonRequest, pk: int) -> HttpResponse:
    found = _one(request, pk)
    others = visible_series(request.user).standing().exclude(pk=pk)
    form = MergeForm(request.POST or None, others=others)
    if form.is_valid():
        target, reason = form.cleaned_data["other"], form.cleaned_data["reason"]
        actions.merge_series(series=target, other=found, reason=reason, by=request.user)
        return redirect(target)
    consequences = [
        _("本组的成员都归到那一组；本组的旧地址会转到那里。"),
        _("以后每次计算都保持在一起，直到有人在那一组的页面上撤回。"),
    ]
    return _act(request, found, form, _("合并"), consequences)


@EDIT
def split(request: PersonRequest, pk: int) -> HttpResponse:
    found = _one(request, pk)
    shown = seen(found, request.user, at=timezone.now())
    form = SplitForm(request.POST or None, choices=_choices(shown))
    if form.is_valid():
        chosen = set(form.cleaned_data["members"])
        left = actions.split_series(
            series=found,
            members=[one.row for one in shown.members if one.key in chosen],
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
        return redirect(left or found)
    consequences = [
        _("移出两件以上的另成一组；只移出一件的，它不再属于任何组。"),
        _("以后每次计算都分开，直到有人在本组的页面上撤回。"),
    ]
    return _act(request, found, form, _("移出"), consequences)


@require_POST
@EDIT
def take_back(request: PersonRequest, pk: int) -> HttpResponse:
    ruling = get_object_or_404(Ruling.objects.filter(taken_back_at=None), pk=pk)
    found = _one(request, ruling.series_id)
    actions.take_back_ruling(ruling=ruling, by=request.user)
    messages.success(request, _("已撤回，下次计算时生效。"))
    return redirect(found)


def _choices(shown: Seen) -> list[tuple[str, str]]:
    return [
        (one.key, f"{one.what} {one.number} {one.fraud_class} {'、'.join(one.shares)}")
        for one in shown.members
    ]


def _one(request: PersonRequest, pk: int | None) -> Series:
    return get_object_or_404(visible_series(request.user), pk=pk)


def _may_edit(request: PersonRequest) -> bool:
    return scope(request.user, Permission.SERIES_EDIT).everywhere


def _act(
    request: PersonRequest,
    found: Series,
    form: Any,
    verb: str,
    consequences: Sequence[str] = (),
) -> HttpResponse:
    context = {
        "series": found,
        "form": form,
        "verb": verb,
        "consequences": consequences,
        "back_url": found.get_absolute_url(),
        "back_label": str(found),
    }
    return render(request, "series/deed.html", context)
