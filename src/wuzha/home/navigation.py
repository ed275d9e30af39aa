"""The menu: which pages there are, for whom; and what every page's frame shows."""

from functools import cached_property
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from wuzha.notices import figures as notices
from wuzha.organisation.access import Permission, permissions_of
from wuzha.organisation.models import Person, valid_on
from wuzha.ui.navigation import Entry

P = Permission


class Place(NamedTuple):
    """A page of the menu, for whoever holds one of `to` (empty: for everybody) and none
    of `unless`, who have a better one. `also` are the views that belong under it."""

    label: str
    view: str
    icon: str
    to: frozenset[Permission] = frozenset()
    unless: frozenset[Permission] = frozenset()
    also: tuple[str, ...] = ()


def _to(*permissions: Permission) -> frozenset[Permission]:
    return frozenset(permissions)


# On a phone the first four stand in the bar at the bottom, the rest behind "more".
PLACES = (
    Place(N_("待办"), "desk", "desk"),
    Place(N_("看板"), "board", "board", _to(P.BOARD_VIEW)),
    Place(
        N_("预警劝阻"),
        "earlywarnings:list",
        "warning",
        _to(P.WARNING_VIEW, P.WARNING_WORK),
        also=("earlywarnings:visits",),
    ),
    Place(
        N_("案件止付"),
        "incidents",
        "incident",
        _to(P.INCIDENT_VIEW),
        also=("stop_payments", "freezes", "returns"),
    ),
    Place(
        N_("止付办理"),
        "bank_orders",
        "bank",
        _to(P.STOP_EXECUTE),
        also=("stop_payments", "returns"),
    ),
    Place(
        N_("可疑情况"),
        "accounts:suspicions",
        "alert",
        _to(P.SUSPICION_REPORT, P.SUSPICION_HANDLE),
    ),
    Place(N_("柜面询问"), "counter_questions", "help", _to(P.COUNTER_ASK)),
    Place(
        N_("上报案件"),
        "incident_reports",
        "incident",
        _to(P.INCIDENT_REPORT),
        unless=_to(P.INCIDENT_VIEW),
    ),
    Place(
        N_("账户核查"),
        "accounts:check_lists",
        "check",
        _to(P.SUSPICION_REPORT),
        also=("accounts:bank_accounts", "monitoring:checks"),
    ),
    Place(
        N_("涉案倒查"),
        "accounts:look_backs",
        "undo",
        _to(P.ACCOUNTS_WORK, P.ACCOUNTS_REVIEW),
    ),
    Place(N_("惩戒登记"), "restrictions:list", "note", _to(P.RESTRICTION_EDIT)),
    Place(
        N_("惩戒查询"),
        "restrictions:check",
        "search",
        _to(P.RESTRICTION_CHECK),
        unless=_to(P.RESTRICTION_EDIT),
    ),
    Place(N_("串并"), "series:list", "series", _to(P.INCIDENT_VIEW)),
    Place(N_("近期骗局"), "series:round", "figures", _to(P.BOARD_VIEW)),
    Place(N_("研判命中"), "monitoring:hits", "hit", _to(P.HIT_VIEW)),
    Place(N_("转账答复"), "decisions:decisions", "bank", _to(P.DECISION_VIEW)),
    Place(
        N_("移交账户"),
        "monitoring:checks",
        "hit",
        _to(P.SUSPICION_HANDLE),
        unless=_to(P.HIT_VIEW),
    ),
    Place(N_("识诈"), "screening:verdicts", "search", _to(P.SCREENING_ASK)),
    Place(N_("任务"), "tasks", "check", _to(P.TASK_VIEW), also=("duties",)),
    Place(
        N_("报表"),
        "reports",
        "brief",
        _to(P.TASK_VIEW),
    ),
    Place(N_("方案"), "plans", "note", _to(P.PLAN_VIEW), also=("playbooks",)),
    Place(N_("日报"), "briefs:list", "brief", _to(P.BRIEF_VIEW, P.BRIEF_CONFIRM)),
    Place(N_("单位"), "organisation:units", "units", _to(P.UNIT_VIEW)),
    Place(N_("人员"), "organisation:people", "people", _to(P.PEOPLE_VIEW)),
    Place(N_("审计"), "security:audit", "audit", _to(P.AUDIT_VIEW)),
    Place(N_("设置"), "settings", "settings", _to(P.SETTINGS_EDIT)),
    Place(N_("任职请假"), "organisation:duties", "person"),
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
        "notices_url": reverse_lazy("notices:list"),
        "search_url": reverse_lazy("search"),
        "account_url": reverse_lazy("mfa_index"),
        "sign_out_url": reverse_lazy("account_logout"),
    }


class Frame:
    """One query for the unit, one for the rights, one for the notices."""

    def __init__(self, person: Person, path: str) -> None:
        self.person, self.path = person, path

    @cached_property
    def own_unit(self) -> str:
        held = self.person.appointments.filter(valid_on(timezone.localdate()))
        first = held.select_related("unit").order_by("pk").first()
        return first.unit.name if first else ""

    @cached_property
    def navigation(self) -> list[Entry]:
        granted = permissions_of(self.person)
        places = [place for place in PLACES if _is_shown(place, granted)]
        here = max(places, key=self._depth)
        return [
            Entry(
                _(place.label),
                reverse(place.view),
                place.icon,
                active=place is here and self._depth(place) > 0,
            )
            for place in places
        ]

    @cached_property
    def notices_count(self) -> int:
        return notices.unseen(self.person)

    def _depth(self, place: Place) -> int:
        """How much of the address leads to the place; 0 when it leads elsewhere."""
        urls = [reverse(view) for view in (place.view, *place.also)]
        return max(len(url) for url in ("", *filter(self._is_under, urls)))

    def _is_under(self, url: str) -> bool:
        return self.path == url if url == "/" else self.path.startswith(url)


def _is_shown(place: Place, granted: frozenset[Permission]) -> bool:
    if place.unless & granted:
        return False
    return not place.to or bool(place.to & granted)
