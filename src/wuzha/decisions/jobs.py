"""What runs by itself: a transfer that nobody looked at in time is let go, and what was
answered is forgotten in time."""

from collections.abc import Callable
from datetime import timedelta

from wuzha.decisions import figures
from wuzha.decisions.actions import forget_decisions, release_unseen
from wuzha.decisions.states import ClockKind
from wuzha.jobs.gauges import Gauge
from wuzha.jobs.schedule import Scheduled

ALARMS: dict[str, Callable[..., None]] = {ClockKind.LOOK: release_unseen}
SCHEDULE = [
    Scheduled("decisions.forget", action=forget_decisions, every=timedelta(minutes=10))
]
GAUGES = [
    Gauge("wuzha_transfers_held", "Held transfers to look at", figures.to_look_at)
]
