"""How units and people are written down: called by the actions of this area only, in
their transaction. What a row must be like is checked here; rights they check."""

import secrets
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.auth.hashers import (
    PBKDF2PasswordHasher,
    get_hasher,
    make_password,
)
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.lib.refused import Refused
from wuzha.organisation.models import Person, Unit, UnitKind, UnitQuerySet

# What a unit may hang on. Institutions hang on any place but a grid.
PARENTS: dict[str, frozenset[UnitKind]] = {
    UnitKind.COUNTY: frozenset(),
    UnitKind.TOWN: frozenset({UnitKind.COUNTY}),
    UnitKind.VILLAGE: frozenset({UnitKind.TOWN}),
    UnitKind.GRID: frozenset({UnitKind.VILLAGE}),
}
OF_INSTITUTIONS = frozenset({UnitKind.COUNTY, UnitKind.TOWN, UnitKind.VILLAGE})
# Without the letters and digits that are mistaken for one another when read aloud.
GIVEN_ITERATIONS = 20_000
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def in_turn() -> None:
    """One at a time until the transaction ends. Else two administrators could both find
    a name free, or each end the other's role as one of two."""
    list(Unit.objects.filter(parent=None).select_for_update(no_key=True))


def add_unit(
    *,
    name: str,
    kind: str,
    code: str,
    parent: Unit | None,
    valid_from: date,
    former_paths: Iterable[str] = (),
) -> Unit:
    _refuse_parent(kind, parent)
    refuse_taken_code(code)
    unit = Unit.objects.create(
        name=name,
        kind=kind,
        code=code,
        parent=parent,
        valid_from=valid_from,
        former_paths=list(former_paths),
    )
    unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
    unit.save(update_fields=["path"])
    return unit


def end_unit(unit: Unit, on: date) -> None:
    refuse_ended(unit)
    if on < unit.valid_from:
        raise Refused(
            _("“%(unit)s”从%(begin)s起才有，不能在那之前结束。请改日期。")
            % {"unit": unit.name, "begin": unit.valid_from}
        )
    unit.valid_to = on
    unit.save(update_fields=["valid_to"])


def refuse_ended(unit: Unit) -> None:
    if unit.valid_to is not None:
        raise Refused(
            _("“%(unit)s”已撤并或停用（%(end)s），请到接替它的单位上操作。")
            % {"unit": unit.name, "end": unit.valid_to}
        )


def is_taken(code: str, but: Unit | None = None) -> bool:
    return _holders(code, but).exists()


def refuse_taken_code(code: str, but: Unit | None = None) -> None:
    in_turn()
    if holder := _holders(code, but).first():
        raise Refused(
            _("编码%(code)s已是“%(unit)s”的，请核对。")
            % {"code": code, "unit": holder.name}
        )


def _holders(code: str, but: Unit | None) -> UnitQuerySet:
    if not code:
        return Unit.objects.none()
    holders = Unit.objects.filter(code=code, valid_to=None)
    return holders.exclude(pk=but.pk) if but else holders


def _refuse_parent(kind: str, parent: Unit | None) -> None:
    allowed = PARENTS.get(kind, OF_INSTITUTIONS)
    if parent is None:
        if allowed:
            raise Refused(_("请选择上级单位。"))
        return
    refuse_ended(parent)
    if parent.kind not in allowed:
        raise Refused(
            _("%(kind)s不能直接设在%(parent)s“%(name)s”下面，请另选上级单位。")
            % {
                "kind": UnitKind(kind).label,
                "parent": parent.get_kind_display(),
                "name": parent.name,
            }
        )


def add_person(*, username: str, name: str, **facts: Any) -> Person:
    """Without a password: nobody signs in until one is given."""
    in_turn()
    if Person.objects.filter(username=username).exists():
        raise Refused(
            _("用户名“%(username)s”已被使用，请换一个。") % {"username": username}
        )
    person = Person(username=username, name=name, **facts)
    person.set_unusable_password()
    person.save(force_insert=True)
    return person


def give_password(person: Person) -> str:
    """One for the first sign-in."""
    groups = ["".join(secrets.choice(LETTERS) for _each in range(4)) for _g in range(4)]
    password = "-".join(groups)
    person.password = _digest(password)
    person.password_given_at = timezone.now()
    person.save(update_fields=["password", "password_given_at"])
    return password


def _digest(password: str) -> str:
    """A password of 79 random bits needs no slow digest, and a county gives out a
    thousand at a time. The first sign-in makes it slow all the same."""
    hasher = get_hasher()
    if isinstance(hasher, PBKDF2PasswordHasher):
        return hasher.encode(password, hasher.salt(), iterations=GIVEN_ITERATIONS)
    return make_password(password)
