"""The audit, for the auditor: search it, take it along, have its chain verified."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuzha.audit import chain
from wuzha.audit.models import Entry
from wuzha.lib.refused import Refused
from wuzha.organisation.access import Permission, scope, visible_to
from wuzha.organisation.http import PersonRequest, found_with
from wuzha.organisation.models import Person, Unit
from wuzha.organisation.views.files import as_csv, as_workbook
from wuzha.organisation.words import kept
from wuzha.security import actions, events, sheets
from wuzha.security.forms.audit import EntryFilter, StubForm
from wuzha.security.models import AuditCheck

PAGE = 50
# Beyond this many a page says "more than": nobody reads on, and counting takes time.
MOST_COUNTED = 10_000
MOST_EXPORTED = 200_000

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
        "export_url": reverse("security:audit_export"),
        "last_check": AuditCheck.objects.first(),
        "may_check": scope(request.user, Permission.AUDIT_VIEW).everywhere,
    }
    return render(request, "security/audit.html", context)


@audit_page
@require_safe
def export(request: PersonRequest) -> HttpResponseBase:
    """What is shown, as a table; that it was taken along is recorded, too."""
    newest = Entry.objects.order_by("-pk").values_list("pk", flat=True).first()
    rows = EntryFilter(request.GET).filtered(_visible(request))
    rows = rows.filter(pk__lte=newest or 0).order_by("pk")
    if rows[MOST_EXPORTED:].exists():
        raise Refused(
            _("符合条件的记录超过 %(most)d 条，没有导出。请缩小时间或单位的范围。")
            % {"most": MOST_EXPORTED}
        )
    actions.note_audit_export(rows=rows.count(), by=request.user)
    records = sheets.listed(rows.iterator(chunk_size=1000))
    if request.GET.get("format") == "csv":
        return as_csv(sheets.ENTRIES, records, name=kept("审计"))
    return as_workbook(sheets.ENTRIES, records, name=kept("审计"))


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
