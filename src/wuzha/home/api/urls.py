"""The addresses under /api/v1/, where a token takes the place of signing in."""

from django.contrib.auth.decorators import login_not_required

from wuzha.home.api.endpoints import api

patterns, app_name, namespace = api.urls
for view in filter(None, (pattern.callback for pattern in patterns)):
    login_not_required(view)
mounted = (patterns, app_name, namespace)
