from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from wuzha.organisation.models import Person


class PersonRequest(HttpRequest):
    """A request behind the sign-in: its user is a person, never a stranger."""

    user: Person
    htmx: HtmxDetails
