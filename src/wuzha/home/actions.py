"""What is kept of a search, and of a request of another system so that, sent twice, it
is done once."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from wuzha.audit.models import Outcome
from wuzha.audit.record import record
from wuzha.home.models import KeptAnswer
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person

KEPT_FOR = timedelta(days=3)


@transaction.atomic
def note_search(*, kind: str, found: int, by: Person) -> None:
    """Somebody looked for a person by a number or a name: `kind` says which, never
    what was typed."""
    record("search.done", by=by, outcome=Outcome.READ, kind=kind, found=found)


@transaction.atomic
def keep_answer(
    *, key: str, digest: str, status: int, answer: dict[str, Any], by: Person
) -> KeptAnswer:
    """Of two that worked on the same at once, the first answer stands for both."""
    require(by, Permission.WARNING_CREATE)
    first: dict[str, Any] = {
        "digest": digest,
        "status": status,
        "answer": answer,
        "answered_at": timezone.now(),
    }
    kept, is_new = KeptAnswer.objects.get_or_create(person=by, key=key, defaults=first)
    kept.refuse_unless_of(digest)
    record("push.answered", by=by, subject=kept, status=status, is_new=is_new)
    return kept


@transaction.atomic
def forget_answers(*, at: datetime, by: Person) -> None:
    """No system asks again after days; the warnings themselves know their numbers."""
    require(by, Permission.CLOCK_FIRE)
    old = KeptAnswer.objects.filter(answered_at__lt=at - KEPT_FOR)
    count, _kinds = old.delete()
    if count:
        record("push.forgotten", by=by, count=count)
