from wuzha.monitoring.actions.hits import (
    CHUNK,
    begin_run,
    confirm_hit,
    dismiss_hit,
    fail_run,
    finish_run,
    keep_hits,
    keep_holder,
    open_incident_of_hit,
    record_run,
    start_run,
    take_back_dismissal,
)

__all__ = [
    "CHUNK",
    "begin_run",
    "confirm_hit",
    "dismiss_hit",
    "fail_run",
    "finish_run",
    "keep_hits",
    "keep_holder",
    "open_incident_of_hit",
    "record_run",
    "start_run",
    "take_back_dismissal",
]
