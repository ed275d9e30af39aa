"""The database engine of a PostgreSQL server; Django asks for a module of this name."""

from time import monotonic

from django.db.backends.postgresql import base

NEVER = float("-inf")
QUIET_SECONDS = 1.0


class DatabaseWrapper(base.DatabaseWrapper):
    """Asks whether the server is still there when a connection was quiet for a moment.

    Django asks at the first statement of every request, which takes as long as a
    statement itself. Whoever could restart the server needs longer than this moment;
    and where anything failed, it is asked before the next request anyway.
    """

    used_at = NEVER

    def close_if_health_check_failed(self) -> None:
        """Called before every statement."""
        was_used_at, self.used_at = self.used_at, monotonic()
        is_quiet = self.used_at - was_used_at > QUIET_SECONDS
        # A transaction that waits to be rolled back answers nothing, and is no fault.
        if is_quiet and not self.in_atomic_block:
            super().close_if_health_check_failed()
