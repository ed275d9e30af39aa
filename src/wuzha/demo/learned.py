"""The learned score in the demo: it learns from another made-up month, is tested on the
one at hand and put in force."""

from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from wuzha.demo.transfers import DAYS, Lessons
from wuzha.detection.tables import NO_LISTS
from wuzha.monitoring.actions.scores import add_score, put_score_in_force
from wuzha.monitoring.models import ScoreVersion
from wuzha.monitoring.scoring import Opened, read_score, try_score
from wuzha.organisation.models import Person


def put_one_in_force(*, random: Random, now: datetime, analyst: Person) -> ScoreVersion:
    read = _trained(Lessons(random, now - timedelta(days=DAYS)))
    version = add_score(
        content=read.content, digest=read.digest, card=read.card, by=analyst
    )
    try_score(version=version.pk, by=analyst)
    version.refresh_from_db()
    put_score_in_force(version=version, by=analyst)
    return version


def _trained(lessons: Lessons) -> Opened:
    # Who has no score does without its libraries, which take a second to come.
    from wuzha.detection.training import train

    with TemporaryDirectory() as folder:
        path = Path(folder) / "score.model"
        train(lessons.table(), NO_LISTS, path)
        return read_score(path)
