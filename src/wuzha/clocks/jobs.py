from wuzha.clocks import figures
from wuzha.jobs.gauges import Gauge

GAUGES = [
    Gauge(
        "wuzha_clocks_overdue",
        "Running clocks past their end, by kind",
        figures.overdue_by_kind,
        label="kind",
    ),
    Gauge(
        "wuzha_alarms_oldest_due_seconds",
        "Age of the oldest alarm that is due and not given",
        figures.oldest_unfired,
    ),
    Gauge(
        "wuzha_alarms_failing",
        "Alarms whose action failed and is tried again",
        figures.failing_alarms,
    ),
    Gauge(
        "wuzha_alarms_late_last_day",
        "Alarms of the last 24 hours given late",
        figures.late_alarms,
    ),
]
