"""Jobs: work that outlives a request. A durable queue in the database, with leases;
slots for what runs on a schedule; gauges; the worker's heartbeat.

Each area enters in its own `jobs.py` what it has; the worker (`config.worker`) runs it:

    JOBS      name → handler of a queued job, or `Long(handler, lease=…)`
    ALARMS    kind of clock → action that answers its alarms
    SCHEDULE  [Scheduled(name, every=… or at=("06:00",), action=…)]
    GAUGES    [Gauge(name, text, value)]
"""
