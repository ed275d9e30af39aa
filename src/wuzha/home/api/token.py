"""Who a request is of."""

from django.http import HttpRequest
from ninja.security import HttpBearer

from wuzha.organisation.models import Person
from wuzha.security.tokens import person_for


class FeedRequest(HttpRequest):
    """Shown a good token; `auth` is the machine that it stands for."""

    auth: Person


class Token(HttpBearer):
    def authenticate(self, request: HttpRequest, token: str) -> Person | None:
        person = person_for(token)
        if person is not None:
            # So that a refusal is remembered as this machine's.
            request.user = person
        return person
