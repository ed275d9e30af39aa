import pytest

from wuzha.incidents.models import Freeze, Incident
from wuzha.organisation.models import Person, Unit
from wuzha.returns import actions
from wuzha.returns.models import ReturnRound
from wuzha.returns.tests.make import (
    ANNOUNCED,
    FREEZE_CENTS,
    OPENED,
    case_of,
    claimed,
    freeze_of,
)


@pytest.fixture
def liu(station: Unit, su: Person) -> Incident:
    """Lost ¥80,000 into the account."""
    return case_of("柳青青", 8_000_000, unit=station, by=su)


@pytest.fixture
def tao(station: Unit, su: Person) -> Incident:
    """Lost ¥120,000 into the same account."""
    return case_of("陶小满", 12_000_000, unit=station, by=su)


@pytest.fixture
def freeze(
    liu: Incident, branch: Unit, su: Person, qiao: Person, wei: Person
) -> Freeze:
    """¥100,000, at the branch."""
    return freeze_of(liu, police=su, bank=qiao, decider=wei)


@pytest.fixture
def returning(freeze: Freeze, su: Person) -> ReturnRound:
    """All of the frozen money; nobody has applied."""
    return actions.open_round(
        freeze=freeze, available_cents=FREEZE_CENTS, at=OPENED, by=su
    )


@pytest.fixture
def pro_rata(
    returning: ReturnRound, liu: Incident, tao: Incident, su: Person
) -> ReturnRound:
    """Both victims have applied."""
    claimed(returning, liu, by=su)
    claimed(returning, tao, by=su)
    actions.choose_way(
        returning=returning, way="pro_rata", reason="多笔混同", at=OPENED, by=su
    )
    returning.refresh_from_db()
    return returning


@pytest.fixture
def announced(pro_rata: ReturnRound, wei: Person) -> ReturnRound:
    actions.publish_notice(
        returning=pro_rata, place="县公安局公告栏", at=ANNOUNCED, by=wei
    )
    pro_rata.refresh_from_db()
    return pro_rata
