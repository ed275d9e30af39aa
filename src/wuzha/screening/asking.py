"""Who asks where; and the bridge to detection: a text in, the verdict of the model in
force out."""

from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils import timezone

from wuzha.detection.texts.model import Model, opened, shipped
from wuzha.detection.texts.verdicts import Verdict, screen_many
from wuzha.organisation.access import Permission, may
from wuzha.organisation.models import Person, Unit, valid_on
from wuzha.screening.listed import with_lists
from wuzha.screening.models import ModelVersion
from wuzha.screening.states import VersionState

# For those above, who leave detection to this area.
Answered = Verdict
LONGEST = 20_000
"""Characters of one text; more is a file, not a message."""


def asking_units(person: Person) -> list[Unit]:
    """Where the person works and may ask, in order of appointment."""
    held = person.appointments.filter(valid_on(timezone.localdate()))
    units = dict.fromkeys(a.unit for a in held.select_related("unit").order_by("pk"))
    return [unit for unit in units if may(person, Permission.SCREENING_ASK, unit)]


def ask(text: str) -> Answered:
    return ask_many([text])[0]


def ask_many(texts: list[str]) -> list[Answered]:
    """By signs and model, and then by the county's own lists."""
    model = model_in_force()
    return with_lists(texts, screen_many(texts, model), model)


def model_in_force() -> Model:
    """Asked of the database each time, so that every process follows a change at once;
    opened once."""
    rows = ModelVersion.objects.filter(state=VersionState.IN_FORCE)
    found = rows.values_list("pk", "name").first()
    return _opened(*found) if found else shipped()


@lru_cache(maxsize=2)
def _opened(key: int, _name: str) -> Model:
    """What a version holds never changes; its name tells it from one that had its key
    before a restore."""
    return model_of(ModelVersion.objects.get(pk=key))


def model_of(version: ModelVersion) -> Model:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "model.npz"
        path.write_bytes(bytes(version.content))
        return opened(path)
