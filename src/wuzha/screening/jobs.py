"""What runs by itself: texts and pictures whose time is over are forgotten."""

from datetime import timedelta

from wuzha.jobs.schedule import Scheduled
from wuzha.screening.actions.verdicts import forget_texts
from wuzha.screening.waiting import forget_pictures

MINUTE = timedelta(minutes=1)
SCHEDULE = [
    Scheduled("screening.forget_texts", action=forget_texts, at=("04:40",)),
    Scheduled("screening.forget_pictures", action=forget_pictures, every=MINUTE),
]
