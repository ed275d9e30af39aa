"""What the scripts ask of the server, and the page that shows every part."""

from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

WORKER = Path(__file__).resolve().parent / "static" / "ui" / "worker.js"


@login_not_required
@require_safe
@never_cache
def pulse(request: HttpRequest) -> JsonResponse:
    """Is the service there, who am I to it, what time is it, which token is good."""
    person = request.user.pk if request.user.is_authenticated else None
    return JsonResponse(
        {
            "person": "" if person is None else str(person),
            "csrf": get_token(request),
            "now": timezone.now().isoformat(),
        }
    )


@login_not_required
@require_safe
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker; served from here because it must reach the whole site."""
    return HttpResponse(
        WORKER.read_bytes(),
        content_type="text/javascript; charset=utf-8",
        headers={"Service-Worker-Allowed": "/"},
    )
