"""How gunicorn runs the web part; read by it as a configuration file.

No access log: addresses can hold what somebody searched for.
"""

import gc

from django.conf import settings
from django.urls import get_resolver
from gunicorn.glogging import Logger

from wuzha.config.logs import configuration


class NoAccessLog(Logger):  # type: ignore[misc]
    """With a `logconfig_dict` gunicorn puts an entry together for every request, also
    where it goes nowhere."""

    access_log_enabled = False


def post_worker_init(_worker: object) -> None:
    """What the pages are made of is loaded before the first is asked for, and lasts:
    looking through it again and again would stop all requests for a tenth of a second
    each time."""
    get_resolver().url_patterns  # noqa: B018 (loads them)
    gc.collect()
    gc.freeze()


logger_class = NoAccessLog
worker_class = "gthread"
workers = settings.WEB_WORKERS
# Transfers that are asked about at once are decided together, so many at most.
threads = 24
timeout = 60
graceful_timeout = 20
control_socket_disable = True
logconfig_dict = configuration(settings.LOG_LEVEL)
