"""Config: settings, addresses, the `wuzha` command and the worker that runs every
area's jobs and alarms. The top floor: it may see everything, nothing sees it."""
