"""People: find them, look at one, give them roles and passwords."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.forms import Form
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wuzha.lib.codes import mobile
from wuzha.organisation.access import (
    Permission,
    Role,
    may,
    people_visible_to,
    scope,
    visible_to,
    workplaces,
)
from wuzha.organisation.actions import appointments, people
from wuzha.organisation.forms import people as forms
from wuzha.organisation.http import PersonRequest, found_with
from wuzha.organisation.models import Appointment, Person, Unit, valid_on
from wuzha.organisation.sheets import people as sheet
from wuzha.organisation.views.files import as_csv, as_workbook
from wuzha.organisation.words import kept
from wuzha.privacy.fields import blind_indexes

PAGE = 50
people_page = found_with(Permission.PEOPLE_VIEW)
editor_page = found_with(Permission.PEOPLE_EDIT)


@people_page
@require_safe
def listing(request: PersonRequest) -> HttpResponse:
    form = forms.PeopleFilter(request.GET)
    rows = _filtered(people_visible_to(request.user), form)
    held = Appointment.objects.filter(valid_on(timezone.localdate()))
    now = Prefetch(
        "appointments", held.select_related("unit").order_by("pk"), to_attr="held_now"
    )
    rows = rows.prefetch_related(now).order_by("name", "username")
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "filter_form": form,
        "may_edit": may(request.user, Permission.PEOPLE_EDIT),
        "may_add_machines": _everywhere(request),
        "waiting": form.is_valid() and form.cleaned_data["state"] == "none",
    }
    return render(request, "organisation/people.html", context)


@people_page
@require_safe
def person(request: PersonRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(people_visible_to(request.user), pk=pk)
    held = row.appointments.select_related("unit").prefetch_related("deputies__person")
    today = timezone.localdate()
    context = {
        "person": row,
        "now": [a for a in held.order_by("-valid_from", "pk") if _is_open(a)],
        "past": held.filter(valid_to__lte=today).order_by("-valid_to")[:20],
        "standing_in": row.deputising.filter(valid_on(today, "appointment__"))
        .select_related("appointment__person", "appointment__unit")
        .order_by("pk"),
        "leaves": row.leaves.filter(cancelled_at=None, ends_at__gt=timezone.now()),
        "may_edit": _may_edit(request, row),
        "may_appoint": may(request.user, Permission.PEOPLE_EDIT)
        and row.pk != request.user.pk,
    }
    return render(request, "organisation/person.html", context)


@found_with(Permission.PEOPLE_EDIT)
@require_safe
def export(request: PersonRequest) -> HttpResponseBase:
    """Who holds what today, as the import reads it. Recorded: phones are in it."""
    held = visible_to(request.user, Permission.PEOPLE_EDIT, Appointment.objects.all())
    held = held.filter(valid_on(timezone.localdate()), person__is_active=True)
    held = held.filter(person__is_machine=False).select_related("person", "unit")
    people.note_export(rows=held.count(), by=request.user)
    records = sheet.listed(held.order_by("unit__path", "pk").iterator(chunk_size=500))
    if request.GET.get("format") == "csv":
        return as_csv(sheet.COLUMNS, records, name=kept("人员"))
    return as_workbook(sheet.COLUMNS, records, name=kept("人员"))


@editor_page
@never_cache
def new(request: PersonRequest) -> HttpResponse:
    """Somebody with their first role; the password stands in the answer, once."""
    asked = {"unit": request.GET.get("unit", "")}
    form = forms.NewPersonForm(
        request.POST or None, units=_units(request), initial=asked
    )
    if not form.is_valid():
        back = reverse("organisation:people")
        return _asked(request, form, _("新增人员"), _("新增"), back)
    given = dict(form.cleaned_data)
    made, password = people.create_person(by=request.user, **given)
    return _password(request, made, password)


@found_with(Permission.PEOPLE_EDIT, everywhere=True)
def new_machine(request: PersonRequest) -> HttpResponse:
    form = forms.NewMachineForm(request.POST or None)
    if form.is_valid():
        made = people.create_machine(by=request.user, **form.cleaned_data)
        messages.success(request, _("已新增机器账号，请给它任职并签发令牌。"))
        return redirect("organisation:person", pk=made.pk)
    back = reverse("organisation:people")
    return _asked(request, form, _("新增机器账号"), _("新增"), back)


@editor_page
def edit(request: PersonRequest, pk: int) -> HttpResponse:
    row = _person(request, pk)
    now = {"name": row.name, "phone": row.phone, "email": row.email}
    form = forms.PersonForm(request.POST or None, initial=now)
    if form.is_valid():
        people.edit_person(person=row, by=request.user, **form.cleaned_data)
        return _done(request, row, _("已修改%(person)s的资料。"))
    return _asked(request, form, _("修改资料"), _("保存"), _page(row))


@editor_page
def appoint(request: PersonRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(people_visible_to(request.user), pk=pk)
    form = forms.AppointForm(request.POST or None, units=_units(request), person=row)
    if form.is_valid():
        appointments.appoint(person=row, by=request.user, **form.cleaned_data)
        return _done(request, row, _("%(person)s已任职。"))
    title = _("给%(person)s任职") % {"person": row}
    return _asked(request, form, title, _("任职"), _page(row))


@editor_page
def end(request: PersonRequest, pk: int) -> HttpResponse:
    held = _appointment(request, pk)
    form = forms.EndForm(request.POST or None)
    if form.is_valid():
        on = form.cleaned_data["on"]
        appointments.end_appointment(appointment=held, on=on, by=request.user)
        return _done(request, held.person, _("已结束%(person)s的这项任职。"))
    facts = {"person": held.person, "unit": held.unit, "role": Role(held.role).label}
    said = [
        _("从那一天起，%(person)s不再看到“%(unit)s”的事项。") % facts,
        _("还没办完、由本人承办的事项转给同单位其他人或上级。"),
    ]
    title = _("结束%(person)s在“%(unit)s”的任职（%(role)s）") % facts
    back = _page(held.person)
    return _asked(request, form, title, _("结束任职"), back, said)


@editor_page
@require_POST
@never_cache
def give_password(request: PersonRequest, pk: int) -> HttpResponse:
    row = _person(request, pk)
    password = people.give_password(person=row, by=request.user)
    return _password(request, row, password)


@editor_page
@require_POST
@never_cache
def give_passwords(request: PersonRequest) -> HttpResponseBase:
    """A sheet to cut up and hand out: for everybody found who never had a password."""
    form = forms.PeopleFilter(request.POST)
    rows = _filtered(people_visible_to(request.user), form)
    waiting = rows.filter(_NONE, is_machine=False, is_active=True)[: sheet.MOST_AT_ONCE]
    given = people.give_passwords(people=waiting, by=request.user)
    records = sheet.handed_out(given)
    return as_workbook(sheet.PASSWORDS, records, name=kept("初始密码"))


@editor_page
@require_POST
def deactivate(request: PersonRequest, pk: int) -> HttpResponse:
    row = _person(request, pk)
    people.deactivate_person(person=row, by=request.user)
    return _done(request, row, _("%(person)s的账号已停用，任职同日结束。"))


@editor_page
@require_POST
@never_cache
def reactivate(request: PersonRequest, pk: int) -> HttpResponse:
    row = _person(request, pk)
    password = people.reactivate_person(person=row, by=request.user)
    return _password(request, row, password)


_NONE = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)


def _filtered(rows: QuerySet[Person], form: forms.PeopleFilter) -> QuerySet[Person]:
    if not form.is_valid():
        return rows.none()
    asked, today = form.cleaned_data, timezone.localdate()
    state = asked["state"]
    rows = rows.filter(is_active=state != "off", is_machine=state == "machine")
    if state == "given":
        rows = rows.exclude(password_given_at=None)
    if state == "none":
        rows = rows.filter(_NONE)
    if asked["q"]:
        rows = rows.filter(_named(asked["q"]))
    if asked["role"] or asked["unit"]:
        held = Appointment.objects.filter(valid_on(today))
        if asked["role"]:
            held = held.filter(role=asked["role"])
        if asked["unit"]:
            held = held.filter(_within(asked["unit"]))
        rows = rows.filter(pk__in=held.values("person"))
    return rows


def _named(text: str) -> Q:
    phone = mobile(text)
    keys = blind_indexes("phone", phone.value) if phone.ok else []
    return Q(name__contains=text) | Q(username=text.lower()) | Q(phone_key__in=keys)


def _within(text: str) -> Q:
    within = Q(pk__in=[])
    named = Unit.objects.filter(Q(code=text) | Q(name__contains=text))
    for path in named.values_list("path", flat=True)[:20]:
        within |= Q(unit__path__startswith=path)
    return within


def _is_open(held: Appointment) -> bool:
    return held.valid_to is None or held.valid_to > timezone.localdate()


def _units(request: PersonRequest) -> QuerySet[Unit]:
    return visible_to(request.user, Permission.PEOPLE_EDIT, Unit.objects.all(), "path")


def _everywhere(request: PersonRequest) -> bool:
    return scope(request.user, Permission.PEOPLE_EDIT).everywhere


def _may_edit(request: PersonRequest, row: Person) -> bool:
    held = scope(request.user, Permission.PEOPLE_EDIT)
    return all(held.covers(unit.path) for unit in workplaces(row))


def _person(request: PersonRequest, pk: int) -> Person:
    return get_object_or_404(people_visible_to(request.user), pk=pk)


def _appointment(request: PersonRequest, pk: int) -> Appointment:
    held = visible_to(request.user, Permission.PEOPLE_EDIT, Appointment.objects.all())
    return get_object_or_404(held.select_related("person", "unit"), pk=pk)


def _page(row: Person) -> str:
    return reverse("organisation:person", args=[row.pk])


def _asked(
    request: PersonRequest,
    form: Form,
    title: str,
    verb: str,
    back_url: str,
    consequences: list[str] | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "title": title,
        "form": form,
        "verb": verb,
        "back_url": back_url,
        "consequences": consequences,
    }
    status = 422 if form.is_bound else 200
    return render(request, "organisation/deed.html", context, status=status)


def _done(request: PersonRequest, row: Person, sentence: str) -> HttpResponse:
    messages.success(request, sentence % {"person": row})
    return redirect("organisation:person", pk=row.pk)


def _password(request: PersonRequest, row: Person, password: str) -> HttpResponse:
    context = {"person": row, "password": password, "units": workplaces(row)}
    return render(request, "organisation/password.html", context)
