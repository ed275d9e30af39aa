"""Who gets which address of decisions."""

from typing import Any

import pytest

from wuzha.decisions.tests.made import make_bank, make_decision
from wuzha.organisation.models import Person

SEES = {"lin": 200, "wei": 200, "zhou": 200, "*": 404, "stranger": 302}
MATRIX: dict[str, dict[str, int]] = {
    # A list is empty for whoever sees none.
    "decisions:decisions": {"*": 200, "stranger": 302},
    "decisions:alerts": {"*": 200, "stranger": 302},
    "decisions:decision": SEES,
    "decisions:end_hold": SEES,
}


def arguments(
    cast: dict[str, Person], request: pytest.FixtureRequest
) -> dict[str, tuple[Any, ...]]:
    county = request.getfixturevalue("county")
    held = make_decision(county, make_bank(county))
    return {f"decisions:{view}": (held.pk,) for view in ("decision", "end_hold")}
