"""A warning for somebody whose visit is still ahead goes along with that visit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Self

from django.db.models import Q

from wuzha.clocks import engine
from wuzha.earlywarnings.actions.row import _alone, _doers, _keep, _notify
from wuzha.earlywarnings.actions.sending import (
    SENT_FIELDS,
    WORK_CLOCKS,
    _after_sending,
    _send_to,
    _start_clocks,
)
from wuzha.earlywarnings.desk import Desk
from wuzha.earlywarnings.intake import WarningIn
from wuzha.earlywarnings.models import Dissuasion
from wuzha.earlywarnings.rules import joining_window
from wuzha.earlywarnings.states import RANK, ClockKind, State, Why
from wuzha.organisation.models import Person, Unit
from wuzha.organisation.words import kept
from wuzha.privacy.fields import blind_indexes

KEYED = ("name", "phone", "identity")


@dataclass
class People:
    """Whose visit is ahead. Somebody is known by identity number or, where one of the
    two has none, by phone: two different numbers are two people sharing a phone."""

    by_phone: dict[str, list[Dissuasion]] = field(default_factory=dict)
    by_identity: dict[str, list[Dissuasion]] = field(default_factory=dict)
    expected: list[WarningIn] = field(default_factory=list)
    phones: dict[str, list[WarningIn]] = field(default_factory=dict)
    identities: set[str] = field(default_factory=set)

    @classmethod
    def of_open_cases(cls, warnings: Sequence[WarningIn], desk: Desk) -> Self:
        """With a warning within the window."""
        phones = [key for w in warnings for key in blind_indexes("phone", w.phone)]
        numbers = [
            key for w in warnings for key in blind_indexes("identity", w.identity)
        ]
        people = cls()
        people.add(
            Dissuasion.objects.before_meeting()
            .filter(Q(phone_key__in=phones) | Q(identity_key__in=numbers))
            .filter(last_received_at__gte=desk.at - joining_window(desk.at))
            .select_related("unit", "place")
            .order_by("-last_received_at")
        )
        return people

    def add(self, cases: Iterable[Dissuasion]) -> None:
        for case in cases:
            if case.phone:
                self.by_phone.setdefault(case.phone, []).append(case)
            if case.identity:
                self.by_identity.setdefault(case.identity, []).append(case)

    def case_of(self, warning: WarningIn) -> Dissuasion | None:
        same = self.by_identity.get(warning.identity, []) if warning.identity else []
        sharing = self.by_phone.get(warning.phone, []) if warning.phone else []
        same = same + [
            case
            for case in sharing
            if not (case.identity and warning.identity)
            or case.identity == warning.identity
        ]
        return same[0] if same else None

    def expect(self, warning: WarningIn) -> None:
        """A case for this person is about to begin."""
        if warning.phone:
            self.phones.setdefault(warning.phone, []).append(warning)
        if warning.identity:
            self.identities.add(warning.identity)

    def expects(self, warning: WarningIn) -> bool:
        return warning.identity in self.identities or any(
            not (other.identity and warning.identity)
            for other in self.phones.get(warning.phone, [])
        )


def _join(case: Dissuasion, warning: WarningIn, desk: Desk, by: Person) -> None:
    """One visit for both. What was not known of the person is added; a higher grade
    goes where its rule sends it, with its limits; a place ends the triage."""
    _alone(case)
    is_higher = RANK[warning.grade] > case.rank
    given = _person_of(warning)
    added = [name for name, value in given.items() if value and not getattr(case, name)]
    for name in added:
        setattr(case, name, given[name])
    # The desk of a batch may be some seconds older than what came in beside it.
    case.last_received_at = max(case.last_received_at, desk.at)
    if is_higher:
        case.grade, case.stream = warning.grade, warning.stream
        case.fraud_class = warning.fraud_class
    keys = [f"{name}_key" for name in added if name in KEYED]
    _keep(case, *added, *keys, "last_received_at", "grade", "stream", "fraud_class")
    place = _place_of(warning, desk) if case.state == State.TRIAGE else None
    if place:
        case.place = place
        engine.cancel(subject=case, kinds=[ClockKind.TRIAGE], at=desk.at)
    if place or (is_higher and case.state != State.TRIAGE):
        _send_anew(case, warning, desk, by)
    else:
        doers = _doers(case, desk.at, here=desk.people(case.unit))
        _notify(case, doers, kept("同一人又有新的预警"))


def _send_anew(case: Dissuasion, warning: WarningIn, desk: Desk, by: Person) -> None:
    rule = desk.rule(case.grade)
    engine.cancel(subject=case, kinds=WORK_CLOCKS, at=desk.at)
    unit = desk.target(case.place, case.grade)
    _send_to(case, unit, rule, desk.at)
    _keep(case, "place", *SENT_FIELDS)
    _start_clocks(case, rule, desk.at, warning.limit_at)
    _after_sending(case, why=Why.RAISED, at=desk.at, by=by, people=desk.people(unit))


def _place_of(warning: WarningIn, desk: Desk) -> Unit | None:
    match = desk.places.match(code=warning.place_code, address=warning.address)
    return desk.unit(match.place) if match.place else None


def _person_of(warning: WarningIn) -> dict[str, str]:
    return {
        "name": warning.name,
        "phone": warning.phone,
        "identity": warning.identity,
        "address": warning.address,
        "sex": warning.sex or "",
        "age_band": warning.age_band or "",
        "occupation": warning.occupation,
    }
