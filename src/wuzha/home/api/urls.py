"""The addresses under /api/v1/, where a token takes the place of signing in."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from wuzha.home.api.endpoints import api, no_such_address

patterns, app_name, namespace = api.urls
patterns.append(path("<path:rest>", no_such_address, name="unknown"))
for view in filter(None, (pattern.callback for pattern in patterns)):
    login_not_required(view)
mounted = (patterns, app_name, namespace)
