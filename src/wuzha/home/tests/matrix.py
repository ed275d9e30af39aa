"""Who gets in where. Everybody who can sign in has a desk and may search."""

from typing import Any

from wuzha.organisation.models import Person

SEE_BOARD = ("lin", "luo", "wei", "su", "tan", "zhou", "other_su")
SEE_INCIDENTS = tuple(name for name in SEE_BOARD if name != "tan")

MATRIX: dict[str, dict[str, int]] = {
    "desk": {"*": 200, "stranger": 302},
    "search": {"*": 200, "stranger": 302},
    "board": {**dict.fromkeys(SEE_BOARD, 200), "*": 404, "stranger": 302},
    # Without saying of which unit there is nothing to show.
    "board_orders": {"*": 404, "stranger": 302},
    "settings": {"guan": 200, "*": 404, "stranger": 302},
    # For machines: whoever shows no token is told so, signed in or not.
    "api:push": {"*": 405},
    "api:push_batch": {"*": 405},
    "api:screen_texts": {"*": 405},
    "api:decide_transfer": {"*": 405},
    "api:decision": {"*": 401},
    "api:tell_outcome": {"*": 405},
    "api:status": {"*": 401},
    "api:api-root": {"*": 404},
    "api:unknown": {"*": 404},
    "api:openapi-json": {"*": 401, "guan": 200},
}
POST_ONLY = {
    "api:push": {"*": 401},
    "api:push_batch": {"*": 401},
    "api:screen_texts": {"*": 401},
    "api:decide_transfer": {"*": 401},
    "api:tell_outcome": {"*": 401},
}


def arguments(cast: dict[str, Person], request: Any) -> dict[str, tuple[Any, ...]]:
    return {
        "api:status": ("Y0000001",),
        "api:decision": ("J000000001",),
        "api:tell_outcome": ("J000000001",),
        "api:unknown": ("other",),
        "board_orders": ("requested",),
    }
