"""Who gets in where: the address of a dissuasion at a grid."""

from typing import Any

from wuzha.earlywarnings.tests.making import receive
from wuzha.organisation.models import Person

# Sees cases of the county or of the place; the others learn nothing of it.
MATRIX = {
    "dissuasion": {
        "lin": 200,
        "luo": 200,
        "wei": 200,
        "su": 200,
        "tan": 200,
        "zhou": 200,
        "hong": 302,
        "*": 404,
        "stranger": 302,
    },
}


def arguments(cast: dict[str, Person], request: Any) -> dict[str, tuple[Any, ...]]:
    case = receive(by=cast["lin"])
    return {"dissuasion": (case.pk,)}
