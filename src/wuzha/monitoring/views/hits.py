from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuzha.accounts.models import LookBack
from wuzha.detection.moments import from_microseconds
from wuzha.documents.sheets import write_sheet
from wuzha.lib import masking
from wuzha.monitoring import actions, sheets
from wuzha.monitoring.forms.hits import ConfirmForm, DismissForm, HitFilter, HolderForm
from wuzha.monitoring.models import AccountHolder, Hit, HitWarning
from wuzha.monitoring.models.hits import HitQuerySet
from wuzha.monitoring.states import HitState
from wuzha.organisation.access import Permission, may, visible_to
from wuzha.organisation.http import PersonRequest
from wuzha.organisation.models import Unit
from wuzha.organisation.words import in_county_words
from wuzha.transfers import store
from wuzha.ui.undo import offer_undo

A_PAGE = 50
AROUND = timedelta(hours=24)
MOST_EXPORTED = 100_000
MOST_BESIDE = 8


def visible_hits(request: PersonRequest) -> HitQuerySet:
    rows = Hit.objects.select_related("run__unit", "reviewed_by", "incident")
    return visible_to(request.user, Permission.HIT_VIEW, rows, "run__unit__path")


@require_safe
def hits(request: PersonRequest) -> HttpResponse:
    rows, form = _filtered(request)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "monitoring/hits.html",
        {
            "page": page,
            "filter_form": form,
            "export_url": reverse("monitoring:export"),
            "may_run": may(request.user, Permission.RULES_RUN),
            "may_see_rules": may(
                request.user, Permission.HIT_VIEW, Unit.objects.root()
            ),
        },
    )


@require_safe
@in_county_words
def export(request: PersonRequest) -> FileResponse:
    rows, _form = _filtered(request)
    return FileResponse(
        write_sheet(
            sheets.HITS,
            (sheets.record_of(hit) for hit in rows[:MOST_EXPORTED].iterator()),
            title=_("研判命中"),
        ),
        as_attachment=True,
        filename="hits.xlsx",
    )


@require_safe
def hit(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(visible_hits(request), pk=pk)
    return render(request, "monitoring/hit.html", _hit_context(request, found))


def confirm(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(visible_hits(request), pk=pk)
    form = ConfirmForm(request.POST or None, hit=found)
    if form.is_valid():
        warning = actions.confirm_hit(hit=found, by=request.user, **form.cleaned_data)
        messages.success(
            request,
            _("已发出预警，由 %(unit)s 劝阻。") % {"unit": warning.dissuasion.unit},
        )
        return redirect("monitoring:hit", pk)
    context = {
        "hit": found,
        "form": form,
        "verb": _("确认并发出预警"),
        "back_url": reverse("monitoring:hit", args=[pk]),
        "consequences": [
            _("按等级分派给承办单位，签收、拨打、见面的时限立即开始。"),
            _("承办人只看到姓名、住址和劝阻话术，看不到账号和流水。"),
        ],
        "holders": [
            {"account": account, "holder": AccountHolder.objects.holding(account)}
            for account in found.victims
        ],
    }
    return render(request, "monitoring/confirm.html", context)


def dismiss(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(visible_hits(request), pk=pk)
    form = DismissForm(request.POST or None)
    if form.is_valid():
        actions.dismiss_hit(hit=found, by=request.user, **form.cleaned_data)
        offer_undo(
            request,
            _("%(hit)s 已排除。") % {"hit": found},
            reverse("monitoring:take_back", args=[pk]),
        )
        return redirect("monitoring:hits")
    context = {
        "hit": found,
        "form": form,
        "verb": _("排除"),
        "back_url": reverse("monitoring:hit", args=[pk]),
    }
    return render(request, "monitoring/dismiss.html", context)


@require_POST
def take_back(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(visible_hits(request), pk=pk)
    actions.take_back_dismissal(hit=found, by=request.user)
    return redirect("monitoring:hit", pk)


def holder(request: PersonRequest, pk: int) -> HttpResponse:
    """Who holds one of the accounts of this hit, as the bank told on the phone."""
    found = get_object_or_404(visible_hits(request), pk=pk)
    account = request.GET.get("account", "")
    form = HolderForm(
        request.POST or None, initial={"account": account}, label_suffix=""
    )
    if form.is_valid():
        actions.keep_holder(
            holder=AccountHolder(**form.cleaned_data),
            unit=found.run.unit,
            by=request.user,
        )
        messages.success(request, _("持有人已登记，可以确认命中。"))
        return redirect("monitoring:confirm", pk)
    context = {
        "hit": found,
        "form": form,
        "masked": masking.bank_account(account) if account else "",
        "verb": _("登记持有人"),
        "back_url": reverse("monitoring:confirm", args=[pk]),
    }
    return render(request, "monitoring/holder.html", context)


def open_incident(request: PersonRequest, pk: int) -> HttpResponse:
    rows = HitWarning.objects.select_related("hit__run", "warning__dissuasion__unit")
    raised = get_object_or_404(
        rows.filter(hit__in=visible_hits(request).values("pk")), pk=pk
    )
    if request.method == "POST":
        incident = actions.open_incident_of_hit(raised=raised, by=request.user)
        messages.success(request, _("案件已立，止付草稿已备好，请核对后由民警签发。"))
        return redirect(incident)
    context = {
        "raised": raised,
        "hit": raised.hit,
        "verb": _("转为案件"),
        "back_url": reverse("monitoring:hit", args=[raised.hit.pk]),
        "consequences": [
            _("命中中这个人付出的款项记入案件。"),
            _("沿款项去向逐级追踪，为每个收款账户备好止付草稿；民警签发前不生效。"),
        ],
    }
    return render(request, "monitoring/open_incident.html", context)


def _filtered(request: HttpRequest) -> tuple[HitQuerySet, HitFilter]:
    rows = visible_hits(request)  # type: ignore[arg-type]  # signed in: middleware
    form = HitFilter({"state": HitState.NEW, **request.GET.dict()}, rules=_rules())
    asked = form.cleaned_data if form.is_valid() else {}
    rows = rows.shown_as(request.GET.get("state", HitState.NEW))
    if asked.get("rule"):
        rows = rows.filter(rule=asked["rule"])
    if asked.get("account"):
        rows = rows.of_account(asked["account"])
    return rows.order_by("state", "-score", "-at"), form


def _rules() -> list[tuple[str, str]]:
    return list(Hit.objects.order_by("rule").values_list("rule", "title").distinct())


def _hit_context(request: PersonRequest, found: Hit) -> dict[str, Any]:
    involved = {*found.victims, found.account, found.suspect} - {""}
    raised = list(
        found.warnings.select_related("warning__dissuasion__unit").order_by("pk")
    )
    may_review = may(request.user, Permission.HIT_REVIEW, found.run.unit)
    reviews_accounts = may(request.user, Permission.ACCOUNTS_REVIEW)
    looked = LookBack.objects.of_account(found.suspect).first()
    may_open = may(request.user, Permission.INCIDENT_OPEN)
    checks = list(found.checks.select_related("unit", "answered_by"))
    return {
        "hit": found,
        "checks": checks,
        "look_back": looked,
        "may_review_accounts": reviews_accounts,
        "may_look_back": found.may_be_looked_back_on
        and reviews_accounts
        and looked is None,
        "may_hand_over": may_review and not checks and found.may_be_handed_over,
        "transfers": [_row(found, t) for t in _around(found, involved)],
        "values": found.values,
        "raised": raised,
        "back_url": reverse("monitoring:hits"),
        "back_label": _("研判命中"),
        "may_review": may_review,
        "to_open": raised if may_open and not found.incident else [],
        "left_to_warn": len(raised) < len(found.victims),
        **_beside(request, found),
    }


def _beside(request: PersonRequest, found: Hit) -> dict[str, Any]:
    """What else waits about the same account, to be judged together with this."""
    waiting = visible_hits(request).to_review().exclude(pk=found.pk)
    about = waiting.of_account(found.suspect or found.account)
    return {
        "beside": about.order_by("-score", "-at", "pk")[:MOST_BESIDE],
        "count_beside": about.count(),
    }


def _around(found: Hit, accounts: set[str]) -> list[dict[str, Any]]:
    """A day before and after where the file is still kept, else what the hit keeps."""
    kept = found.run.kept
    if kept is None or not store.path_of(kept).exists():
        return list(found.evidence["transfers"])
    return store.around(kept, accounts, found.at, AROUND)


def _row(found: Hit, transfer: dict[str, Any]) -> dict[str, Any]:
    told = {t["tx_id"] for t in found.evidence["transfers"]}
    return {
        "at": from_microseconds(transfer["at_us"]),
        "src": masking.bank_account(transfer["src"]),
        "dst": masking.bank_account(transfer["dst"]),
        "amount_cents": transfer["amount_cents"],
        "told": transfer["tx_id"] in told,
        "src_is_victim": transfer["src"] in found.victims,
        "dst_is_suspect": transfer["dst"] == found.suspect,
    }
