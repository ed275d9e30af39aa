"""Personal fields of many at once: what one asked for, what waits for one's answer."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wuzha.documents.columns import Column, Columns, Kind
from wuzha.organisation.http import PersonRequest
from wuzha.organisation.views.files import as_workbook
from wuzha.organisation.words import kept
from wuzha.security import actions
from wuzha.security.events import field_words, subject_words
from wuzha.security.factors import require_fresh
from wuzha.security.models import Unmasking


@require_safe
def listing(request: PersonRequest) -> HttpResponse:
    own = Q(asked_by=request.user) | Q(answered_by=request.user)
    rows = Unmasking.objects.select_related("asked_by", "answered_by", "unit")
    waiting = Unmasking.objects.waiting_for(request.user)
    context = {
        "waiting": [_shown(row) for row in waiting.select_related("asked_by", "unit")],
        "own": [_shown(row) for row in rows.filter(own)[:50]],
    }
    return render(request, "security/unmaskings.html", context)


@require_POST
def answer(request: PersonRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Unmasking.objects.waiting_for(request.user), pk=pk)
    require_fresh(request)
    granted = request.POST.get("answer") == "grant"
    actions.answer_unmasking(unmasking=row, granted=granted, by=request.user)
    messages.success(
        request, _("已同意，申请人 24 小时内可查看一次。") if granted else _("未同意。")
    )
    return redirect("security:unmaskings")


@require_POST
@never_cache
def use(request: PersonRequest, pk: int) -> HttpResponseBase:
    """The table itself is the answer; it cannot be had a second time."""
    row = get_object_or_404(Unmasking.objects.filter(asked_by=request.user), pk=pk)
    require_fresh(request)
    subjects = actions.use_unmasking(unmasking=row, by=request.user)
    columns = Columns(
        [
            Column(name="subject", title=_("对象"), width=24),
            *(
                Column(name=name, title=field_words(name), kind=Kind.DIGITS)
                for name in row.fields
            ),
        ]
    )
    records = (
        {
            "subject": str(subject),
            **{name: str(getattr(subject, name)) for name in row.fields},
        }
        for subject in subjects
    )
    return as_workbook(columns, records, name=kept("成批查看"))


def _shown(row: Unmasking) -> dict[str, object]:
    return {
        "row": row,
        "what": subject_words(row.subject_type),
        "fields": [field_words(name) for name in row.fields],
        "count": len(row.subject_ids),
    }
