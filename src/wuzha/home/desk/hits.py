"""Hits that an analyst has to confirm or dismiss."""

from collections.abc import Iterable, Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from wuzha.clocks.models import Clock
from wuzha.home.desk.items import FEW, Item, Timed, nothing
from wuzha.lib import money
from wuzha.monitoring.models import Hit
from wuzha.organisation.access import Permission, visible_to
from wuzha.organisation.seats import Seat

CLOCKS: Mapping[str, Timed] = {}
handed = waiting = nothing


def now(seat: Seat, clocks: Sequence[Clock]) -> Iterable[Item]:
    if not seat.may(Permission.HIT_REVIEW):
        return
    rows = visible_to(
        seat.person,
        Permission.HIT_REVIEW,
        Hit.objects.to_review().order_by("-score", "-at"),
        "run__unit__path",
    )
    found = list(rows[: FEW + 1])
    if len(found) > FEW:
        yield Item(
            title=_("%(count)d 条研判命中") % {"count": rows.count()},
            kind=_("最高分：%(title)s") % {"title": found[0].title},
            step=_("核实"),
            url=reverse("monitoring:hits"),
            since=found[0].at,
        )
        return
    for hit in found:
        yield Item(
            title=hit.title,
            kind=_("研判命中"),
            note=_("%(amount)s · 账户%(account)s · %(number)s")
            % {
                "amount": money.yuan_text(hit.amount_cents),
                "account": hit.masked_account,
                "number": hit,
            },
            step=_("核实"),
            url=reverse("monitoring:hit", args=[hit.pk]),
            since=hit.at,
        )
