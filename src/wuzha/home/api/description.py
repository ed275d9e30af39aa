"""How the endpoint describes itself, and to whom."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from wuzha.home.api.problems import MEDIA_TYPE, nobody
from wuzha.home.api.token import Token
from wuzha.organisation.access import Permission, may
from wuzha.organisation.models import Person

FIRST_PROBLEM = 400
View = Callable[..., HttpResponse]


class Described(NinjaAPI):
    """Says of its problems what they are: the library calls every answer plain JSON."""

    def get_openapi_schema(self, **facts: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**facts)
        for path in schema["paths"].values():
            for operation in path.values():
                for status, answer in operation["responses"].items():
                    if int(status) >= FIRST_PROBLEM:
                        shape = answer["content"].pop("application/json")
                        answer["content"][MEDIA_TYPE] = shape
        return schema


def for_the_entitled(view: View) -> View:
    """For whoever gives out tokens, and for whoever has one."""

    @wraps(view)
    def entitled(request: HttpRequest, **facts: Any) -> HttpResponse:
        user = request.user
        if isinstance(user, Person) and may(user, Permission.TOKEN_EDIT):
            return view(request, **facts)
        return view(request, **facts) if Token()(request) else nobody()

    return entitled
