"""Accounts that a confirmed hit handed to a bank branch or to the police."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from wuzha.clocks.models import Clock
from wuzha.home.desk.items import Item, Timed, nothing
from wuzha.monitoring.checking import DOERS
from wuzha.monitoring.models import AccountHandover
from wuzha.organisation.seats import Seat

CLOCKS: Mapping[str, Timed] = {}
handed = nothing


def now(seat: Seat, clocks: Sequence[Clock]) -> Iterable[Item]:
    rows = AccountHandover.objects.waiting().filter(unit__in=seat.units(*DOERS))
    for check in rows.select_related("unit", "hit").order_by("asked_at"):
        yield Item(
            title=_("账户%(account)s") % {"account": check.masked_account},
            kind=_("移交账户"),
            note=check.hit.title,
            step=_("核查并答复"),
            url=check.get_absolute_url(),
            since=check.asked_at,
            is_pressing=True,
        )


def waiting(seat: Seat) -> Iterable[Item]:
    rows = AccountHandover.objects.waiting().filter(asked_by__in=seat.people)
    for check in rows.select_related("unit"):
        yield Item(
            title=_("账户%(account)s") % {"account": check.masked_account},
            kind=_("等%(unit)s答复账户核查") % {"unit": check.unit},
            url=check.get_absolute_url(),
            since=check.asked_at,
        )
