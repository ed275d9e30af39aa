"""The audit, for the auditor: search it, take it along, have its chain verified."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuzha.audit import chain
from wuzha.audit.models import Entry
from wuzha.organisation.access import Permission, scope, visible_to
from wuzha.organisation.http import PersonRequest, found_with
from wuzha.organisation.models import Person, Unit
from wuzha.security import actions, events
from wuzha.security.forms.audit import EntryFilter, StubForm
from wuzha.security.models import AuditCheck

PAGE = 50
# Beyond this many a page says "more than": nobody reads on, and counting takes time.
MOST_COUNTED = 10_000

audit_page = found_with(Permission.AUDIT_VIEW)
whole_audit = found_with(Permission.AUDIT_VIEW, everywhere=True)


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    @cached_property
    def count(self) -> int:
        rows: QuerySet[Any] = self.object_list  # type: ignore[assignment]
        return rows[: MOST_COUNTED + 1].count()


@audit_page
@require_safe
def entries(request: PersonRequest) -> HttpResponse:
    form = EntryFilter(request.GET)
    rows = form.filtered(_visible(request)).order_by("-pk")
    page = BoundedPaginator(rows, PAGE).get_page(request.GET.get("page"))
    is_more = page.paginator.count > MOST_COUNTED
    page.object_list = _in_words(list(page.object_list))
    context = {
        "page": page,
        "more_than": MOST_COUNTED if is_more else None,
        "filter_form": form,
        "last_check": AuditCheck.objects.first(),
        "may_check": scope(request.user, Permission.AUDIT_VIEW).everywhere,
    }
    return render(request, "security/audit.html", context)


@whole_audit
@require_safe
def checks(request: PersonRequest) -> HttpResponse:
    form = StubForm(request.GET if "stub" in request.GET else None)
    context = {
        "checks": AuditCheck.objects.all()[:20],
        "stub": chain.now(),
        "form": form,
        "holds": form.cleaned_data["stub"].holds() if form.is_valid() else None,
    }
    return render(request, "security/audit_checks.html", context)


@whole_audit
@require_POST
def start_check(request: PersonRequest) -> HttpResponse:
    actions.start_audit_check(by=request.user)
    messages.success(request, _("已开始核验，完成后结果显示在这里。"))
    return redirect("security:audit_checks")


def _visible(request: PersonRequest) -> QuerySet[Entry]:
    return visible_to(
        request.user, Permission.AUDIT_VIEW, Entry.objects.all(), "unit_path"
    )


def _in_words(rows: list[Entry]) -> list[dict[str, Any]]:
    """Each entry as it is read; names are looked up for all of them at once."""
    people = Person.objects.in_bulk({e.by for e in rows}, field_name="username")
    keys = {e.pk: int(e.unit_path.split("/")[-2]) for e in rows if e.unit_path}
    units = Unit.objects.in_bulk(set(keys.values()))
    return [
        {
            "entry": entry,
            "who": people.get(entry.by),
            "event": events.event_words(entry.event),
            "subject": events.subject_words(entry.subject),
            "facts": list(events.fact_words(entry)),
            "unit": units.get(keys.get(entry.pk, 0)),
        }
        for entry in rows
    ]
