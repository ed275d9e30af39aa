"""What runs by itself: texts whose time is over are forgotten."""

from wuzha.jobs.schedule import Scheduled
from wuzha.screening.actions.verdicts import forget_texts

SCHEDULE = [Scheduled("screening.forget_texts", action=forget_texts, at=("04:40",))]
