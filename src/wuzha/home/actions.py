"""What is kept of a search, and of a request of another system so that, sent twice, it
is done once."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.models import Outcome
from wuzha.audit.record import record
from wuzha.home.models import KeptAnswer
from wuzha.lib.refused import Conflict
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person

KEPT_FOR = timedelta(days=3)


@transaction.atomic
def note_search(*, kind: str, found: int, by: Person) -> None:
    """Somebody looked for a person by a number or a name: `kind` says which, never
    what was typed."""
    record("search.done", by=by, outcome=Outcome.READ, kind=kind, found=found)


@transaction.atomic
def begin_answer(*, key: str, digest: str, by: Person) -> KeptAnswer:
    """The row of the key, new or known. Raises Conflict when something else was sent
    under it."""
    require(by, Permission.WARNING_CREATE)
    kept, is_new = KeptAnswer.objects.get_or_create(
        person=by, key=key, defaults={"digest": digest, "begun_at": timezone.now()}
    )
    if kept.digest != digest:
        raise Conflict(
            _("幂等键已经用于另一份内容，本次没有收下。请为新的内容换一个幂等键。")
        )
    record("push.begun" if is_new else "push.repeated", by=by, subject=kept)
    return kept


@transaction.atomic
def keep_answer(
    *, kept: KeptAnswer, status: int, answer: dict[str, Any], by: Person
) -> None:
    """Of two that worked on the same, the first answer stands for both."""
    require(by, Permission.WARNING_CREATE)
    KeptAnswer.objects.filter(pk=kept.pk, answered_at=None).update(
        status=status, answer=answer, answered_at=timezone.now()
    )
    kept.refresh_from_db()
    record("push.answered", by=by, subject=kept, status=kept.status)


@transaction.atomic
def forget_answers(*, at: datetime, by: Person) -> None:
    """No system asks again after days; the warnings themselves know their numbers."""
    require(by, Permission.CLOCK_FIRE)
    old = KeptAnswer.objects.filter(begun_at__lt=at - KEPT_FOR)
    count, _kinds = old.delete()
    if count:
        record("push.forgotten", by=by, count=count)
