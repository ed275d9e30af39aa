"""Who a request is of."""

from hashlib import sha256

from django.http import HttpRequest
from ninja.security import HttpBearer

from wuzha.lib.recent import Recent
from wuzha.organisation.models import Person
from wuzha.security.tokens import person_for

GOOD_FOR_SECONDS = 2.0


class FeedRequest(HttpRequest):
    """Shown a good token; `auth` is the machine that it stands for."""

    auth: Person


class Token(HttpBearer):
    def person_for(self, token: str) -> Person | None:
        return person_for(token)

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:
        person = self.person_for(token)
        if person is not None:
            # So that a refusal is remembered as this machine's.
            request.user = person
        return person


class RecentToken(Token):
    """For what is asked by the hundred a second: a token that was good a moment ago is
    good. One that was taken back works that much longer, in this process alone."""

    def __init__(self) -> None:
        super().__init__()
        self.recent = Recent[bytes, Person](GOOD_FOR_SECONDS)

    def person_for(self, token: str) -> Person | None:
        digest = sha256(token.encode()).digest()
        known = self.recent.get(digest)
        if known is not None:
            return known
        person = super().person_for(token)
        if person is not None:
            self.recent.keep(digest, person)
        return person
