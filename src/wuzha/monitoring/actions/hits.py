"""Every change of runs, hits and account holders."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.detection.monitoring import Search
from wuzha.earlywarnings.actions import open_case, receive_warning
from wuzha.earlywarnings.intake import WarningIn
from wuzha.earlywarnings.models import EarlyWarning
from wuzha.earlywarnings.states import Door, Grade, Signal, Source, Stream
from wuzha.incidents.actions import add_payment, draft_stops_for_accounts
from wuzha.incidents.models import Incident
from wuzha.jobs.queue import enqueue
from wuzha.lib.refused import Conflict, Refused
from wuzha.lib.states import move
from wuzha.monitoring.models import AccountHolder, Hit, HitWarning, RuleRun
from wuzha.monitoring.reached import accounts_reached, payment_of
from wuzha.monitoring.states import HIT, RUN, HitState, RunState
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person, Unit
from wuzha.privacy.fields import blind_indexes
from wuzha.transfers import store
from wuzha.transfers.models import Origin
from wuzha.transfers.uploads import shown_name

CHUNK = 500
REVIEWED = ["state", "reviewed_by", "reviewed_at", "dismiss_cause", "note"]


@transaction.atomic
def record_run(
    *, files: list[str], names: Sequence[str] = (), unit: Unit, by: Person
) -> RuleRun:
    """A run that is about to begin: the rules are put to the files by `run_rules`.
    `names` are what people call the files; without them their own names are shown."""
    require(by, Permission.RULES_RUN, unit)
    run = RuleRun.objects.create(
        unit=unit,
        started_by=by,
        files="、".join(shown_name(name) for name in names or files)[:400],
        created_at=timezone.now(),
    )
    record("rules.run_started", by=by, subject=run, unit=unit)
    return run


@transaction.atomic
def start_run(
    *, files: list[str], names: Sequence[str] = (), unit: Unit, by: Person
) -> RuleRun:
    """The same in the background. `files`: paths that the worker can read."""
    require(by, Permission.RULES_RUN, unit)
    run = record_run(files=files, names=names, unit=unit, by=by)
    enqueue("monitoring.run", {"run": run.pk, "files": files}, by=by)
    record("rules.run_queued", by=by, subject=run, unit=unit)
    return run


@transaction.atomic
def begin_run(
    *,
    run: RuleRun,
    rules: list[dict[str, Any]],
    known: Mapping[str, int],
    by: Person,
) -> None:
    """Also again, after a worker died in the middle: what it kept is not kept twice.
    `rules` are the versions that it uses, `known` how many rows of the registers."""
    require(by, Permission.RULES_RUN, run.unit)
    if run.state != RunState.RUNNING:
        move(run, RunState.RUNNING, RUN)
    run.rules, run.known = rules, dict(known)
    run.save(update_fields=["state", "rules", "known"])
    record("rules.run_begun", by=by, subject=run, unit=run.unit)


@transaction.atomic
def keep_hits(*, run: RuleRun, hits: list[Mapping[str, Any]], by: Person) -> None:
    """A part of a run's hits; one that another run found already is left as it is."""
    require(by, Permission.RULES_RUN, run.unit)
    Hit.objects.bulk_create(
        [_hit(run, hit) for hit in hits], ignore_conflicts=True, batch_size=CHUNK
    )
    record("rules.hits_kept", by=by, subject=run, unit=run.unit, hits=len(hits))


@transaction.atomic
def finish_run(*, run: RuleRun, search: Search, by: Person) -> None:
    require(by, Permission.RULES_RUN, run.unit)
    move(run, RunState.DONE, RUN)
    run.finished_at = timezone.now()
    run.kept = store.keep(
        search.transfers, unit=run.unit, name=run.files, origin=Origin.RUN, by=by
    )
    run.transfers = run.kept.transfers
    run.first_at, run.last_at = run.kept.first_at, run.kept.last_at
    run.hit_count = run.hits.count()
    run.save(
        update_fields=[
            "state", "finished_at", "kept", "transfers", "first_at", "last_at",
            "hit_count",
        ]
    )  # fmt: skip
    record(
        "rules.run_finished",
        by=by,
        subject=run,
        unit=run.unit,
        transfers=run.transfers,
        hits=run.hit_count,
    )


@transaction.atomic
def fail_run(*, run: RuleRun, problem: str, by: Person) -> None:
    require(by, Permission.RULES_RUN, run.unit)
    move(run, RunState.FAILED, RUN)
    run.problem = problem
    run.save(update_fields=["state", "problem"])
    record("rules.run_failed", by=by, subject=run, unit=run.unit)


@transaction.atomic
def keep_holder(*, holder: AccountHolder, unit: Unit, by: Person) -> AccountHolder:
    """What the bank said of an account, `holder` being a row not yet kept; what it
    said before is replaced."""
    require(by, Permission.HIT_REVIEW, unit)
    known = AccountHolder.objects.holding(holder.account)
    holder.pk = known.pk if known else None
    holder.told_at = timezone.now()
    holder.save()
    record("account_holder.kept", by=by, subject=holder, unit=unit)
    return holder


@transaction.atomic
def confirm_hit(
    *, hit: Hit, account: str, grade: str, note: str = "", by: Person
) -> EarlyWarning:
    """A person has looked: the holder of `account`, one of the hit's victims, is to be
    warned. May be done once for each victim."""
    require(by, Permission.HIT_REVIEW, hit.run.unit)
    hit = Hit.objects.select_for_update().get(pk=hit.pk)
    _refuse_unfit(hit, account)
    holder = AccountHolder.objects.holding(account)
    if holder is None:
        raise Refused(
            _(
                "这个账户还没有登记持有人，预警发不到人。"
                "请先向开户行核实，登记持有人后再确认。"
            )
        )
    if hit.state != HitState.CONFIRMED:
        move(hit, HitState.CONFIRMED, HIT)
        hit.reviewed_by, hit.reviewed_at, hit.note = by, timezone.now(), note
        hit.save(update_fields=REVIEWED)
    received = receive_warning(
        warning=_warning(hit, holder, grade), door=Door.HIT, by=by
    )
    HitWarning.objects.create(hit=hit, warning=received.warning, account=account)
    record(
        "hit.confirmed",
        by=by,
        subject=hit,
        unit=hit.run.unit,
        rule=f"{hit.rule}@{hit.rule_version}",
        dissuasion=received.dissuasion.number,
    )
    return received.warning


@transaction.atomic
def dismiss_hit(*, hit: Hit, cause: str, note: str = "", by: Person) -> None:
    require(by, Permission.HIT_REVIEW, hit.run.unit)
    hit = Hit.objects.select_for_update().get(pk=hit.pk)
    move(hit, HitState.DISMISSED, HIT)
    hit.reviewed_by, hit.reviewed_at = by, timezone.now()
    hit.dismiss_cause, hit.note = cause, note
    hit.save(update_fields=REVIEWED)
    record("hit.dismissed", by=by, subject=hit, unit=hit.run.unit, cause=cause)


@transaction.atomic
def take_back_dismissal(*, hit: Hit, by: Person) -> None:
    require(by, Permission.HIT_REVIEW, hit.run.unit)
    hit = Hit.objects.select_for_update().get(pk=hit.pk)
    move(hit, HitState.NEW, HIT)
    hit.reviewed_by = hit.reviewed_at = None
    hit.dismiss_cause = hit.note = ""
    hit.save(update_fields=REVIEWED)
    record("hit.dismissal_taken_back", by=by, subject=hit, unit=hit.run.unit)


@transaction.atomic
def open_incident_of_hit(*, raised: HitWarning, by: Person) -> Incident:
    """The person has paid: the incident has the hit's transfers as its payments, and
    drafts of stops stand ready for every account that the money went to."""
    require(by, Permission.INCIDENT_OPEN)
    hit = Hit.objects.select_for_update().get(pk=raised.hit_id)
    dissuasion = raised.warning.dissuasion
    if hit.incident is not None:
        raise Conflict(
            _("这条命中已经转为案件 %(incident)s，请直接办理那一件。")
            % {"incident": hit.incident}
        )
    incident = dissuasion.incident or open_case(dissuasion=dissuasion, by=by)
    payments = hit.paid_by(raised.account)
    for payment in payments:
        add_payment(incident=incident, payment=payment_of(payment), by=by)
    drafts = draft_stops_for_accounts(
        incident=incident, accounts=accounts_reached(hit, payments), by=by
    )
    hit.incident = incident
    hit.save(update_fields=["incident"])
    record(
        "hit.became_incident",
        by=by,
        subject=hit,
        unit=incident.unit,
        incident=incident.number,
        payments=len(payments),
        drafts=len(drafts),
    )
    return incident


def _refuse_unfit(hit: Hit, account: str) -> None:
    if hit.rule_state != "in_force":
        raise Refused(_("这条命中来自试运行的规则，只供比较，不发预警。"))
    if account not in hit.victims:
        raise Refused(_("这个账户不在本条命中的疑似受害账户之列，请从列表中选择。"))
    keys = blind_indexes("account", account)
    if hit.warnings.filter(account_key__in=keys).exists():
        raise Conflict(_("这个账户的持有人已经由本条命中发出预警，不再重复发出。"))


def _warning(hit: Hit, holder: AccountHolder, grade: str) -> WarningIn:
    return WarningIn(
        source=Source.MONITORING,
        source_number=f"{hit.hit_id}-{holder.pk}",
        stream=Stream.FUND,
        grade=Grade(grade),
        signal=Signal.TRANSFER,
        issued_at=hit.at,
        name=holder.name,
        phone=holder.phone,
        identity=holder.identity,
        address=holder.address,
        clue=hit.reason,
    )


def _hit(run: RuleRun, hit: Mapping[str, Any]) -> Hit:
    evidence: Any = {
        "victims": hit["victim_accounts"],
        "transfers": hit["transfers"],
    }
    return Hit(
        run=run,
        hit_id=hit["hit_id"],
        rule=hit["rule"],
        rule_version=hit["rule_version"],
        rule_state=hit["rule_state"],
        title=hit["title"],
        side=hit["side"],
        at=hit["ts"],
        amount_cents=hit["amount_cents"],
        measure=hit["measure"],
        score=hit["score"],
        action=hit["action"],
        reason=hit["reason"],
        values=hit["values"],
        account=hit["account"],
        suspect=hit["suspect_account"] or "",
        evidence=evidence,
    )
