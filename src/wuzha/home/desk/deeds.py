"""The buttons at the head of a desk: what somebody may begin without being asked."""

from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from wuzha.organisation.access import Permission

P = Permission


class Deed(NamedTuple):
    label: str
    view: str
    icon: str
    permission: Permission


class Button(NamedTuple):
    label: str
    url: str
    icon: str


# In order: the first that somebody may do is their primary button.
DEEDS = (
    Deed(N_("登记案件"), "incident_new", "plus", P.INCIDENT_OPEN),
    Deed(N_("登记预警"), "earlywarnings:new", "warning", P.WARNING_CREATE),
    Deed(N_("柜面询问"), "counter_questions", "help", P.COUNTER_ASK),
    Deed(N_("上报案件"), "incident_report", "plus", P.INCIDENT_REPORT),
    Deed(N_("打开看板"), "board", "board", P.BOARD_VIEW),
    Deed(N_("查审计"), "security:audit", "audit", P.AUDIT_VIEW),
    Deed(N_("管理人员"), "organisation:people", "people", P.PEOPLE_EDIT),
    Deed(N_("管理单位"), "organisation:units", "units", P.UNIT_EDIT),
)
MOST = 2


def buttons(granted: frozenset[Permission]) -> list[Button]:
    found = [
        Button(_(deed.label), reverse(deed.view), deed.icon)
        for deed in DEEDS
        if deed.permission in granted
    ]
    return found[:MOST]
