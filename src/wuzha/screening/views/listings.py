"""The county's own lists, and the appeals against a mark."""

from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wuzha.organisation.access import Permission
from wuzha.organisation.http import PersonRequest, found_with
from wuzha.screening import public
from wuzha.screening.actions.appeals import lift_mark, uphold_mark
from wuzha.screening.actions.listings import end_listing, list_value
from wuzha.screening.figures import blocked_sources
from wuzha.screening.forms import DecisionForm, ListedFilter, ListingForm
from wuzha.screening.models import Appeal, Listing
from wuzha.screening.models.listings import kind_of

A_PAGE = 50
SOURCES_SHOWN = 10


@found_with(Permission.SCREENING_LISTS, everywhere=True)
def listings(request: PersonRequest) -> HttpResponse:
    today = timezone.localdate()
    rows, form = Listing.objects.in_force(today), ListedFilter(request.GET)
    if form.is_valid() and (value := form.cleaned_data["value"]):
        rows = rows.of(kind_of(value), value)
    context = {
        "page": Paginator(rows.select_related("added_by"), A_PAGE).get_page(
            request.GET.get("page")
        ),
        "filter_form": form,
        "sources": blocked_sources(on=today, most=SOURCES_SHOWN),
    }
    return render(request, "screening/listings.html", context)


@found_with(Permission.SCREENING_LISTS, everywhere=True)
def add_listing(request: PersonRequest) -> HttpResponse:
    form = ListingForm(request.POST or None)
    if form.is_valid():
        list_value(by=request.user, **form.cleaned_data)
        return redirect("screening:listings")
    context = {
        "form": form,
        "verb": _("列入名单"),
        "back_url": reverse("screening:listings"),
    }
    return render(request, "screening/listing_add.html", context)


@require_POST
@found_with(Permission.SCREENING_LISTS, everywhere=True)
def remove_listing(request: PersonRequest, pk: int) -> HttpResponse:
    end_listing(listing=get_object_or_404(Listing, pk=pk), by=request.user)
    return redirect("screening:listings")


@found_with(Permission.SCREENING_LISTS, everywhere=True)
def appeals(request: PersonRequest) -> HttpResponse:
    """The open ones first."""
    rows = Appeal.objects.order_by(F("decided_at").desc(nulls_first=True), "pk")
    context = {"page": Paginator(rows, A_PAGE).get_page(request.GET.get("page"))}
    return render(request, "screening/appeals.html", context)


@found_with(Permission.SCREENING_LISTS, everywhere=True)
def appeal(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Appeal.objects.select_related("decided_by"), pk=pk)
    form = DecisionForm(request.POST or None)
    if form.is_valid():
        decide = lift_mark if "lift" in request.POST else uphold_mark
        decide(appeal=found, answer=form.cleaned_data["answer"], by=request.user)
        return redirect("screening:appeals")
    context = {
        "appeal": found,
        "form": form,
        "listed": Listing.objects.of(found.kind, found.value),
        "shown": public.shown(found.value),
        "back_url": reverse("screening:appeals"),
    }
    return render(request, "screening/appeal.html", context)
