"""One's own roles: who stands in for me, when I am away."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuzha.organisation.access import (
    Permission,
    Role,
    people_visible_to,
    visible_to,
    workplaces,
)
from wuzha.organisation.actions import appointments as actions
from wuzha.organisation.forms.people import DeputiesForm, LeaveForm
from wuzha.organisation.http import PersonRequest, found_with
from wuzha.organisation.models import Appointment, Leave, Person, valid_on


@require_safe
def duties(request: PersonRequest) -> HttpResponse:
    person, today = request.user, timezone.localdate()
    held = person.appointments.filter(valid_on(today)).select_related("unit")
    context = {
        "appointments": held.prefetch_related("deputies__person").order_by("pk"),
        "standing_in": person.deputising.filter(valid_on(today, "appointment__"))
        .select_related("appointment__person", "appointment__unit")
        .order_by("pk"),
        "leaves": _coming(person),
    }
    return render(request, "organisation/duties.html", context)


def deputies(request: PersonRequest, pk: int) -> HttpResponse:
    """Of one's own appointment, or of one that the editor may end."""
    held = _appointment(request, pk)
    form = DeputiesForm(request.POST or None, appointment=held)
    if form.is_valid():
        actions.set_deputies(appointment=held, people=form.people, by=request.user)
        messages.success(request, _("代理人已保存。"))
        return redirect(_back(request, held.person))
    context = {
        "title": _("“%(unit)s”%(role)s的代理人")
        % {"unit": held.unit, "role": Role(held.role).label},
        "form": form,
        "verb": _("保存"),
        "back_url": _back(request, held.person),
        "consequences": [
            _("代理人始终能看到和办理这个岗位的事项。"),
            _("请假期间到期的事项按顺序找第一个在岗的代理人。"),
        ],
    }
    status = 422 if form.is_bound else 200
    return render(request, "organisation/deed.html", context, status=status)


def take_leave(request: PersonRequest) -> HttpResponse:
    return _leave(request, request.user)


@found_with(Permission.PEOPLE_EDIT)
def enter_leave(request: PersonRequest, pk: int) -> HttpResponse:
    """For somebody who cannot do it: ill, or without a network."""
    return _leave(request, get_object_or_404(people_visible_to(request.user), pk=pk))


@require_POST
def cancel_leave(request: PersonRequest, pk: int) -> HttpResponse:
    own = Leave.objects.filter(person=request.user)
    others = Leave.objects.filter(
        person__in=visible_to(
            request.user,
            Permission.PEOPLE_EDIT,
            Appointment.objects.all(),
        ).values("person")
    )
    leave = get_object_or_404((own | others).distinct(), pk=pk)
    unit = workplaces(leave.person)[0]
    actions.cancel_leave(leave=leave, unit=unit, by=request.user)
    messages.success(request, _("已销假，到期事项重新找本人。"))
    return redirect(_back(request, leave.person))


def _leave(request: PersonRequest, person: Person) -> HttpResponse:
    form = LeaveForm(request.POST or None)
    if form.is_valid():
        unit = workplaces(person)[0]
        actions.take_leave(
            person=person, unit=unit, by=request.user, **form.cleaned_data
        )
        messages.success(request, _("已登记请假。"))
        return redirect(_back(request, person))
    alone = person.appointments.filter(
        valid_on(timezone.localdate()), deputies=None
    ).select_related("unit")
    context = {
        "title": _("请假")
        if person == request.user
        else _("登记%(p)s请假") % {"p": person},
        "form": form,
        "verb": _("登记"),
        "back_url": _back(request, person),
        "consequences": [
            *(
                _("“%(unit)s”的岗位没有代理人，到期事项会报给上级。")
                % {"unit": held.unit}
                for held in alone
            ),
            _("请假期间到期的事项找第一个在岗的代理人，提醒也发给代理人。"),
        ],
    }
    status = 422 if form.is_bound else 200
    return render(request, "organisation/deed.html", context, status=status)


def _appointment(request: PersonRequest, pk: int) -> Appointment:
    rows = Appointment.objects.select_related("person", "unit")
    own = rows.filter(person=request.user, pk=pk).first()
    if own:
        return own
    return get_object_or_404(
        visible_to(request.user, Permission.PEOPLE_EDIT, rows), pk=pk
    )


def _coming(person: Person) -> object:
    open_leaves = person.leaves.filter(cancelled_at=None, ends_at__gt=timezone.now())
    return open_leaves.order_by("starts_at")


def _back(request: PersonRequest, person: Person) -> str:
    if person == request.user:
        return reverse("organisation:duties")
    return reverse("organisation:person", args=[person.pk])
