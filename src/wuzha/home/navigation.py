"""The menu: which pages there are, for whom; and what every page's frame shows."""

from functools import cached_property
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from wuzha.notices import figures as notices
from wuzha.organisation.access import ROLES, Permission
from wuzha.organisation.models import Appointment, Person, valid_on
from wuzha.ui.navigation import Entry

P = Permission


class Place(NamedTuple):
    """A page of the menu, for whoever holds one of the permissions; without any, for
    everybody."""

    label: str
    view: str
    icon: str
    permissions: frozenset[Permission] = frozenset()


def _for(*permissions: Permission) -> frozenset[Permission]:
    return frozenset(permissions)


# On a phone the first four stand in the bar at the bottom, the rest behind "more".
PLACES = (
    Place(N_("待办"), "desk", "desk"),
    Place(N_("看板"), "board", "board", _for(P.BOARD_VIEW)),
    Place(
        N_("预警劝阻"),
        "earlywarnings:list",
        "warning",
        _for(P.WARNING_VIEW, P.WARNING_WORK),
    ),
    Place(N_("案件止付"), "incidents", "incident", _for(P.INCIDENT_VIEW)),
    Place(N_("止付办理"), "bank_orders", "bank", _for(P.STOP_EXECUTE)),
    Place(N_("柜面询问"), "counter_questions", "help", _for(P.COUNTER_ASK)),
    Place(N_("研判命中"), "monitoring:hits", "hit", _for(P.HIT_VIEW)),
    Place(N_("日报"), "briefs:list", "brief", _for(P.BRIEF_VIEW, P.BRIEF_CONFIRM)),
    Place(N_("单位"), "organisation:units", "units", _for(P.UNIT_VIEW)),
    Place(N_("人员"), "organisation:people", "people", _for(P.PEOPLE_VIEW)),
    Place(N_("审计"), "audit", "audit", _for(P.AUDIT_VIEW)),
    Place(N_("设置"), "settings", "settings", _for(P.SETTINGS_EDIT)),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """What `ui/base.html` wants. Asked of the database only when it is drawn: a panel
    that is fetched alone costs nothing."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    shown = Frame(user, request.path)
    return {
        "own_unit": lambda: shown.own_unit,
        "navigation": lambda: shown.navigation,
        "notices_count": lambda: shown.notices_count,
        "notices_url": address("notices:list"),
        "search_url": address("search"),
        "account_url": address("mfa_index"),
        "sign_out_url": address("account_logout"),
    }


class Frame:
    """One query for the roles and the unit, one for the notices."""

    def __init__(self, person: Person, path: str) -> None:
        self.person, self.path = person, path

    @cached_property
    def own_unit(self) -> str:
        return self._held[0].unit.name if self._held else ""

    @cached_property
    def navigation(self) -> list[Entry]:
        granted = frozenset[Permission]().union(
            *(ROLES.get(held.role, frozenset()) for held in self._held)
        )
        places = [p for p in PLACES if not p.permissions or p.permissions & granted]
        entries = [
            Entry(_(place.label), url, place.icon)
            for place in places
            if (url := address(place.view))
        ]
        here = max(
            (entry.url for entry in entries if self._is_under(entry.url)),
            key=len,
            default="",
        )
        return [entry._replace(active=entry.url == here) for entry in entries]

    @cached_property
    def notices_count(self) -> int:
        return notices.unseen(self.person)

    @cached_property
    def _held(self) -> list[Appointment]:
        held = Appointment.objects.filter(
            valid_on(timezone.localdate()), person=self.person
        )
        return list(held.select_related("unit").order_by("pk"))

    def _is_under(self, url: str) -> bool:
        return self.path == url if url == "/" else self.path.startswith(url)


def address(view: str) -> str:
    """Of a page without arguments; empty when this service does not have it."""
    try:
        return reverse(view)
    except NoReverseMatch:
        return ""
