"""Who gets which address of screening."""

from typing import Any

import pytest

from wuzha.organisation.models import Person
from wuzha.screening import waiting
from wuzha.screening.tests.made import make_verdict

NOBODY = {"luo": 404, "an": 404, "guan": 404, "mo": 404}
COUNTY = {"lin": 200, "wei": 200, "zhou": 200}
MATRIX: dict[str, dict[str, int]] = {
    "screening:verdicts": {**NOBODY, "*": 200, "stranger": 302},
    # Handed in at the grid: its village, town, station and the county see it.
    "screening:verdict": {
        **COUNTY, "hong": 200, "tan": 200, "su": 200, "*": 404, "stranger": 302,
    },
    "screening:reveal": {
        **COUNTY, "hong": 200, "tan": 200, "su": 200, "*": 404, "stranger": 302,
    },
    # For everybody, without an account.
    "check": {"*": 200},
    "check_picture": {"*": 200},
    "check_paid": {"*": 200},
}  # fmt: skip


def arguments(
    cast: dict[str, Person], request: pytest.FixtureRequest
) -> dict[str, tuple[Any, ...]]:
    verdict = make_verdict(request.getfixturevalue("grid"), by=cast["hong"])
    return {
        "check_picture": (waiting.put(b"no picture yet"),),
        "screening:verdict": (verdict.pk,),
        "screening:reveal": (verdict.pk, "text"),
    }
