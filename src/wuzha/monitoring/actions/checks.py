"""The suspect account of a confirmed hit goes to its bank and to the police; a person
there decides, and says what they did."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.detection.rules.tree import Side
from wuzha.incidents.jurisdiction import handling_unit
from wuzha.incidents.notifying import nearest
from wuzha.lib.refused import Conflict, Refused
from wuzha.lib.states import move
from wuzha.monitoring.checking import answers_of, doer_of
from wuzha.monitoring.models import AccountHandover, Hit
from wuzha.monitoring.states import CHECK, HIT, CheckState, HitState
from wuzha.notices.outbox import settle, tell
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person, Unit
from wuzha.organisation.words import kept


@transaction.atomic
def hand_over_hit(
    *, hit: Hit, branch: Unit | None, note: str = "", by: Person
) -> list[AccountHandover]:
    """A person has looked: the account that took the money is to be checked. `branch`
    is the one that keeps it; none: at a bank outside the county."""
    require(by, Permission.HIT_REVIEW, hit.run.unit)
    hit = Hit.objects.select_for_update().get(pk=hit.pk)
    _refuse_unfit(hit)
    now = timezone.now()
    if hit.state != HitState.CONFIRMED:
        move(hit, HitState.CONFIRMED, HIT)
        hit.reviewed_by, hit.reviewed_at, hit.note = by, now, note
        hit.save(update_fields=["state", "reviewed_by", "reviewed_at", "note"])
    police = handling_unit(branch or hit.run.unit, timezone.localdate(now))
    checks = [
        AccountHandover.objects.create(
            hit=hit, unit=unit, account=hit.suspect, asked_by=by, asked_at=now
        )
        for unit in filter(None, (branch, police))
    ]
    for check in checks:
        _tell(check, now)
    record(
        "hit.handed_over",
        by=by,
        subject=hit,
        unit=hit.run.unit,
        rule=f"{hit.rule}@{hit.rule_version}",
        count=len(checks),
    )
    return checks


@transaction.atomic
def answer_check(
    *, check: AccountHandover, answer: str, said: str = "", by: Person
) -> None:
    require(by, doer_of(check.unit), check.unit)
    check = AccountHandover.objects.select_for_update().get(pk=check.pk)
    if answer not in answers_of(check.unit):
        raise Refused(_("这个答复不适用于本单位，请从所列的答复中选择。"))
    move(check, CheckState.ANSWERED, CHECK)
    check.answer, check.said = answer, said
    check.answered_by, check.answered_at = by, timezone.now()
    check.save(update_fields=["state", "answer", "said", "answered_by", "answered_at"])
    settle(subject=check)
    tell(
        people=[check.asked_by],
        item=kept("移交账户 %(number)s 已答复", number=check.number),
        url=check.get_absolute_url(),
        subject=check,
        urgent=False,
    )
    record("hit.check_answered", by=by, subject=check, unit=check.unit, answer=answer)


def _refuse_unfit(hit: Hit) -> None:
    if hit.rule_state != "in_force":
        raise Refused(_("这条命中来自试运行的规则，只供比较，不作移交。"))
    if hit.side != Side.MULE or not hit.suspect:
        raise Refused(_("这条命中说的是疑似受害人，请确认并预警，不作账户移交。"))
    if hit.checks.exists():
        raise Conflict(_("这条命中的账户已经移交核查，请看答复。"))


def _tell(check: AccountHandover, at: datetime) -> None:
    """Those at the unit; when nobody is there, at the nearest above it."""
    tell(
        people=nearest(check.unit, doer_of(check.unit), at),
        item=kept("移交账户 %(number)s：请核查并答复", number=check.number),
        url=check.get_absolute_url(),
        subject=check,
        urgent=True,
    )
