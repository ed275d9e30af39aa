"""The county's versions of rules: written, tested, on trial, in force, retired."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.detection.rules.tree import Rule, State
from wuzha.detection.rules.writer import rule_file
from wuzha.jobs.queue import enqueue
from wuzha.lib.refused import Conflict, Refused
from wuzha.lib.states import move
from wuzha.monitoring.models import RuleMove, RuleTest, RuleVersion
from wuzha.monitoring.models.rules import ALL
from wuzha.monitoring.outcome import Outcome
from wuzha.monitoring.rulebook import shipped
from wuzha.monitoring.states import RULE, RUN, RuleState, RunState
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person, Unit
from wuzha.organisation.words import kept
from wuzha.transfers.models import Origin, TransferFile

JOB = "monitoring.test_rule"


@transaction.atomic
def make_version(*, rule: Rule, why: str, by: Person) -> RuleVersion:
    """A draft, numbered after all that are there, whatever number `rule` brings."""
    root = _locked_root()
    require(by, Permission.RULES_EDIT, root)
    now = timezone.now()
    number = _next_number(rule.id)
    version = RuleVersion.objects.create(
        rule=rule.id,
        version=number,
        text=_text(rule, number),
        made_by=by,
        made_at=now,
        changed_at=now,
    )
    _note(version, why, by)
    record("rules.version_made", by=by, subject=version, unit=root, rule=str(version))
    return version


@transaction.atomic
def change_draft(*, version: RuleVersion, rule: Rule, why: str, by: Person) -> None:
    root = _locked_root()
    require(by, Permission.RULES_EDIT, root)
    version = RuleVersion.objects.select_for_update().get(pk=version.pk)
    if version.state != RuleState.DRAFT:
        raise Refused(
            _("%(version)s 已经不是草稿，内容不能再改。请以它为底另起一版。")
            % {"version": version}
        )
    version.text = _text(replace(rule, id=version.rule), version.version)
    version.changed_at = timezone.now()
    version.save(update_fields=["text", "changed_at"])
    _note(version, why, by)
    record("rules.draft_changed", by=by, subject=version, unit=root, rule=str(version))


@transaction.atomic
def put_on_trial(*, rule: str, version: int, why: str, by: Person) -> None:
    """It runs beside what is in force; its hits wait for nobody."""
    root = _locked_root()
    require(by, Permission.RULES_EDIT, root)
    row = _row(rule, version, by)
    move(row, RuleState.TRIAL, RULE)
    row.save(update_fields=["state"])
    _note(row, why, by)
    record("rules.on_trial", by=by, subject=row, unit=root, rule=str(row))


@transaction.atomic
def put_in_force(
    *, rule: str, version: int, share: int = ALL, why: str, by: Person
) -> None:
    """For `share` of a hundred accounts; what was in force keeps the others, and is
    retired when none are left. Again with a larger share while it is rolled out."""
    root = _locked_root()
    require(by, Permission.RULES_RELEASE, root)
    row = _row(rule, version, by)
    _refuse_untested(row)
    if row.state != RuleState.IN_FORCE or share <= row.share:
        move(row, RuleState.IN_FORCE, RULE)
    before = RuleVersion.objects.of(rule).exclude(pk=row.pk)
    _make_room(before, share, by)
    row.share = share
    row.save(update_fields=["state", "share"])
    _note(row, why, by)
    record(
        "rules.put_in_force",
        by=by,
        subject=row,
        unit=root,
        rule=str(row),
        share=share,
    )


@transaction.atomic
def retire(*, rule: str, version: int, why: str, by: Person) -> None:
    root = _locked_root()
    require(by, Permission.RULES_RELEASE, root)
    row = _row(rule, version, by)
    _retire(row, why, by)
    record("rules.retired", by=by, subject=row, unit=root, rule=str(row))


@transaction.atomic
def roll_back(*, rule: str, version: int, why: str, by: Person) -> RuleVersion:
    """To the version that was in force before this one, at once and for all."""
    root = _locked_root()
    require(by, Permission.RULES_RELEASE, root)
    row = _row(rule, version, by)
    before = row.in_force_before()
    if before is None:
        raise Refused(
            _("在 %(version)s 之前没有启用过别的版本，无可回退。要停下它，请停用。")
            % {"version": row}
        )
    _retire(row, why, by)
    if before.state != RuleState.IN_FORCE:
        move(before, RuleState.IN_FORCE, RULE)
    before.share = ALL
    before.save(update_fields=["state", "share"])
    _note(before, why, by)
    record(
        "rules.rolled_back",
        by=by,
        subject=before,
        unit=root,
        rule=str(before),
        instead_of=str(row),
    )
    return before


@transaction.atomic
def ask_test(*, rule: str, version: int, by: Person) -> RuleTest:
    root = _locked_root()
    require(by, Permission.RULES_EDIT, root)
    if not TransferFile.objects.at_hand().filter(origin=Origin.RUN).exists():
        raise Refused(_("还没有研判过流水，无可试算。请先上传最近的流水研判一次。"))
    row = _row(rule, version, by)
    waiting = row.tests.filter(
        digest=row.digest, state__in=[RunState.WAITING, RunState.RUNNING]
    )
    if waiting.exists():
        raise Conflict(_("%(version)s 正在试算，请等它完成。") % {"version": row})
    test = RuleTest.objects.create(
        version=row, digest=row.digest, asked_by=by, asked_at=timezone.now()
    )
    enqueue(JOB, {"test": test.pk}, by=by)
    record("rules.test_asked", by=by, subject=test, unit=root, rule=str(row))
    return test


@transaction.atomic
def begin_test(*, test: RuleTest, by: Person) -> None:
    """Also again, after a worker died in the middle."""
    root = Unit.objects.root()
    require(by, Permission.RULES_EDIT, root)
    if test.state != RunState.RUNNING:
        move(test, RunState.RUNNING, RUN)
    test.save(update_fields=["state"])
    record("rules.test_begun", by=by, subject=test, unit=root)


@transaction.atomic
def finish_test(
    *,
    test: RuleTest,
    outcome: Outcome,
    sample: list[dict[str, Any]],
    first_at: datetime,
    last_at: datetime,
    by: Person,
) -> None:
    root = Unit.objects.root()
    require(by, Permission.RULES_EDIT, root)
    move(test, RunState.DONE, RUN)
    test.finished_at = timezone.now()
    test.first_at, test.last_at = first_at, last_at
    test.outcome = asdict(outcome)
    test.sample = sample
    test.save(
        update_fields=[
            "state", "finished_at", "first_at", "last_at", "outcome", "sample",
        ]
    )  # fmt: skip
    record(
        "rules.test_finished",
        by=by,
        subject=test,
        unit=root,
        rule=str(test.version),
        hits=outcome.hits,
    )


@transaction.atomic
def fail_test(*, test: RuleTest, problem: str, by: Person) -> None:
    root = Unit.objects.root()
    require(by, Permission.RULES_EDIT, root)
    move(test, RunState.FAILED, RUN)
    test.problem = problem
    test.save(update_fields=["state", "problem"])
    record("rules.test_failed", by=by, subject=test, unit=root)


def _locked_root() -> Unit:
    """One change of the rule book at a time."""
    return Unit.objects.select_for_update().get(pk=Unit.objects.root().pk)


def _row(rule: str, number: int, by: Person) -> RuleVersion:
    """The version about to be moved. The first move of a rule writes down the version
    that ships as it stands: from then on the rows decide."""
    ships = shipped().get(rule)
    rows = RuleVersion.objects.filter(rule=rule)
    if ships and not rows.taken_over().exists():
        _adopt(ships, by)
    row = rows.select_for_update().get(version=number)
    if ships and row.state == RuleState.DRAFT and number <= ships.version:
        raise Refused(
            _(
                "系统更新已带来这条规则的第 %(version)d 版，与这份草稿同号。"
                "请以它为底另起一版。"
            )
            % {"version": ships.version}
        )
    return row


def _adopt(ships: Rule, by: Person) -> None:
    now = timezone.now()
    row, made = RuleVersion.objects.get_or_create(
        rule=ships.id,
        version=ships.version,
        defaults={
            "text": rule_file(ships),
            "state": str(ships.state),
            "made_by": by,
            "made_at": now,
            "changed_at": now,
        },
    )
    if made:
        _note(row, kept("随系统发布，由本县接管"), by)


def _refuse_untested(row: RuleVersion) -> None:
    done = row.tests.filter(state=RunState.DONE, digest=row.digest)
    if not done.exists():
        raise Refused(
            _("%(version)s 现在的内容还没有试算过。请先试算，看过结果再启用。")
            % {"version": row}
        )


def _make_room(before: QuerySet[RuleVersion], share: int, by: Person) -> None:
    for one in before.filter(state=RuleState.IN_FORCE):
        if share == ALL:
            _retire(one, kept("由新版本代替"), by)
        elif one.share < ALL:
            raise Refused(
                _("%(version)s 还在分批启用（%(share)d%%）。请先把它放到全部或停用。")
                % {"version": one, "share": one.share}
            )


def _retire(row: RuleVersion, why: str, by: Person) -> None:
    move(row, RuleState.RETIRED, RULE)
    row.save(update_fields=["state"])
    _note(row, why, by)


def _note(row: RuleVersion, why: str, by: Person) -> None:
    RuleMove.objects.create(
        version=row, state=row.state, share=row.share, by=by, at=timezone.now(), why=why
    )


def _text(rule: Rule, number: int) -> str:
    today = timezone.localdate()
    return rule_file(replace(rule, version=number, state=State.DRAFT, dated=today))


def _next_number(rule: str) -> int:
    last = RuleVersion.objects.of(rule).values_list("version", flat=True).first() or 0
    ships = shipped().get(rule)
    return max(last, ships.version if ships else 0) + 1
