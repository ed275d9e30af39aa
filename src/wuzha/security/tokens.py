"""How a machine is known by the token that it shows."""

from django.utils import timezone

from wuzha.organisation.models import Person
from wuzha.security import actions
from wuzha.security.models import ApiToken


def person_for(token: str) -> Person | None:
    """Whom the token lets act; nobody when it is unknown, over, taken back, or its
    person has left."""
    now = timezone.now()
    found = (
        ApiToken.objects.usable(at=now)
        .select_related("person")
        .filter(digest=ApiToken.digest_of(token))
        .first()
    )
    if found is None:
        return None
    if found.use_is_to_note(at=now):
        # Not at every push: on SQLite each write would wait for the one before.
        actions.note_token_use(token=found, at=now, by=found.person)
    return found.person
