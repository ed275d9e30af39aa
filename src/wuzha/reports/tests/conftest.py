import pytest

from tests.cast import MakeUnit
from wuzha.organisation.models import Person, Unit
from wuzha.workplans.models import WorkPlan
from wuzha.workplans.tests import make


@pytest.fixture
def running(
    county: Unit,
    village: Unit,
    other_grid: Unit,
    branch: Unit,
    make_unit: MakeUnit,
    lin: Person,
    luo: Person,
) -> WorkPlan:
    """The plan of `workplans.tests.make`, confirmed."""
    make_unit("青石县民政局", "department", county)
    return make.confirmed(county, lin, chief=luo)
