"""What runs by itself: a transfer that nobody looked at in time is let go."""

from collections.abc import Callable

from wuzha.decisions import figures
from wuzha.decisions.actions import release_unseen
from wuzha.decisions.states import ClockKind
from wuzha.jobs.gauges import Gauge

ALARMS: dict[str, Callable[..., None]] = {ClockKind.LOOK: release_unseen}
GAUGES = [
    Gauge("wuzha_transfers_held", "Held transfers to look at", figures.to_look_at)
]
