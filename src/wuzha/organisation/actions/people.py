"""People come, choose their password, are given another one, and leave."""

import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.lib.refused import Refused
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Appointment, Deputy, Leave, Person, Unit, valid_on

# Without the letters and digits that are mistaken for one another when read aloud.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@transaction.atomic
def create_person(
    *,
    username: str,
    name: str,
    unit: Unit,
    phone: str = "",
    email: str = "",
    by: Person,
) -> tuple[Person, str]:
    """Somebody who will work at the unit; returns the password for the first sign-in,
    which is shown once and opens nothing but the page to choose another one."""
    require(by, Permission.PEOPLE_EDIT, unit)
    _refuse_taken(username)
    person = Person(username=username, name=name, phone=phone, email=email)
    password = _give_password(person)
    person.save(force_insert=True)
    record("person.created", by=by, subject=person, unit=unit)
    return person, password


@transaction.atomic
def create_machine(*, username: str, name: str, by: Person) -> Person:
    """An account that acts by token or by clockwork and never signs in."""
    county = Unit.objects.root()
    require(by, Permission.PEOPLE_EDIT, county)
    _refuse_taken(username)
    machine = Person(username=username, name=name, is_machine=True)
    machine.set_unusable_password()
    machine.save(force_insert=True)
    record("person.created", by=by, subject=machine, unit=county, is_machine=True)
    return machine


@transaction.atomic
def edit_person(
    *, person: Person, name: str, phone: str, email: str, unit: Unit, by: Person
) -> None:
    """`unit` is one where the person works and the editor may edit people."""
    require(by, Permission.PEOPLE_EDIT, unit)
    person.name, person.phone, person.email = name, phone, email
    person.save(update_fields=["name", "phone", "phone_key", "email"])
    record("person.edited", by=by, subject=person, unit=unit)


@transaction.atomic
def give_password(*, person: Person, unit: Unit, by: Person) -> str:
    """For somebody who has forgotten theirs: a new one for one sign-in."""
    require(by, Permission.PEOPLE_EDIT, unit)
    if person.is_machine:
        raise Refused(_("机器账号没有密码。请为它签发令牌。"))
    password = _give_password(person)
    person.save(update_fields=["password", "password_given_at"])
    record("person.password_given", by=by, subject=person, unit=unit)
    return password


@transaction.atomic
def choose_password(*, password: str, by: Person) -> None:
    """One's own password; the form has judged it."""
    by.set_password(password)
    by.password_given_at = None
    by.save(update_fields=["password", "password_given_at"])
    record("person.password_chosen", by=by, subject=by)


@transaction.atomic
def deactivate_person(*, person: Person, unit: Unit, by: Person) -> None:
    """The person leaves: appointments end today, nobody is deputised by them any more,
    every session ends. What they still held is handed over by the areas above, whose
    scheduled actions look for holders who have no appointment any more."""
    require(by, Permission.PEOPLE_EDIT, unit)
    if person.pk == by.pk:
        raise Refused(_("不能停用自己的账号，请让另一位管理员来做。"))
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
def reactivate_person(*, person: Person, unit: Unit, by: Person) -> str:
    """Back again, with a new password and without any appointment."""
    require(by, Permission.PEOPLE_EDIT, unit)
    if person.is_active:
        raise Refused(_("这个账号没有停用。"))
    person.is_active = True
    password = _give_password(person)
    person.save(update_fields=["is_active", "password", "password_given_at"])
    record("person.reactivated", by=by, subject=person, unit=unit)
    return password


def _give_password(person: Person) -> str:
    groups = ["".join(secrets.choice(LETTERS) for _each in range(4)) for _g in range(4)]
    password = "-".join(groups)
    person.set_password(password)
    person.password_given_at = timezone.now()
    return password


def _refuse_taken(username: str) -> None:
    if Person.objects.filter(username=username).exists():
        raise Refused(
            _("用户名“%(username)s”已被使用，请换一个。") % {"username": username}
        )
