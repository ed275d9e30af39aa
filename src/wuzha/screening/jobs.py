"""What runs by itself: texts and pictures whose time is over are forgotten, a model is
trained, and each night somebody looks at what is new."""

from datetime import timedelta

from wuzha.jobs.queue import Handler, Long
from wuzha.jobs.schedule import Scheduled
from wuzha.organisation.jobs import import_job
from wuzha.screening.actions.appeals import forget_appeals
from wuzha.screening.actions.drift import look_for_drift
from wuzha.screening.actions.verdicts import forget_texts
from wuzha.screening.sheets import LABELS, LISTINGS, TEXTS
from wuzha.screening.training import train_version
from wuzha.screening.waiting import forget_pictures

MINUTE = timedelta(minutes=1)
JOBS: dict[str, Handler] = {
    "screening.train": Long(train_version, lease=timedelta(minutes=10)),
    TEXTS.job: import_job(TEXTS),
    LISTINGS.job: import_job(LISTINGS),
    LABELS.job: import_job(LABELS),
}
SCHEDULE = [
    Scheduled("screening.look_for_drift", action=look_for_drift, at=("05:10",)),
    Scheduled("screening.forget_texts", action=forget_texts, at=("04:40",)),
    Scheduled("screening.forget_appeals", action=forget_appeals, at=("04:45",)),
    Scheduled("screening.forget_pictures", action=forget_pictures, every=MINUTE),
]
