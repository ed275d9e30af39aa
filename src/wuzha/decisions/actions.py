"""Every decision, and how it came out."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record, record_many
from wuzha.clocks import engine
from wuzha.clocks.models import ClockStep
from wuzha.decisions.finding import Findings, findings_of
from wuzha.decisions.intake import Asked
from wuzha.decisions.judging import Judged, Terms, judged, terms, unseen
from wuzha.decisions.models import Decision, Outcome
from wuzha.decisions.states import Answer, ClockKind, Ending
from wuzha.lib import params
from wuzha.lib.recent import Recent
from wuzha.lib.refused import Conflict, Refused
from wuzha.lib.retention import kept_since
from wuzha.lib.words import N_
from wuzha.notices.outbox import Telling, settle, tell_many
from wuzha.organisation.access import Permission, on_duty, require
from wuzha.organisation.models import Person, Unit
from wuzha.organisation.words import kept

# Whoever had the right a moment ago has it, in the county as it was: looking this up
# takes as long as deciding on several transfers. Of the very object that was checked,
# which is a token's and lasts no longer.
entitled = Recent[int, tuple[Person, Unit]](seconds=2.0)
# And whoever was there to look at held transfers, for the very unit that this was.
watching = Recent[int, tuple[Unit, list[Person]]](seconds=2.0)
AT_A_TIME = 5000
# Any number that nothing else in the database is locked by.
LINE = 0x6A_C0DE


@transaction.atomic
def decide(*, asked: Sequence[Asked], by: Person) -> list[Decision]:
    """In the order asked; no account may come twice. One after the other in the whole
    county: the windows of each see every transfer that was let go before. What was
    decided already, under this number or key, stands."""
    _stand_in_line()
    person, unit = entitled.get(by.pk) or (None, None)
    if unit is None or person is not by:
        unit = Unit.objects.root()
        require(by, Permission.TRANSFER_ASK, unit)
        entitled.keep(by.pk, (by, unit))
    at = timezone.now()
    made, known = _decided_once(asked, unit, at, by)
    record_many(
        "transfer.decided",
        by=by,
        deeds=[(one, unit, {"answer": one.answer, "score": one.score}) for one in made],
        seal_at_once=False,
    )
    if held := [one for one in made if one.answer == Answer.HOLD]:
        _hand_to_people(held, unit, at)
    for one in held:
        record("transfer.held", by=by, subject=one, unit=unit, seal_at_once=False)
    known |= {one.tx_id: one for one in made}
    return [known[one.transfer.tx_id] for one in asked]


@transaction.atomic
def end_hold(*, decision: Decision, ending: str, reason: str, by: Person) -> Outcome:
    """A person has looked. Only the police keep somebody's money from leaving."""
    is_stopped = ending == Ending.STOPPED
    permission = Permission.HOLD_STOP if is_stopped else Permission.HOLD_RELEASE
    require(by, permission, decision.unit)
    outcome = _end(decision, Answer.HOLD, ending, reason, by)
    record(
        "transfer.looked_at", by=by, subject=decision, unit=decision.unit, ending=ending
    )
    return outcome


@transaction.atomic
def tell_ending(*, decision: Decision, ending: str, by: Person) -> Outcome:
    """How the bank's question to its customer ended; told twice, it stands as told."""
    require(by, Permission.TRANSFER_ASK, decision.unit)
    told = Outcome.objects.filter(decision=decision, ending=ending).first()
    outcome = told or _end(decision, Answer.ASK, ending, "", by)
    record("transfer.ended", by=by, subject=decision, unit=decision.unit, ending=ending)
    return outcome


@transaction.atomic
def release_unseen(*, step: ClockStep, at: datetime, by: Person) -> None:
    """Nobody looked in time: a machine keeps nobody's money."""
    require(by, Permission.CLOCK_FIRE)
    decision = Decision.objects.select_related("unit").get(pk=step.clock.subject_id)
    _end(decision, Answer.HOLD, Ending.RELEASED, kept(N_("到时无人核实，自动放行")), by)
    record("transfer.released_unseen", by=by, subject=decision, unit=decision.unit)


@transaction.atomic
def forget_decisions(*, at: datetime, by: Person) -> None:
    """One batch: the schedule comes again. What the police stopped is kept as their
    case is."""
    require(by, Permission.CLOCK_FIRE, Unit.objects.root())
    old = Decision.objects.filter(
        decided_at__lt=kept_since("decision_years", at)
    ).exclude(outcome__ending=Ending.STOPPED)
    oldest = old.order_by("decided_at").values_list("pk", flat=True)
    if keys := list(oldest[:AT_A_TIME]):
        Outcome.objects.filter(decision__in=keys).delete()
        Decision.objects.filter(pk__in=keys).delete()
        record("transfer.answers_forgotten", by=by, count=len(keys))


def _stand_in_line() -> None:
    """Decisions and outcomes become visible in the order of their keys, which the
    windows follow. SQLite has one writer at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LINE])


def _decided_once(
    asked: Sequence[Asked], unit: Unit, at: datetime, by: Person
) -> tuple[list[Decision], dict[str, Decision]]:
    """Those made now, and by number those that stand. Hardly any was decided before:
    that is looked for only when the database left one out."""
    by_terms = terms(timezone.localdate(at))
    found = findings_of([one.transfer for one in asked])
    new = [
        _decision(one, _judged(one, findings, by_terms), by_terms, unit, at, by)
        for one, findings in zip(asked, found, strict=True)
    ]
    made = Decision.objects.add_new(new)
    return made, _known(asked, by) if len(made) < len(new) else {}


def _known(asked: Sequence[Asked], by: Person) -> dict[str, Decision]:
    """By the number asked about; something else under it, or under its key, is left
    to `refuse_unless_of`."""
    keys = [one.key for one in asked if one.key]
    same = Q(tx_id__in=[one.transfer.tx_id for one in asked])
    if keys:
        same |= Q(key__in=keys)
    rows = Decision.objects.select_related("outcome")
    found = list(rows.filter(same, asked_by=by))
    by_key = {row.key: row for row in found if row.key}
    numbered = {row.tx_id: row for row in found}
    matches = {
        one.transfer.tx_id: by_key.get(one.key) or numbered.get(one.transfer.tx_id)
        for one in asked
    }
    return {tx_id: row for tx_id, row in matches.items() if row is not None}


def _judged(asked: Asked, findings: Findings | None, by: Terms) -> Judged:
    return unseen(asked.transfer, by) if findings is None else judged(findings, by)


def _decision(
    asked: Asked, said: Judged, by_terms: Terms, unit: Unit, at: datetime, by: Person
) -> Decision:
    made = Decision(
        **asked.transfer.model_dump(),
        key=asked.key,
        digest=asked.digest,
        unit=unit,
        asked_by=by,
        answer=said.answer,
        fallback=said.fallback,
        score=said.score,
        ask_from=by_terms.ask_from,
        hold_from=by_terms.hold_from,
        findings=said.findings,
        question_set=said.question_set,
        decided_at=at,
    )
    # It has none yet: nobody need look.
    Decision.outcome.related.set_cached_value(made, None)
    return made


def _hand_to_people(held: Sequence[Decision], unit: Unit, at: datetime) -> None:
    limit = params.value("decisions.hold_minutes", on=timezone.localdate(at)).limit
    engine.start_many(
        engine.Start(
            kind=ClockKind.LOOK, subject=one, unit=unit, begins=at, limit=limit
        )
        for one in held
    )
    people = _on_watch(unit, at)
    tell_many(
        Telling(
            people=people,
            item=kept(N_("暂缓转账 %(number)s：请核实"), number=one.number),
            url=one.get_absolute_url(),
            subject=one,
            urgent=True,
        )
        for one in held
    )


def _on_watch(unit: Unit, at: datetime) -> list[Person]:
    of, people = watching.get(unit.pk) or (None, [])
    if of is not unit:
        people = on_duty(unit, Permission.HOLD_RELEASE, at)
        watching.keep(unit.pk, (unit, people))
    return people


def _end(
    decision: Decision, answer: Answer, ending: str, reason: str, by: Person
) -> Outcome:
    _stand_in_line()
    if decision.answer != answer:
        raise Refused(
            _("这笔转账的答复是“%(answer)s”，不能这样办结。")
            % {"answer": decision.get_answer_display()}
        )
    if Outcome.objects.filter(decision=decision).exists():
        raise Conflict(_("这笔转账已经有结果，可能刚刚有人处理过。请刷新页面。"))
    at = timezone.now()
    engine.cancel(subject=decision, at=at)
    settle(subject=decision)
    return Outcome.objects.create(
        decision=decision, ending=ending, at=at, by=by, reason=reason
    )
