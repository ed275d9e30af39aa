from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wuzha.home.desk.deeds import buttons
from wuzha.home.desk.table import Desk
from wuzha.organisation.access import permissions_of
from wuzha.organisation.http import PersonRequest

# A page that refreshes itself asks for one of its panels by this header.
REFRESH = "X-Wuzha-Refresh"


@require_safe
def desk(request: PersonRequest) -> HttpResponse:
    granted = permissions_of(request.user)
    context = {
        "desk": Desk.of(request.user, timezone.now()),
        "empty": _nothing_to_do(is_appointed=bool(granted)),
    }
    if REFRESH in request.headers:
        return render(request, "home/_desk.html", context)
    return render(request, "home/desk.html", context | {"buttons": buttons(granted)})


def _nothing_to_do(*, is_appointed: bool) -> dict[str, str]:
    if is_appointed:
        return {
            "why": _("现在没有要您办的事"),
            "what": _("有新的会自动出现在这里，不用守着刷新。"),
        }
    return {
        "why": _("您还没有任职，所以没有工作到这里"),
        "what": _("请联系管理员安排任职和单位，安排后立即生效。"),
    }
