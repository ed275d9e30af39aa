"""The people of the made-up county who are deceived. They have no accounts."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from wuzha.demo import names
from wuzha.demo.county import CODE, County
from wuzha.demo.plots import plots
from wuzha.incidents.models import AgeBand, Sex
from wuzha.lib.codes.people import CHECK_CHARACTERS, WEIGHTS
from wuzha.organisation.models import Unit

# Bands with their shares in public figures of victims; ages from, to.
AGES = (
    (AgeBand.UNDER_18, 3, 12, 17),
    (AgeBand.TO_40, 60, 18, 40),
    (AgeBand.TO_65, 31, 41, 65),
    (AgeBand.OVER_65, 6, 66, 84),
)
YEAR = timedelta(days=365.2425)
STUDENT = 22
# So long after a warning nobody is drawn again: that would be joined to it.
REST = timedelta(days=4)
# The first grid has somebody on every second day, so that its worker has a past.
FIRST_GRID = 0.004


@dataclass(slots=True)
class Citizen:
    name: str
    phone: str
    identity: str
    sex: str
    age_band: str
    occupation: str
    grid: Unit
    village: Unit
    address: str
    warned_at: datetime | None = None


@dataclass
class Citizens:
    """Drawn again and again, so that some are warned more than once."""

    county: County
    today: date
    random: Random
    most: int
    known: list[Citizen] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._villages = {village.pk: village for village in self.county.villages}
        weights = {town.pk: weight(n) for n, town in enumerate(self.county.towns)}
        self._weights = [
            weights[self._villages[grid.parent_id or 0].parent_id or 0]
            for grid in self.county.grids
        ]
        self._sums = list(_sums(self._weights))

    def draw(self, at: datetime) -> Citizen:
        """Somebody to be warned at that time."""
        citizen = self._known(at) or self._new()
        citizen.warned_at = at
        return citizen

    def stranger(self, grid: Unit | None = None) -> Citizen:
        """Somebody of whom nothing is known, and who is not drawn later."""
        grid = grid or self._grid()
        village = self._villages[grid.parent_id or 0]
        age, band = _age(self.random)
        sex = self.random.choice((Sex.MALE, Sex.FEMALE))
        name, phone = names.person_name(self.random), names.phone(self.random)
        # Birthdays lie all over the year.
        born = self.today - age * YEAR - timedelta(days=int(phone[-4:]) % 365)
        return Citizen(
            name=name,
            phone=phone,
            identity=_identity(self.random, born, sex),
            sex=sex.value,
            age_band=band.value,
            occupation=_occupation(self.random, age),
            grid=grid,
            village=village,
            address=_address(self.random, self.county, village),
        )

    def _new(self) -> Citizen:
        citizen = self.stranger()
        if len(self.known) < self.most:
            self.known.append(citizen)
        return citizen

    def _known(self, at: datetime) -> Citizen | None:
        if len(self.known) < self.most * self.random.random():
            return None
        citizen = self.random.choice(self.known)
        if citizen.warned_at and at - citizen.warned_at < REST:
            return None
        return citizen

    def _grid(self) -> Unit:
        if self.random.random() < FIRST_GRID:
            return self.county.grids[0]
        return self.random.choices(self.county.grids, cum_weights=self._sums)[0]


def weight(town: int) -> float:
    """How many people a town has beside others: the last ones are streets."""
    return (1.4, 0.8, 1.1, 0.6, 1.0, 0.9, 0.7, 0.5, 0.8, 0.5, 2.6, 2.2, 1.8)[town % 13]


def _sums(weights: list[float]) -> list[float]:
    total, sums = 0.0, []
    for one in weights:
        total += one
        sums.append(total)
    return sums


def _age(random: Random) -> tuple[int, AgeBand]:
    band, _, youngest, oldest = random.choices(AGES, [share for _, share, *_ in AGES])[
        0
    ]
    return random.randint(youngest, oldest), band


def _identity(random: Random, born: date, sex: Sex) -> str:
    """With digits that hold, of a division that is none."""
    serial = random.randrange(0, 998, 2) + (1 if sex == Sex.MALE else 0)
    digits = f"{CODE}{born:%Y%m%d}{serial:03d}"
    total = sum(int(d) * w for d, w in zip(digits, WEIGHTS, strict=True))
    return digits + CHECK_CHARACTERS[total % 11]


def _occupation(random: Random, age: int) -> str:
    if age <= STUDENT:
        return "学生"
    return random.choice(names.OCCUPATIONS) if age < 60 else "退休"


def _address(random: Random, county: County, village: Unit) -> str:
    town = next(town for town in county.towns if town.pk == village.parent_id)
    where = f"{county.root.name}{town.name}{village.name}"
    if village.name.endswith("村"):
        return f"{where}{random.randint(1, 12)}组{random.randint(1, 90)}号"
    road, house = random.choice(plots().roads), random.randint(1, 260)
    block, room = random.randint(1, 16), random.randint(1, 6) * 100
    return f"{where}{road}{house}号{block}栋{room + random.randint(1, 4)}室"
