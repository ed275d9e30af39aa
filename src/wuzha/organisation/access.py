"""Who may do what, where: one predicate for one object, one filter for many.

Both read the same appointments, so a button and a list cannot disagree. An appointment
covers its unit and all below it, what happened in the units that this one took over
from, and at a police station the places that it polices. A deputy holds what the
appointment holds, so that whoever is asked can also act.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum, auto
from typing import TypeVar

from django.db.models import (
    Exists,
    Model,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    TextChoices,
)
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wuzha.lib.refused import NotAllowed
from wuzha.organisation.models import (
    Appointment,
    Deputy,
    Leave,
    LinkKind,
    Person,
    Unit,
    UnitKind,
    valid_on,
)

M = TypeVar("M", bound=Model)


class Permission(StrEnum):
    UNIT_VIEW = auto()
    UNIT_EDIT = auto()
    PEOPLE_VIEW = auto()
    PEOPLE_EDIT = auto()
    SETTINGS_EDIT = auto()
    TOKEN_EDIT = auto()
    AUDIT_VIEW = auto()
    # To have the chain of the audit verified.
    AUDIT_CHECK = auto()
    WARNING_VIEW = auto()
    WARNING_CREATE = auto()
    WARNING_DISPATCH = auto()
    # To visit, call and record; sees only what is open and assigned to one's unit.
    WARNING_WORK = auto()
    WARNING_REVIEW = auto()
    WARNING_EXPORT = auto()
    # One field of one person, once, with a reason.
    CONTACT_REVEAL = auto()
    IDENTITY_REVEAL = auto()
    # To be the second person when many are to be read at once.
    UNMASK_GRANT = auto()
    INCIDENT_VIEW = auto()
    INCIDENT_OPEN = auto()
    INCIDENT_EDIT = auto()
    INCIDENT_CLOSE = auto()
    INCIDENT_REPORT = auto()
    STOP_DRAFT = auto()
    STOP_ISSUE = auto()
    # At the bank: sees and answers the orders addressed to one's own branch.
    STOP_EXECUTE = auto()
    FREEZE_DECIDE = auto()
    RETURN_PREPARE = auto()
    RETURN_DECIDE = auto()
    COUNTER_ASK = auto()
    RULES_RUN = auto()
    HIT_VIEW = auto()
    HIT_REVIEW = auto()
    # To have a text judged, and to see those that one's units had judged.
    SCREENING_ASK = auto()
    SCREENING_LABEL = auto()
    # To settle what two labels disagree on, and to train a model from labels.
    SCREENING_TRAIN = auto()
    # To put a model in force and to go back to the one before.
    SCREENING_RELEASE = auto()
    # To put numbers, links and senders on the county's lists, and to judge appeals.
    SCREENING_LISTS = auto()
    # To name, merge and split series, and to say which marks join nothing.
    SERIES_EDIT = auto()
    BOARD_VIEW = auto()
    BRIEF_VIEW = auto()
    BRIEF_CONFIRM = auto()
    BRIEF_PUBLISH = auto()
    PLAN_VIEW = auto()
    # To upload a plan and to judge what was read of it.
    PLAN_EDIT = auto()
    # To set a plan going, and to withdraw it.
    PLAN_CONFIRM = auto()
    TASK_VIEW = auto()
    TASK_WORK = auto()
    # At the level above: accepts what is reported done, grants time, urges.
    TASK_REVIEW = auto()
    CLOCK_FIRE = auto()


class Role(TextChoices):
    DUTY_OFFICER = "duty_officer", gettext_lazy("县中心值班员")
    COUNTY_LEADER = "county_leader", gettext_lazy("县级领导")
    COUNTY_POLICE = "county_police", gettext_lazy("县公安民警")
    STATION_POLICE = "station_police", gettext_lazy("派出所民警")
    GRID_WORKER = "grid_worker", gettext_lazy("网格员")
    LOCAL_CLERK = "local_clerk", gettext_lazy("乡村专干")
    BANK_OFFICER = "bank_officer", gettext_lazy("银行负责人")
    BANK_TELLER = "bank_teller", gettext_lazy("银行柜员")
    UNIT_OFFICER = "unit_officer", gettext_lazy("学校企业联络员")
    ANALYST = "analyst", gettext_lazy("研判员")
    AUDITOR = "auditor", gettext_lazy("审计员")
    ADMINISTRATOR = "administrator", gettext_lazy("管理员")
    FEED = "feed", gettext_lazy("上级系统（机器账号）")
    INQUIRER = "inquirer", gettext_lazy("识诈接口（机器账号）")
    CLOCKWORK = "clockwork", gettext_lazy("时限引擎（机器账号）")


P = Permission
_WORK = frozenset({P.WARNING_WORK, P.CONTACT_REVEAL, P.SCREENING_ASK})
_SEE_CASES = frozenset({P.WARNING_VIEW, P.INCIDENT_VIEW, P.BOARD_VIEW, P.BRIEF_VIEW})
_TASKS = frozenset({P.TASK_VIEW, P.TASK_WORK})
_PLANS = _TASKS | {P.PLAN_VIEW, P.PLAN_EDIT, P.TASK_REVIEW}
_CASES = (
    _WORK
    | _SEE_CASES
    | {P.WARNING_CREATE, P.WARNING_DISPATCH, P.WARNING_REVIEW, P.WARNING_EXPORT}
    | {P.INCIDENT_OPEN, P.INCIDENT_EDIT, P.INCIDENT_REPORT, P.STOP_DRAFT}
    | {P.SCREENING_LABEL, P.BRIEF_CONFIRM, P.UNIT_VIEW, P.RETURN_PREPARE}
)
_POLICE = _CASES | _TASKS | {P.IDENTITY_REVEAL, P.INCIDENT_CLOSE, P.STOP_ISSUE}
ROLES: dict[str, frozenset[Permission]] = {
    Role.DUTY_OFFICER: _CASES
    | _PLANS
    | {P.HIT_VIEW, P.BRIEF_PUBLISH, P.PEOPLE_VIEW, P.SERIES_EDIT},
    Role.COUNTY_LEADER: _SEE_CASES
    | {P.UNIT_VIEW, P.BRIEF_PUBLISH, P.UNMASK_GRANT}
    | {P.PLAN_VIEW, P.PLAN_CONFIRM, P.TASK_VIEW, P.TASK_REVIEW},
    Role.COUNTY_POLICE: _POLICE
    | {P.FREEZE_DECIDE, P.HIT_VIEW, P.HIT_REVIEW, P.BRIEF_PUBLISH, P.PEOPLE_VIEW}
    | {P.UNMASK_GRANT, P.PLAN_VIEW, P.SCREENING_RELEASE, P.SCREENING_LISTS}
    | {P.SERIES_EDIT, P.RETURN_DECIDE},
    Role.STATION_POLICE: _POLICE,
    Role.GRID_WORKER: _WORK | _TASKS | {P.INCIDENT_REPORT, P.BRIEF_CONFIRM},
    Role.LOCAL_CLERK: _PLANS
    | {P.WARNING_VIEW, P.WARNING_DISPATCH, P.BOARD_VIEW, P.BRIEF_VIEW}
    | {P.SCREENING_ASK, P.BRIEF_CONFIRM, P.INCIDENT_REPORT, P.UNIT_VIEW}
    | {P.PLAN_CONFIRM},
    Role.BANK_OFFICER: frozenset({P.STOP_EXECUTE, P.COUNTER_ASK, P.INCIDENT_REPORT})
    | {P.BRIEF_CONFIRM, P.BRIEF_VIEW, P.SCREENING_ASK}
    | _TASKS,
    Role.BANK_TELLER: frozenset({P.STOP_EXECUTE, P.COUNTER_ASK, P.INCIDENT_REPORT})
    | {P.SCREENING_ASK},
    Role.UNIT_OFFICER: _TASKS | {P.INCIDENT_REPORT, P.BRIEF_CONFIRM, P.BRIEF_VIEW},
    Role.ANALYST: frozenset({P.RULES_RUN, P.HIT_VIEW, P.HIT_REVIEW, P.WARNING_CREATE})
    | {P.WARNING_VIEW, P.INCIDENT_VIEW, P.BOARD_VIEW, P.SERIES_EDIT}
    | {P.SCREENING_ASK, P.SCREENING_LABEL, P.SCREENING_TRAIN, P.SCREENING_RELEASE}
    | {P.SCREENING_LISTS},
    Role.AUDITOR: frozenset({P.AUDIT_VIEW, P.AUDIT_CHECK}),
    Role.ADMINISTRATOR: frozenset({P.UNIT_VIEW, P.UNIT_EDIT, P.PEOPLE_VIEW})
    | {P.PEOPLE_EDIT, P.SETTINGS_EDIT, P.TOKEN_EDIT},
    Role.FEED: frozenset({P.WARNING_CREATE}),
    Role.INQUIRER: frozenset({P.SCREENING_ASK}),
    Role.CLOCKWORK: frozenset({P.AUDIT_CHECK, P.CLOCK_FIRE, P.WARNING_DISPATCH})
    | {P.BRIEF_CONFIRM, P.SERIES_EDIT},
}

# Kinds of duty that only the police may hold: no other role may be given them, and only
# somebody of the police stands in for who holds them.
POLICE_ONLY = frozenset({P.STOP_ISSUE, P.FREEZE_DECIDE, P.RETURN_DECIDE})

_K = UnitKind
# At which kinds of unit a role can be held; so a police role is held by the police.
UNITS_OF_ROLE: dict[str, frozenset[UnitKind]] = {
    Role.DUTY_OFFICER: frozenset({_K.COUNTY}),
    Role.COUNTY_LEADER: frozenset({_K.COUNTY}),
    Role.COUNTY_POLICE: frozenset({_K.COUNTY}),
    Role.STATION_POLICE: frozenset({_K.STATION}),
    Role.GRID_WORKER: frozenset({_K.GRID, _K.VILLAGE}),
    Role.LOCAL_CLERK: frozenset({_K.TOWN, _K.VILLAGE}),
    Role.BANK_OFFICER: frozenset({_K.BANK_BRANCH}),
    Role.BANK_TELLER: frozenset({_K.BANK_BRANCH}),
    Role.UNIT_OFFICER: frozenset({_K.SCHOOL, _K.FIRM, _K.DEPARTMENT}),
    Role.ANALYST: frozenset({_K.COUNTY}),
    Role.AUDITOR: frozenset({_K.COUNTY, _K.TOWN}),
    Role.ADMINISTRATOR: frozenset({_K.COUNTY, _K.TOWN}),
    Role.FEED: frozenset({_K.COUNTY}),
    Role.INQUIRER: frozenset({_K.COUNTY}),
    Role.CLOCKWORK: frozenset({_K.COUNTY}),
}
MACHINE_ROLES = frozenset({Role.FEED, Role.INQUIRER, Role.CLOCKWORK})


def is_police(role: str) -> bool:
    return not POLICE_ONLY.isdisjoint(ROLES.get(role, frozenset()))


@dataclass(frozen=True)
class Scope:
    """The part of the tree that somebody may use a permission in."""

    paths: tuple[str, ...]

    @property
    def everywhere(self) -> bool:
        """True when a root is held: one service serves one county."""
        return any(path.count("/") == 2 for path in self.paths)

    def covers(self, path: str) -> bool:
        return any(path.startswith(start) for start in self.paths)

    def filter(self, column: str) -> Q:
        within = Q(pk__in=[])
        for start in self.paths:
            within |= Q(**{f"{column}__startswith": start})
        return within


def scope(person: Person, *permissions: Permission) -> Scope:
    """Where the person holds one of the permissions today."""
    today = timezone.localdate()
    paths: set[str] = set()
    for held in _held(person, today):
        if ROLES.get(held.role, frozenset()).isdisjoint(permissions):
            continue
        paths.update(_reach(held.unit))
        for link in held.unit.links.all():
            if link.kind == LinkKind.POLICES and link.is_valid(today):
                paths.update(_reach(link.place))
    return Scope(tuple(sorted(paths)))


def _reach(unit: Unit) -> list[str]:
    return [unit.path, *unit.former_paths]


def _held(person: Person, on: date) -> QuerySet[Appointment]:
    """The person's appointments, and those that they are deputy of."""
    if not person.is_active:
        return Appointment.objects.none()
    stands_in = Deputy.objects.filter(appointment=OuterRef("pk"), person=person)
    return (
        Appointment.objects.filter(
            valid_on(on), Q(person=person) | Q(Exists(stands_in))
        )
        .select_related("unit")
        .prefetch_related("unit__links__place")
    )


def may(person: Person, permission: Permission, unit: Unit | None = None) -> bool:
    """Without a unit: anywhere at all (used to show a menu entry)."""
    held = scope(person, permission)
    return bool(held.paths) if unit is None else held.covers(unit.path)


def require(person: Person, permission: Permission, unit: Unit | None = None) -> None:
    """Raise NotAllowed with a sentence for the person at the screen."""
    if not may(person, permission, unit):
        where = unit.name if unit else _("本单位")
        raise NotAllowed(
            _("您在“%(where)s”没有这项权限，操作未执行。需要时请联系管理员调整任职。")
            % {"where": where}
        )


def visible_to(
    person: Person, permission: Permission, rows: QuerySet[M], path: str = "unit__path"
) -> QuerySet[M]:
    """The door: a view gets rows from here or not at all."""
    held = scope(person, permission)
    return rows if held.everywhere else rows.filter(held.filter(path))


def workplaces(person: Person) -> list[Unit]:
    """Where somebody works or will: who changes their account needs the right at every
    one of them, and for somebody without any in the whole county."""
    held = person.appointments.filter(
        Q(valid_to=None) | Q(valid_to__gt=timezone.localdate())
    )
    units = [appointment.unit for appointment in held.select_related("unit")]
    return list(dict.fromkeys(units)) or [Unit.objects.root()]


def people_visible_to(person: Person) -> QuerySet[Person]:
    """The door to people: those who work, or worked, where one may see people; to
    whoever sees the whole county also those without any appointment."""
    held = scope(person, Permission.PEOPLE_VIEW)
    if held.everywhere:
        return Person.objects.all()
    seen = Appointment.objects.filter(held.filter("unit__path"))
    return Person.objects.filter(pk__in=seen.values("person"))


def permissions_of(person: Person) -> frozenset[Permission]:
    """Everything the person may do somewhere: for the menu."""
    held = _held(person, timezone.localdate()).prefetch_related(None)
    roles = held.values_list("role", flat=True)
    return frozenset().union(*(ROLES.get(role, frozenset()) for role in roles))


def on_duty(unit: Unit, permission: Permission, at: datetime) -> list[Person]:
    """Who at this very unit takes what is due now: holders who are there, and for each
    who is on leave the first deputy who is there. In order of appointment. Of a unit
    that is no more, those at the units that took over from it.

    Who holds an item that was given to somebody by name is another question: when an
    appointment ends, the areas above hand over what is still open, by a scheduled
    action of theirs that looks for holders who are not on duty any more."""
    roles = [role for role, granted in ROLES.items() if permission in granted]
    return _there(unit, roles, at)


def holders(unit: Unit, role: str, at: datetime) -> list[Person]:
    """As `on_duty`, of one role."""
    return _there(unit, [role], at)


def _there(unit: Unit, roles: list[str], at: datetime) -> list[Person]:
    day = timezone.localdate(at)
    held = (
        Appointment.objects.filter(
            valid_on(day),
            unit__in=unit.heirs(on=day),
            role__in=roles,
            person__is_active=True,
        )
        .select_related("person")
        .prefetch_related("deputies__person")
        .order_by("pk")
    )
    found: dict[int, Person] = {}
    for appointment in held:
        there = _first_present(appointment, at)
        if there is not None:
            found.setdefault(there.pk, there)
    return list(found.values())


def on_duty_everywhere(permission: Permission, at: datetime) -> dict[int, list[Person]]:
    """As `on_duty`, for every unit in force at once, by its key: for whoever sends out
    thousands of items. A unit where nobody is there is left out."""
    day = timezone.localdate(at)
    roles = [role for role, granted in ROLES.items() if permission in granted]
    held = (
        Appointment.objects.filter(
            valid_on(day),
            valid_on(day, "unit__"),
            role__in=roles,
            person__is_active=True,
        )
        .select_related("person")
        # Joined: fetched apart, thousands of people are more than SQLite takes at once.
        .prefetch_related(Prefetch("deputies", Deputy.objects.select_related("person")))
        .order_by("pk")
    )
    away = set(_on_leave(at).values_list("person_id", flat=True))
    found: dict[int, dict[int, Person]] = {}
    for appointment in held:
        deputies = (deputy.person for deputy in appointment.deputies.all())
        for person in (appointment.person, *deputies):
            if person.is_active and person.pk not in away:
                found.setdefault(appointment.unit_id, {}).setdefault(person.pk, person)
                break
    return {unit: list(people.values()) for unit, people in found.items()}


def deputy_of(person: Person, unit: Unit, at: datetime) -> Person | None:
    """The first deputy of the person at the unit who is there."""
    own = Appointment.objects.filter(
        valid_on(timezone.localdate(at)), person=person, unit=unit
    ).prefetch_related("deputies__person")
    for appointment in own.order_by("pk"):
        deputies = [deputy.person for deputy in appointment.deputies.all()]
        for deputy in _present(deputies, at):
            return deputy
    return None


def _first_present(appointment: Appointment, at: datetime) -> Person | None:
    deputies = [deputy.person for deputy in appointment.deputies.all()]
    return next(iter(_present([appointment.person, *deputies], at)), None)


def _present(people: Iterable[Person], at: datetime) -> list[Person]:
    candidates = [person for person in people if person.is_active]
    leaves = _on_leave(at).filter(person__in=candidates)
    away = set(leaves.values_list("person_id", flat=True))
    return [person for person in candidates if person.pk not in away]


def _on_leave(at: datetime) -> QuerySet[Leave]:
    return Leave.objects.filter(starts_at__lte=at, ends_at__gt=at, cancelled_at=None)
