"""People come, choose their password, are given another one, and leave.

Whoever changes an account can sign in with it, so the right is asked for wherever that
person works: nobody gets hold of an account that reaches further than their own."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.models import Outcome
from wuzha.audit.record import record
from wuzha.lib.refused import Refused
from wuzha.organisation import rows
from wuzha.organisation.access import Permission, require, workplaces
from wuzha.organisation.actions.appointments import appoint
from wuzha.organisation.models import Appointment, Deputy, Leave, Person, Unit, valid_on


class Given(NamedTuple):
    person: Person
    unit: Unit
    password: str


@transaction.atomic
def create_person(
    *,
    username: str,
    name: str,
    phone: str,
    email: str,
    unit: Unit,
    role: str,
    by: Person,
) -> tuple[Person, str]:
    """Somebody with their first role, from today. Returns the password for the first
    sign-in, which is shown once and opens nothing but the page to choose another."""
    require(by, Permission.PEOPLE_EDIT, unit)
    person = rows.add_person(username=username, name=name, phone=phone, email=email)
    password = rows.give_password(person)
    record("person.created", by=by, subject=person, unit=unit)
    today = timezone.localdate()
    appoint(person=person, role=role, unit=unit, valid_from=today, by=by)
    return person, password


@transaction.atomic
def enter_person(
    *, username: str, name: str, phone: str, email: str, unit: Unit, by: Person
) -> Person:
    """From a list, where roles and passwords follow (`appoint`, `give_passwords`)."""
    require(by, Permission.PEOPLE_EDIT, unit)
    person = rows.add_person(username=username, name=name, phone=phone, email=email)
    record("person.created", by=by, subject=person, unit=unit)
    return person


@transaction.atomic
def withdraw_person(*, person: Person, by: Person) -> None:
    """Takes back somebody who was entered by mistake and has never signed in."""
    for unit in workplaces(person):
        require(by, Permission.PEOPLE_EDIT, unit)
    if person.last_login is not None or person.appointments.exists():
        raise Refused(_("已登录过或有任职的人员不能撤回；离岗请停用账号。"))
    record("person.withdrawn", by=by, subject=person, unit=unit)
    person.delete()


@transaction.atomic
def create_machine(*, username: str, name: str, by: Person) -> Person:
    """An account that acts by token or by clockwork and never signs in."""
    county = Unit.objects.root()
    require(by, Permission.PEOPLE_EDIT, county)
    machine = rows.add_person(username=username, name=name, is_machine=True)
    record("person.created", by=by, subject=machine, unit=county, is_machine=True)
    return machine


@transaction.atomic
def edit_person(
    *, person: Person, name: str, phone: str, email: str, by: Person
) -> None:
    for unit in workplaces(person):
        require(by, Permission.PEOPLE_EDIT, unit)
    person.name, person.phone, person.email = name, phone, email
    person.save(update_fields=["name", "phone", "phone_key", "email"])
    record("person.edited", by=by, subject=person, unit=unit)


@transaction.atomic
def give_password(*, person: Person, by: Person) -> str:
    """For somebody who has forgotten theirs: a new one for one sign-in."""
    for unit in workplaces(person):
        require(by, Permission.PEOPLE_EDIT, unit)
    if person.is_machine or not person.is_active:
        raise Refused(_("机器账号和停用的账号没有密码。"))
    password = rows.give_password(person)
    record("person.password_given", by=by, subject=person, unit=unit)
    return password


@transaction.atomic
def give_passwords(*, people: Iterable[Person], by: Person) -> list[Given]:
    """For those who were entered from a list, to be handed out on paper."""
    given = []
    for person in people:
        for unit in workplaces(person):
            require(by, Permission.PEOPLE_EDIT, unit)
        given.append(Given(person, unit, rows.give_password(person)))
        record("person.password_given", by=by, subject=person, unit=unit)
    return given


@transaction.atomic
def note_export(*, rows: int, by: Person) -> None:
    """The directory of colleagues was taken along, with their phones."""
    require(by, Permission.PEOPLE_EDIT)
    record("person.exported", by=by, outcome=Outcome.READ, rows=rows)


@transaction.atomic
def choose_password(*, password: str, by: Person) -> None:
    """One's own password; the form has judged it."""
    by.set_password(password)
    by.password_given_at = None
    by.save(update_fields=["password", "password_given_at"])
    record("person.password_chosen", by=by, subject=by)


@transaction.atomic
def deactivate_person(*, person: Person, by: Person) -> None:
    """The person leaves: every session and appointment ends, nobody is deputised by
    them any more. Open work that was given to them by name is handed over by the areas
    above, by scheduled actions of theirs that look for holders without appointment."""
    rows.in_turn()
    person.refresh_from_db()
    for unit in workplaces(person):
        require(by, Permission.PEOPLE_EDIT, unit)
    if person.pk == by.pk:
        raise Refused(_("不能停用自己的账号，请另一位管理员办理。"))
    if not person.is_active:
        raise Refused(_("这个账号已经停用。"))
    today = timezone.localdate()
    person.is_active = False
    person.save(update_fields=["is_active"])
    Appointment.objects.filter(valid_on(today), person=person).update(valid_to=today)
    Appointment.objects.filter(person=person, valid_from__gt=today).delete()
    Deputy.objects.filter(person=person).delete()
    Leave.objects.filter(
        person=person, cancelled_at=None, ends_at__gt=timezone.now()
    ).update(cancelled_at=timezone.now())
    record("person.deactivated", by=by, subject=person, unit=unit)


@transaction.atomic
def reactivate_person(*, person: Person, by: Person) -> str:
    """Back again, with a new password and without any appointment."""
    for unit in workplaces(person):
        require(by, Permission.PEOPLE_EDIT, unit)
    if person.is_active:
        raise Refused(_("这个账号没有停用。"))
    person.is_active = True
    person.save(update_fields=["is_active"])
    password = rows.give_password(person)
    record("person.reactivated", by=by, subject=person, unit=unit)
    return password
