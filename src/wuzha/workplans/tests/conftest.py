from collections.abc import Callable
from datetime import datetime

import pytest

from tests.cast import MakeUnit
from wuzha.clocks.firing import due_steps, fire
from wuzha.organisation.models import Person, Unit
from wuzha.workplans.jobs import ALARMS
from wuzha.workplans.models import WorkPlan
from wuzha.workplans.tests import make


@pytest.fixture
def bureau(make_unit: MakeUnit, county: Unit) -> Unit:
    """Leads what the plan of the tests asks for."""
    return make_unit("青石县民政局", "department", county)


@pytest.fixture
def running(
    county: Unit,
    village: Unit,
    other_grid: Unit,
    branch: Unit,
    bureau: Unit,
    lin: Person,
    luo: Person,
) -> WorkPlan:
    """The plan of `make`, confirmed: two towns, two villages, a bank, a bureau."""
    return make.confirmed(county, lin, chief=luo)


@pytest.fixture
def tick(clockwork: Person) -> Callable[[datetime], None]:
    """What the worker does each second, at a time of the test's choosing."""

    def run(at: datetime) -> None:
        for step_id in due_steps(at):
            fire(step_id, alarms=ALARMS, at=at, by=clockwork)

    return run
