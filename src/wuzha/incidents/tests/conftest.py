from collections.abc import Callable
from datetime import datetime

import pytest

from wuzha.clocks.firing import due_steps, fire
from wuzha.incidents.jobs import ALARMS
from wuzha.incidents.models import Incident, StopPaymentOrder
from wuzha.incidents.tests.make import drafted, executed, issued, open_case
from wuzha.organisation.models import Person, Unit


@pytest.fixture
def case(station: Unit, su: Person) -> Incident:
    """Opened by the station, one payment of ¥49,800 twenty minutes before."""
    return open_case(unit=station, by=su)


@pytest.fixture
def draft(case: Incident, branch: Unit, lin: Person) -> StopPaymentOrder:
    return drafted(incident=case, by=lin)


@pytest.fixture
def order(case: Incident, branch: Unit, su: Person) -> StopPaymentOrder:
    """Issued to the branch, which has not answered."""
    return issued(incident=case, by=su)


@pytest.fixture
def stop(case: Incident, branch: Unit, su: Person, qiao: Person) -> StopPaymentOrder:
    """Executed by the branch, with ¥30,000 left in the account."""
    return executed(incident=case, police=su, bank=qiao)


@pytest.fixture
def tick(clockwork: Person) -> Callable[[datetime], None]:
    """What the worker does each second, at a time of the test's choosing."""

    def run(at: datetime) -> None:
        for step_id in due_steps(at):
            fire(step_id, alarms=ALARMS, at=at, by=clockwork)

    return run
