"""Warnings come in: known already, joined to the work on the same person, or new; then
they go to a unit by the rule of their grade, or to triage. They are never nobody's."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record, record_many
from wuzha.clocks import engine
from wuzha.earlywarnings.actions.joining import People, _join, _person_of, _place_of
from wuzha.earlywarnings.actions.row import _alone, _telling
from wuzha.earlywarnings.actions.sending import (
    _send_to,
    _starts,
    _to_sign,
    _to_triage,
    _triage_clock,
)
from wuzha.earlywarnings.desk import Desk
from wuzha.earlywarnings.intake import WarningIn
from wuzha.earlywarnings.models import Dissuasion, EarlyWarning, Handover
from wuzha.earlywarnings.states import Door, State, Why
from wuzha.lib.refused import Conflict, Refused
from wuzha.notices.outbox import settle, tell_many
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person, Unit

Number = tuple[str, str]


@dataclass(frozen=True)
class Received:
    """`created` is false when the same warning had come in before."""

    warning: EarlyWarning
    created: bool

    @property
    def dissuasion(self) -> Dissuasion:
        return self.warning.dissuasion


@transaction.atomic
def receive_warning(*, warning: WarningIn, door: str, by: Person) -> Received:
    """Raises Conflict when the source has sent something else under the number."""
    require(by, Permission.WARNING_CREATE)
    _one_at_a_time()
    (received,) = _received([warning], door, Desk.now(), by)
    if not received.created:
        record("warning.repeated", by=by, subject=received.warning)
    return received


@transaction.atomic
def receive_warnings(
    *, warnings: Sequence[WarningIn], door: str, desk: Desk, by: Person
) -> list[Received]:
    """Many at once, as an import has them; all or none. `desk` may be some seconds
    old, so that it can serve for several batches."""
    require(by, Permission.WARNING_CREATE)
    _one_at_a_time()
    received = _received(warnings, door, desk, by)
    record("warnings.received", by=by, count=len(received), door=door)
    return received


@transaction.atomic
def receive_from_system(*, payload: WarningIn, by: Person) -> Received:
    """For the endpoint: source and number are the idempotency key. The same again has
    the same answer; something else under the key raises Conflict."""
    require(by, Permission.WARNING_CREATE)
    received = receive_warning(warning=payload, door=Door.SYSTEM, by=by)
    record("warning.pushed", by=by, subject=received.warning, created=received.created)
    return received


@transaction.atomic
def withdraw_warning(*, warning: EarlyWarning, version: int, by: Person) -> None:
    """An import is undone: the warning goes, and with it the work if that began with it
    and nobody has touched it since. Raises Refused otherwise."""
    require(by, Permission.WARNING_CREATE)
    dissuasion = warning.dissuasion
    _alone(dissuasion)
    alone = not dissuasion.warnings.exclude(pk=warning.pk).exists()
    if dissuasion.version != version or not alone:
        raise Refused(
            _("%(number)s 已经有人办理或并入了别的预警，这一条没有撤销。")
            % {"number": dissuasion}
        )
    record(
        "warning.withdrawn",
        by=by,
        subject=warning,
        unit=dissuasion.unit,
        dissuasion=dissuasion.number,
    )
    engine.cancel(subject=dissuasion, at=timezone.now())
    settle(subject=dissuasion)
    dissuasion.delete()


def _one_at_a_time() -> None:
    """Else two warnings for one person, arriving together, would make two visits."""
    Unit.objects.select_for_update(no_key=True).root()


def _received(
    warnings: Sequence[WarningIn], door: str, desk: Desk, by: Person
) -> list[Received]:
    """In the order of `warnings`."""
    known = _known(warnings)
    new = {_number(one): one for one in warnings if _number(one) not in known}
    cases = _cases_of(list(new.values()), desk, by)
    kept = _kept(new.values(), cases, door, desk, by)
    created = dict(zip(new, kept, strict=True))
    return [
        Received(created[number], created=True)
        if (number := _number(one)) in created
        else Received(known[number], created=False)
        for one in warnings
    ]


def _number(warning: WarningIn) -> Number:
    return str(warning.source.value), warning.source_number


def _known(warnings: Sequence[WarningIn]) -> dict[Number, EarlyWarning]:
    rows = EarlyWarning.objects.filter(
        source__in={warning.source for warning in warnings},
        source_number__in=[warning.source_number for warning in warnings],
    )
    kept = {
        (row.source, row.source_number): row
        for row in rows.select_related("dissuasion__unit")
    }
    for warning in warnings:
        row = kept.get(_number(warning))
        if row and row.content_key != warning.content_key():
            raise Conflict(
                _(
                    "%(source)s的编号“%(number)s”已经收过另一条内容不同的预警，"
                    "本条没有收下。如是更正，请用新的编号下发；如是重复，请核对内容。"
                )
                % {"source": warning.source.label, "number": warning.source_number}
            )
    return kept


def _cases_of(
    warnings: Sequence[WarningIn], desk: Desk, by: Person
) -> list[Dissuasion]:
    """The work that each goes with, in their order: first what begins anew, together;
    then what joins, one by one."""
    people = People.of_open_cases(warnings, desk)
    anew: list[WarningIn] = []
    for warning in warnings:
        if people.case_of(warning) is None and not people.expects(warning):
            people.expect(warning)
            anew.append(warning)
    begun = _begin(anew, desk, by)
    cases = {id(warning): case for warning, case in zip(anew, begun, strict=True)}
    people.add(begun)
    for warning in warnings:
        if id(warning) not in cases:
            case = people.case_of(warning)
            assert case is not None  # noqa: S101 (open, or begun just now)
            _join(case, warning, desk, by)
            cases[id(warning)] = case
    return [cases[id(warning)] for warning in warnings]


def _begin(warnings: Sequence[WarningIn], desk: Desk, by: Person) -> list[Dissuasion]:
    """To whoever the rule of the grade names, or to triage; in a few statements."""
    begun = [_new_case(warning, desk) for warning in warnings]
    Dissuasion.objects.bulk_create(begun)
    sent = [case for case in begun if case.state == State.DISPATCHED]
    waiting = [case for case in begun if case.state == State.TRIAGE]
    limits = [warning.limit_at for warning in warnings]
    clocks = [
        start
        for case, limit_at in zip(begun, limits, strict=True)
        if case.state == State.DISPATCHED
        for start in _starts(case, desk.rule(case.grade), desk.at, limit_at)
    ]
    clocks += [_triage_clock(case, desk.rule(case.grade), desk.at) for case in waiting]
    engine.start_many(clocks)
    Handover.objects.bulk_create(
        Handover(dissuasion=case, unit=case.unit, why=Why.RULE, at=desk.at, by=by)
        for case in sent
    )
    tellings = [_telling(case, desk.people(case.unit), _to_sign()) for case in sent]
    tellings += [_telling(case, desk.dispatchers, _to_triage()) for case in waiting]
    tell_many(tellings)
    return begun


def _new_case(warning: WarningIn, desk: Desk) -> Dissuasion:
    place = _place_of(warning, desk)
    case = Dissuasion(
        unit=desk.county,
        place=place or desk.county,
        state=State.TRIAGE,
        stream=warning.stream,
        grade=warning.grade,
        fraud_class=warning.fraud_class,
        received_at=desk.at,
        last_received_at=desk.at,
        **_person_of(warning),
    )
    if place:
        unit = desk.target(place, warning.grade)
        _send_to(case, unit, desk.rule(warning.grade), desk.at)
    return case


def _kept(
    warnings: Iterable[WarningIn],
    cases: Sequence[Dissuasion],
    door: str,
    desk: Desk,
    by: Person,
) -> list[EarlyWarning]:
    rows = EarlyWarning.objects.bulk_create(
        EarlyWarning(
            dissuasion=case,
            source=warning.source,
            source_number=warning.source_number,
            content_key=warning.content_key(),
            door=door,
            stream=warning.stream,
            grade=warning.grade,
            signal=warning.signal,
            fraud_class=warning.fraud_class,
            issued_at=warning.issued_at,
            received_at=desk.at,
            limit_at=warning.limit_at,
            received_by=by,
            place_code=warning.place_code,
            clue=warning.clue,
            **_person_of(warning),
        )
        for warning, case in zip(warnings, cases, strict=True)
    )
    record_many(
        "warning.received",
        by=by,
        deeds=[(row, row.dissuasion.unit, _facts(row)) for row in rows],
    )
    return rows


def _facts(row: EarlyWarning) -> dict[str, object]:
    case = row.dissuasion
    return {
        "door": row.door,
        "grade": row.grade,
        "stream": row.stream,
        "dissuasion": case.number,
        "state": case.state,
    }
