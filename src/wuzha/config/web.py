"""How gunicorn runs the web part; read by it as a configuration file.

No access log: addresses can hold what somebody searched for.
"""

from django.conf import settings

from wuzha.config.logs import configuration

worker_class = "gthread"
workers = settings.WEB_WORKERS
# Transfers that are asked about at once are decided together, so many at most.
threads = 24
timeout = 60
graceful_timeout = 20
control_socket_disable = True
logconfig_dict = configuration(settings.LOG_LEVEL)
