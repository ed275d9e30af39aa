"""A learned score is handed in, tested on the last days, put in force by a person and
taken back."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.jobs.queue import enqueue
from wuzha.lib.refused import Conflict, Refused
from wuzha.lib.states import move
from wuzha.monitoring.models import ScoreVersion
from wuzha.monitoring.outcome import Found
from wuzha.monitoring.states import SCORE, ScoreState
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person, Unit

JOB = "monitoring.test_score"


@transaction.atomic
def add_score(
    *, content: bytes, digest: str, card: Mapping[str, Any], by: Person
) -> ScoreVersion:
    """`content` was opened before: its digest fits, and so do its signals."""
    root = Unit.objects.root()
    require(by, Permission.RULES_EDIT, root)
    if ScoreVersion.objects.filter(digest=digest).exists():
        raise Conflict(_("这个模型已经交过，请在列表里查看。"))
    version: ScoreVersion = ScoreVersion.objects.create(
        content=content,
        digest=digest,
        card=dict(card),
        added_by=by,
        added_at=timezone.now(),
    )
    record("score.added", by=by, subject=version, unit=root, digest=digest[:12])
    ask_score_test(version=version, by=by)
    return version


@transaction.atomic
def ask_score_test(*, version: ScoreVersion, by: Person) -> None:
    """In the background, on the last days at hand."""
    root = Unit.objects.root()
    require(by, Permission.RULES_EDIT, root)
    enqueue(JOB, {"version": version.pk}, key=version.test_key, by=by)
    record("score.test_asked", by=by, subject=version, unit=root)


@transaction.atomic
def finish_score_test(
    *,
    version: ScoreVersion,
    outcome: Found,
    first_at: datetime,
    last_at: datetime,
    by: Person,
) -> None:
    root = Unit.objects.root()
    require(by, Permission.RULES_EDIT, root)
    version.outcome, version.problem = asdict(outcome), ""
    version.tested_at = timezone.now()
    version.first_at, version.last_at = first_at, last_at
    version.save(
        update_fields=["outcome", "problem", "tested_at", "first_at", "last_at"]
    )
    record("score.tested", by=by, subject=version, unit=root, hits=outcome.hits)


@transaction.atomic
def fail_score_test(*, version: ScoreVersion, problem: str, by: Person) -> None:
    root = Unit.objects.root()
    require(by, Permission.RULES_EDIT, root)
    version.problem = problem
    version.save(update_fields=["problem"])
    record("score.test_failed", by=by, subject=version, unit=root)


@transaction.atomic
def put_score_in_force(*, version: ScoreVersion, by: Person) -> None:
    """From now on runs carry it; what was in force can be gone back to."""
    root = _locked_root()
    require(by, Permission.RULES_RELEASE, root)
    version = ScoreVersion.objects.get(pk=version.pk)
    current = ScoreVersion.objects.in_force()
    if version.tested_at is None:
        raise Refused(
            _("%(version)s 还没有试算过。请先试算，看过每日多少条再启用。")
            % {"version": version}
        )
    if current is not None:
        _retire(current)
    version.put_in_force_by, version.put_in_force_at = by, timezone.now()
    version.replaced = current
    _use(version)
    record("score.put_in_force", by=by, subject=version, unit=root)


@transaction.atomic
def roll_back_score(*, version: ScoreVersion, by: Person) -> None:
    """To what was in force before `version`, or to the rules alone."""
    root = _locked_root()
    require(by, Permission.RULES_RELEASE, root)
    version = ScoreVersion.objects.get(pk=version.pk)
    _retire(version)
    if version.replaced is not None:
        _use(version.replaced)
    record("score.rolled_back", by=by, subject=version, unit=root)


def _locked_root() -> Unit:
    """One change of what is in force at a time."""
    return Unit.objects.select_for_update().get(pk=Unit.objects.root().pk)


def _use(version: ScoreVersion) -> None:
    move(version, ScoreState.IN_FORCE, SCORE)
    version.save(
        update_fields=["state", "put_in_force_by", "put_in_force_at", "replaced"]
    )


def _retire(version: ScoreVersion) -> None:
    move(version, ScoreState.RETIRED, SCORE)
    version.save(update_fields=["state"])
