"""A warning comes in: known already, joined to the work on the same person, or new;
then it goes to a unit by the rule of its grade, or to triage. It is never nobody's."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.clocks import engine
from wuzha.earlywarnings.actions.row import _alone, _doers, _keep, _notify
from wuzha.earlywarnings.actions.sending import (
    SENT_FIELDS,
    WORK_CLOCKS,
    _after_sending,
    _send_to,
    _start_clocks,
    _to_triage,
)
from wuzha.earlywarnings.desk import Desk
from wuzha.earlywarnings.intake import WarningIn
from wuzha.earlywarnings.models import Dissuasion, EarlyWarning
from wuzha.earlywarnings.rules import joining_window
from wuzha.earlywarnings.states import RANK, ClockKind, Door, State, Why
from wuzha.lib.refused import Conflict, Refused
from wuzha.notices.outbox import settle
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person, Unit
from wuzha.privacy.fields import blind_indexes


@dataclass(frozen=True)
class Received:
    """`created` is false when the same warning had come in before."""

    warning: EarlyWarning
    created: bool

    @property
    def dissuasion(self) -> Dissuasion:
        return self.warning.dissuasion


@transaction.atomic
def receive_warning(
    *, warning: WarningIn, door: str, desk: Desk | None = None, by: Person
) -> Received:
    """Whoever imports many gives one `desk` for a batch. Raises Conflict when the
    source has sent something else under the same number."""
    require(by, Permission.WARNING_CREATE)
    _one_at_a_time()
    desk = desk or Desk.now()
    if known := _known(warning):
        return Received(known, created=False)
    dissuasion = _open_dissuasion_of(warning, desk)
    if dissuasion is None:
        dissuasion = _begin(warning, desk, by)
    else:
        _join(dissuasion, warning, desk, by)
    received = _kept(warning, dissuasion, door, desk, by)
    record(
        "warning.received",
        by=by,
        subject=received,
        unit=dissuasion.unit,
        door=door,
        grade=warning.grade,
        stream=warning.stream,
        dissuasion=dissuasion.number,
        state=dissuasion.state,
    )
    return Received(received, created=True)


@transaction.atomic
def receive_from_system(
    *, payload: WarningIn, desk: Desk | None = None, by: Person
) -> Received:
    """For the endpoint: source and number are the idempotency key. The same again has
    the same answer; something else under the key raises Conflict."""
    require(by, Permission.WARNING_CREATE)
    received = receive_warning(warning=payload, door=Door.SYSTEM, desk=desk, by=by)
    if not received.created:
        record("warning.repeated", by=by, subject=received.warning)
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


def _known(warning: WarningIn) -> EarlyWarning | None:
    known = (
        EarlyWarning.objects.filter(
            source=warning.source, source_number=warning.source_number
        )
        .select_related("dissuasion")
        .first()
    )
    if known and known.content_key != warning.content_key():
        raise Conflict(
            _(
                "%(source)s的编号“%(number)s”已经收过另一条内容不同的预警，本条没有收下。"
                "如是更正，请用新的编号下发；如是重复，请核对内容。"
            )
            % {
                "source": warning.source.label,
                "number": warning.source_number,
            }
        )
    return known


def _open_dissuasion_of(warning: WarningIn, desk: Desk) -> Dissuasion | None:
    """Of the same person, before the meeting, with a warning within the window. Two
    different identity numbers are two people, whoever shares the phone."""
    phone = blind_indexes("phone", warning.phone)
    identity = blind_indexes("identity", warning.identity)
    same_phone = Q(phone_key__in=phone)
    if identity:
        same_phone &= Q(identity_key__in=["", *identity])
    return (
        Dissuasion.objects.before_meeting()
        .filter(same_phone | Q(identity_key__in=identity))
        .filter(last_received_at__gte=desk.at - joining_window(desk.at))
        .select_related("unit", "place")
        .order_by("-last_received_at")
        .first()
    )


def _begin(warning: WarningIn, desk: Desk, by: Person) -> Dissuasion:
    place = _place_of(warning, desk)
    dissuasion = Dissuasion(
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
    rule = desk.rule(warning.grade)
    if place is None:
        dissuasion.save(force_insert=True)
        _to_triage(dissuasion, desk.county, rule, desk.at)
        return dissuasion
    unit = desk.target(place, warning.grade)
    _send_to(dissuasion, unit, rule, desk.at)
    dissuasion.save(force_insert=True)
    _start_clocks(dissuasion, rule, desk.at, warning.limit_at)
    _after_sending(
        dissuasion, why=Why.RULE, at=desk.at, by=by, people=desk.people(unit)
    )
    return dissuasion


def _join(dissuasion: Dissuasion, warning: WarningIn, desk: Desk, by: Person) -> None:
    """One visit for both. What was not known of the person is added; a higher grade
    goes where its rule sends it, with its limits."""
    _alone(dissuasion)
    is_higher = RANK[warning.grade] > dissuasion.rank
    known = [name for name, value in _person_of(warning).items() if value]
    added = [name for name in known if not getattr(dissuasion, name)]
    for name in added:
        setattr(dissuasion, name, _person_of(warning)[name])
    keys = [f"{name}_key" for name in added if name in {"name", "phone", "identity"}]
    # The desk of a batch may be some seconds older than what came in beside it.
    dissuasion.last_received_at = max(dissuasion.last_received_at, desk.at)
    if is_higher:
        dissuasion.grade = warning.grade
        dissuasion.stream = warning.stream
        dissuasion.fraud_class = warning.fraud_class
    _keep(
        dissuasion,
        *added,
        *keys,
        *("last_received_at", "grade", "stream", "fraud_class"),
    )
    place = _place_of(warning, desk) if dissuasion.state == State.TRIAGE else None
    if place:
        dissuasion.place = place
        engine.cancel(subject=dissuasion, kinds=[ClockKind.TRIAGE], at=desk.at)
    if place or (is_higher and dissuasion.state != State.TRIAGE):
        _send_anew(dissuasion, warning, desk, by)
    else:
        _notify(dissuasion, _doers(dissuasion, desk.at), _("同一人又有新的预警"))


def _send_anew(
    dissuasion: Dissuasion, warning: WarningIn, desk: Desk, by: Person
) -> None:
    rule = desk.rule(dissuasion.grade)
    engine.cancel(subject=dissuasion, kinds=WORK_CLOCKS, at=desk.at)
    unit = desk.target(dissuasion.place, dissuasion.grade)
    _send_to(dissuasion, unit, rule, desk.at)
    _keep(dissuasion, "place", *SENT_FIELDS)
    _start_clocks(dissuasion, rule, desk.at, warning.limit_at)
    _after_sending(
        dissuasion, why=Why.RAISED, at=desk.at, by=by, people=desk.people(unit)
    )


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


def _kept(
    warning: WarningIn, dissuasion: Dissuasion, door: str, desk: Desk, by: Person
) -> EarlyWarning:
    return EarlyWarning.objects.create(
        dissuasion=dissuasion,
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
