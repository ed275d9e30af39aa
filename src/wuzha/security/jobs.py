from datetime import timedelta

from wuzha.jobs.queue import Handlers, Long
from wuzha.jobs.schedule import Scheduled
from wuzha.security import actions

JOBS: Handlers = {
    "security.run_audit_check": Long(
        actions.run_audit_check, lease=timedelta(minutes=30)
    ),
}
SCHEDULE = [
    Scheduled("security.audit_check", action=actions.start_audit_check, at=("03:30",)),
    Scheduled("security.sessions", action=actions.forget_ended_sessions, at=("03:10",)),
]
