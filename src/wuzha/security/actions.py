"""What is done about sign-in, second factors, tokens, the reading of personal data and
the check of the audit. The `note_…` deeds keep what allauth has just done."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from axes.handlers.proxy import AxesProxyHandler
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit import chain
from wuzha.audit.models import Entry, Outcome
from wuzha.audit.record import record
from wuzha.jobs.queue import enqueue
from wuzha.lib import masking
from wuzha.lib.refused import NotAllowed, Refused
from wuzha.lib.states import move
from wuzha.organisation.access import Permission, Role, require, workplaces
from wuzha.organisation.models import Person, Unit
from wuzha.security import factors
from wuzha.security.models import (
    USE_NOTED_EVERY,
    ApiToken,
    AuditCheck,
    FactorRule,
    Unmasking,
)
from wuzha.security.states import UNMASKING, UnmaskingState

REASON_LENGTH = 60
FAULTS_SHOWN = 200
MOST_UNMASKED = 500
UNMASKED_LASTS = timedelta(hours=24)
TOKEN_BEGINS = "wz_"  # noqa: S105 (not a secret: tells leak scanners)


@transaction.atomic
def note_sign_in(*, methods: str, address: str, by: Person) -> None:
    record("sign_in.done", by=by, methods=methods, address=address)


@transaction.atomic
def note_failed_sign_in(*, step: str, address: str, by: Person | None) -> None:
    """`by` is who it was said to be; nobody when there is no such name."""
    record("sign_in.failed", by=by, outcome=Outcome.REFUSED, step=step, address=address)


@transaction.atomic
def note_sign_out(*, by: Person) -> None:
    record("sign_in.ended", by=by)


@transaction.atomic
def forget_ended_sessions(*, at: datetime, by: Person) -> None:
    """Rows of sessions that nobody can use any more."""
    require(by, Permission.CLOCK_FIRE)
    SessionStore.clear_expired()
    record("sign_in.sessions_cleared", by=by, at=at)


@transaction.atomic
def note_factor(*, event: str, kind: str, by: Person) -> None:
    record(event, by=by, subject=by, kind=kind)


@transaction.atomic
def reset_factors(*, person: Person, by: Person) -> None:
    """For somebody who has lost phone and codes: the next sign-in sets up new ones."""
    for unit in workplaces(person):
        require(by, Permission.PEOPLE_EDIT, unit)
    count, _kinds = factors.of(person).delete()
    record("factor.reset", by=by, subject=person, unit=unit, count=count)


@transaction.atomic
def unlock_sign_in(*, person: Person, by: Person) -> None:
    """Before the lock-out ends by itself."""
    for unit in workplaces(person):
        require(by, Permission.PEOPLE_EDIT, unit)
    AxesProxyHandler.reset_attempts(username=person.username)
    record("sign_in.unlocked", by=by, subject=person, unit=unit)


@transaction.atomic
def require_factor(*, role: Role, valid_from: date, by: Person) -> FactorRule:
    require(by, Permission.SETTINGS_EDIT, Unit.objects.root())
    if FactorRule.objects.filter(role=role, valid_to=None).exists():
        raise Refused(
            _("“%(role)s”已经要求双重验证，无需再设。") % {"role": Role(role).label}
        )
    rule = FactorRule.objects.create(role=role, valid_from=valid_from)
    record("factor.required", by=by, subject=rule, role=role, valid_from=valid_from)
    return rule


@transaction.atomic
def release_factor(*, rule: FactorRule, by: Person) -> None:
    require(by, Permission.SETTINGS_EDIT, Unit.objects.root())
    rule.valid_to = max(timezone.localdate(), rule.valid_from)
    rule.save(update_fields=["valid_to"])
    record("factor.released", by=by, subject=rule, role=rule.role)


@transaction.atomic
def issue_token(
    *, person: Person, purpose: str, expires_at: datetime, by: Person
) -> tuple[ApiToken, str]:
    """Returns the row and the token itself, which is shown now and never again."""
    require(by, Permission.TOKEN_EDIT, Unit.objects.root())
    if not person.is_machine:
        raise Refused(_("令牌只发给机器账号。人员请用自己的用户名登录。"))
    text = TOKEN_BEGINS + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        person=person,
        purpose=purpose,
        beginning=text[:8],
        digest=ApiToken.digest_of(text),
        expires_at=expires_at,
    )
    record("token.issued", by=by, subject=token, person=person.username)
    return token, text


@transaction.atomic
def revoke_token(*, token: ApiToken, by: Person) -> None:
    require(by, Permission.TOKEN_EDIT, Unit.objects.root())
    if token.revoked_at:
        raise Refused(_("这个令牌已经作废。"))
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    record("token.revoked", by=by, subject=token, person=token.person.username)


@transaction.atomic
def note_token_use(*, token: ApiToken, at: datetime, by: Person) -> None:
    """At most once a minute; what the machine does with it is recorded where it is
    done."""
    ApiToken.objects.filter(
        models.Q(last_used_at=None) | models.Q(last_used_at__lt=at - USE_NOTED_EVERY),
        pk=token.pk,
    ).update(last_used_at=at)


@transaction.atomic
def start_audit_check(*, at: datetime | None = None, by: Person) -> None:
    """Asked for by the auditor, or each night by the clockwork. The walk itself takes
    its time and is done by the worker."""
    require(by, Permission.AUDIT_CHECK, Unit.objects.root())
    check = AuditCheck.objects.create(started_at=at or timezone.now())
    enqueue("security.run_audit_check", {"check": check.pk}, by=by)
    record("audit.check_started", by=by, subject=check)


@transaction.atomic
def run_audit_check(*, check: int, by: Person) -> None:
    """May be begun again after a crash; the result stands there once, complete."""
    require(by, Permission.AUDIT_CHECK, Unit.objects.root())
    walked, faults = _walk()
    row = AuditCheck.objects.get(pk=check)
    row.finished_at = timezone.now()
    row.sealed = walked
    row.fault_count = len(faults)
    row.faults = [[f.entry_id, str(f.problem)] for f in faults[:FAULTS_SHOWN]]
    row.save(update_fields=["finished_at", "sealed", "fault_count", "faults"])
    record("audit.checked", by=by, subject=row, seals=walked, faults=len(faults))


def _walk() -> tuple[int, list[chain.Fault]]:
    chain.seal_all_entries()
    passed: list[int] = []
    faults = list(chain.verify(passed.append))
    return sum(passed), faults


@transaction.atomic
def note_audit_export(*, rows: int, by: Person) -> None:
    """The auditor took what was shown along."""
    require(by, Permission.AUDIT_VIEW)
    record("audit.exported", by=by, outcome=Outcome.READ, rows=rows)


@transaction.atomic
def reveal_field(
    *,
    subject: models.Model,
    field: str,
    reason: str,
    permission: Permission,
    unit: Unit,
    by: Person,
) -> str:
    """One field of one person in full: a deed of its own, kept in the audit."""
    require(by, permission, unit)
    if field not in subject.Privacy.personal:  # type: ignore[attr-defined]
        raise ValueError(f"{subject._meta.label}.{field} is not personal")
    if not reason.strip():
        raise Refused(_("请先选择查看的理由。理由会记入审计。"))
    _refuse_above_limit(by)
    record(
        "personal.revealed",
        by=by,
        subject=subject,
        unit=unit,
        outcome=Outcome.READ,
        field=field,
        reason=masking.numbers_in(reason.strip())[:REASON_LENGTH],
    )
    return str(getattr(subject, field))


def _refuse_above_limit(by: Person) -> None:
    """Reading one after the other what should be asked for in one go, by two."""
    since = timezone.now() - timedelta(hours=1)
    read = Entry.objects.filter(
        by=by.username, event="personal.revealed", at__gte=since
    ).count()
    if read >= settings.REVEALS_AN_HOUR:
        raise Refused(
            _(
                "您一小时内已查看 %(count)d 次完整信息，达到上限。"
                "请过一会儿再看；确需成批查看，请走双人审批。"
            )
            % {"count": read}
        )


@transaction.atomic
def ask_unmasking(
    *,
    subjects: Sequence[models.Model],
    fields: Sequence[str],
    reason: str,
    permission: Permission,
    unit: Unit,
    by: Person,
) -> Unmasking:
    """Asks for fields of many at once; somebody else has to grant it."""
    require(by, permission, unit)
    model = type(subjects[0])
    if set(fields) - set(model.Privacy.personal):  # type: ignore[attr-defined]
        raise ValueError(f"{fields} of {model._meta.label} are not all personal")
    if len(subjects) > MOST_UNMASKED:
        raise Refused(
            _("一次最多查看 %(most)d 条，请缩小范围再申请。") % {"most": MOST_UNMASKED}
        )
    unmasking = Unmasking.objects.create(
        subject_type=model._meta.label,
        subject_ids=[subject.pk for subject in subjects],
        fields=list(fields),
        permission=permission,
        unit=unit,
        reason=masking.numbers_in(reason.strip()),
        asked_by=by,
        asked_at=timezone.now(),
    )
    record("unmasking.asked", by=by, subject=unmasking, unit=unit, count=len(subjects))
    return unmasking


@transaction.atomic
def answer_unmasking(*, unmasking: Unmasking, granted: bool, by: Person) -> None:
    """By a second person: nobody grants what they have asked for themselves."""
    locked = Unmasking.objects.select_for_update().get(pk=unmasking.pk)
    require(by, Permission.UNMASK_GRANT, locked.unit)
    if locked.asked_by_id == by.pk:
        raise NotAllowed(_("不能审批自己的申请，请另一位有审批权的人办理。"))
    move(
        locked, UnmaskingState.GRANTED if granted else UnmaskingState.REFUSED, UNMASKING
    )
    locked.answered_by, locked.answered_at = by, timezone.now()
    locked.save(update_fields=["state", "answered_by", "answered_at"])
    event = "unmasking.granted" if granted else "unmasking.refused"
    record(event, by=by, subject=locked, unit=locked.unit)


@transaction.atomic
def use_unmasking(*, unmasking: Unmasking, by: Person) -> list[models.Model]:
    """The rows, to be read now and once; each reading is kept."""
    locked = Unmasking.objects.select_for_update().get(pk=unmasking.pk)
    require(by, Permission(locked.permission), locked.unit)
    if locked.asked_by_id != by.pk:
        raise NotAllowed(_("只有申请人本人可以查看。"))
    if locked.answered_at and locked.answered_at < timezone.now() - UNMASKED_LASTS:
        raise Refused(_("同意已超过 24 小时，请重新申请。"))
    move(locked, UnmaskingState.USED, UNMASKING)
    locked.used_at = timezone.now()
    locked.save(update_fields=["state", "used_at"])
    rows = apps.get_model(locked.subject_type)._default_manager.in_bulk(
        locked.subject_ids
    )
    for row in rows.values():
        record(
            "unmasking.used",
            by=by,
            subject=row,
            unit=locked.unit,
            outcome=Outcome.READ,
            fields="、".join(locked.fields),
            reason=locked.reason[:REASON_LENGTH],
        )
    return list(rows.values())
