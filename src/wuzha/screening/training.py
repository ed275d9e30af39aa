"""A version is trained from settled labels and compared with the one in force. Long:
nothing is kept until all of it is done, so it may begin again."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from zlib import crc32

from django.utils import timezone

from wuzha.detection.texts.comparing import compared
from wuzha.detection.texts.model import Model, save
from wuzha.detection.texts.scripts import script_of
from wuzha.detection.texts.training import TooFew, learnt
from wuzha.lib import params
from wuzha.organisation.models import Person
from wuzha.screening.actions.versions import Trained, fail_training, finish_training
from wuzha.screening.asking import model_in_force
from wuzha.screening.models import ModelVersion, Verdict
from wuzha.screening.states import VersionState

AT_A_TIME = 1000


class Labelled(NamedTuple):
    texts: list[str]
    fraud: list[int]


def train_version(*, version: int, by: Person) -> None:
    found = ModelVersion.objects.get(pk=version)
    if found.state != VersionState.TRAINING:
        return
    begun = time.monotonic()
    known, held = labelled()
    try:
        model = learnt(known.texts, known.fraud)
    except TooFew:
        fail_training(version=found, by=by)
        return
    before = model_in_force()
    comparison = compared(before, model, held.texts, held.fraud)
    trained = Trained(
        name=model.version,
        content=packed(model),
        labels=len(known.texts),
        compared_with=before.version,
        comparison=comparison,
        seconds=round(time.monotonic() - begun, 1),
    )
    finish_training(version=found, trained=trained, by=by)


def labelled() -> tuple[Labelled, Labelled]:
    """What is learnt, and what is held back. A script is held back as a whole: the
    same words with another sum in them would tell nothing of what was learnt."""
    settled = Verdict.objects.settled().with_text().order_by("pk")
    said = {
        one.text: int(bool(one.is_fraud))
        for one in settled.iterator(chunk_size=AT_A_TIME)
    }
    percent = params.value("screening.held_percent", on=timezone.localdate()).whole
    texts = list(said)
    parts = Labelled([], []), Labelled([], [])
    for text, first in zip(texts, script_of(texts), strict=True):
        part = parts[crc32(texts[first].encode("utf8", "replace")) % 100 < percent]
        part.texts.append(text)
        part.fraud.append(said[text])
    return parts


def packed(model: Model) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "model.npz"
        save(model, path)
        return path.read_bytes()
