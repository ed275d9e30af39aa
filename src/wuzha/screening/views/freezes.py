"""For whoever is hit by a freeze, without an account: say that it is wrong. Whether an
account is frozen is told to nobody here."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from wuzha.incidents.actions import receive_public_complaint
from wuzha.incidents.forms.complaints import PublicComplaintForm
from wuzha.incidents.inputs import ComplaintIn
from wuzha.incidents.timing import number
from wuzha.screening.sparing import spend
from wuzha.screening.views.public import TOO_MANY_REQUESTS, for_everybody, often


@for_everybody("GET", "HEAD", "POST")
def complain(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    days = number("money_clocks.complaint_answer", now).whole
    form = PublicComplaintForm(request.POST or None)
    context = {
        "form": form,
        "days": days,
        "end_days": number("money_clocks.unfreeze_if_unrelated", now).whole,
    }
    page = "screening/public/complain.html"
    if not form.is_valid():
        return render(request, page, context)
    if not spend(request, "complaint_cost"):
        context["notice"] = often()
        return render(request, page, context, status=TOO_MANY_REQUESTS)
    made = receive_public_complaint(written=ComplaintIn(**form.cleaned_data))
    told = {"complaint": made, "until": made.received_at + timedelta(days=days)}
    return render(request, "screening/public/complained.html", told)
