"""Who sets the working days: the county's administrator."""

from typing import Any

from wuzha.organisation.models import Person

ADMINISTRATOR = {"guan": 200, "stranger": 302, "*": 404}
MATRIX = {
    "clocks:years": ADMINISTRATOR,
    "clocks:year": ADMINISTRATOR,
}
POST_ONLY = {
    "clocks:notice": {"guan": 422, "stranger": 302, "*": 404},
    "clocks:undo": {"stranger": 302, "*": 404},
    "clocks:move": {"guan": 302, "stranger": 302, "*": 404},
}


def arguments(cast: dict[str, Person], request: Any) -> dict[str, tuple[Any, ...]]:
    return {"clocks:year": (2027,), "clocks:notice": (2027,), "clocks:undo": (2027, 1)}
