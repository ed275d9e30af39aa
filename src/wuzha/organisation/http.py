from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django_htmx.middleware import HtmxDetails

from wuzha.organisation.access import Permission, scope
from wuzha.organisation.models import Person

P = ParamSpec("P")


class PersonRequest(HttpRequest):
    """A request behind the sign-in: its user is a person, never a stranger."""

    user: Person
    htmx: HtmxDetails


def posted(request: HttpRequest) -> QueryDict | None:
    """For a form: an empty post is a post too."""
    return request.POST if request.method == "POST" else None


View = Callable[Concatenate[PersonRequest, P], HttpResponseBase]


def found_with(
    permission: Permission, *, everywhere: bool = False
) -> Callable[[View[P]], View[P]]:
    """A page that is there for holders of the permission (`everywhere`: in the whole
    county) and not found by anybody else."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def found(
            request: PersonRequest, /, *args: P.args, **facts: P.kwargs
        ) -> HttpResponseBase:
            held = scope(request.user, permission)
            if not held.paths or (everywhere and not held.everywhere):
                raise Http404
            return view(request, *args, **facts)

        return found

    return decorate
