"""Marks that join nothing, because they belong to no fraud."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuzha.organisation.access import Permission
from wuzha.organisation.http import PersonRequest, found_with
from wuzha.series import actions
from wuzha.series.forms import ReasonForm
from wuzha.series.gathering import Mark, Rows, gathered
from wuzha.series.membership import by_series
from wuzha.series.models import IgnoredMark
from wuzha.series.showing import kind_name, shown_value, visible_series

EDIT = found_with(Permission.SERIES_EDIT, everywhere=True)


@require_safe
@EDIT
def ignored_marks(request: PersonRequest) -> HttpResponse:
    rows = IgnoredMark.objects.filter(heeded_at=None).select_related("ignored_by")
    shown = [(one, shown_value(one.kind, one.value)) for one in rows]
    return render(request, "series/marks.html", {"marks": shown})


@EDIT
def ignore(request: PersonRequest, pk: int, kind: str, key: str) -> HttpResponse:
    series = get_object_or_404(visible_series(request.user), pk=pk)
    members = sorted(by_series([pk]).get(pk, ()))
    found = gathered(Rows.of(members), at=timezone.now(), with_values=True)
    value = found.values.get(Mark(kind, key))
    if value is None:
        raise Http404
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        actions.ignore_mark(
            kind=kind, value=value, by=request.user, **form.cleaned_data
        )
        messages.success(request, _("已登记，下次计算时不再据此串并。"))
        return redirect(series)
    context = {
        "series": series,
        "form": form,
        "verb": _("不据此串并"),
        "consequences": [
            _("全县都不再凭它串并；只靠它连在一起的，下次计算后分开。"),
            _("它仍留在各案里；在“不作依据的标识”里随时可以恢复。"),
        ],
        "about": f"{kind_name(kind)} {shown_value(kind, value)}",
        "back_url": series.get_absolute_url(),
        "back_label": str(series),
    }
    return render(request, "series/deed.html", context)


@require_POST
@EDIT
def heed(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(IgnoredMark.objects.filter(heeded_at=None), pk=pk)
    actions.heed_mark(ignored=found, by=request.user)
    messages.success(request, _("已恢复，下次计算时生效。"))
    return redirect("series:marks")
