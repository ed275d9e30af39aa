from datetime import timedelta

from wuzha.jobs.gauges import Gauge
from wuzha.jobs.queue import Long
from wuzha.jobs.schedule import Scheduled
from wuzha.notices import delivery, figures

JOBS = {
    "notices.try_channel": Long(delivery.try_channel, lease=timedelta(minutes=2)),
}
SCHEDULE = [
    Scheduled("notices.forget_digests", action=delivery.forget_digests, at=("03:40",)),
]
GAUGES = [
    Gauge("wuzha_notices_waiting", "Notices not sent yet", figures.waiting),
    Gauge(
        "wuzha_notices_urgent_oldest_seconds",
        "Age of the oldest urgent notice not sent yet",
        figures.longest_urgent_wait,
    ),
    Gauge(
        "wuzha_channels_failing",
        "Channels whose last message failed",
        figures.failing_channels,
    ),
]
