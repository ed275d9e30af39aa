"""What branches report of accounts, and what they are to look back on."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from wuzha.accounts.models import LookBack, Suspicion
from wuzha.accounts.states import ClockKind, SuspicionState
from wuzha.clocks.models import Clock
from wuzha.home.desk.items import Item, Timed, earliest, limit_name, nothing
from wuzha.organisation.access import Permission
from wuzha.organisation.seats import Seat

HANDLERS = frozenset({Permission.SUSPICION_HANDLE})
CLOCKS: Mapping[str, Timed] = {
    ClockKind.LOOK: Timed(HANDLERS, above=HANDLERS),
    ClockKind.LOOK_BACK: Timed(
        frozenset({Permission.ACCOUNTS_WORK}),
        above=frozenset({Permission.ACCOUNTS_REVIEW}),
    ),
}
handed = waiting = nothing


def now(seat: Seat, clocks: Sequence[Clock]) -> Iterable[Item]:
    yield from _suspicions([one for one in clocks if one.kind == ClockKind.LOOK])
    yield from _look_backs([one for one in clocks if one.kind == ClockKind.LOOK_BACK])
    mine = Suspicion.objects.filter(
        state=SuspicionState.LOOKED_AT, looked_by__in=seat.people
    )
    for row in mine.select_related("branch"):
        yield _suspicion(row, _("转办或了结"))


def _suspicions(clocks: Sequence[Clock]) -> Iterable[Item]:
    ends = earliest(clocks)
    for row in Suspicion.objects.filter(pk__in=ends).select_related("branch"):
        yield _suspicion(row, _("核查"), ends[row.pk])


def _suspicion(row: Suspicion, step: str, clock: Clock | None = None) -> Item:
    return Item(
        title=row.get_suspects_display(),
        kind=_("可疑情况"),
        note=f"{row.number} {row.branch}",
        step=step,
        url=row.get_absolute_url(),
        clock=clock,
        clock_name=limit_name(ClockKind, clock) if clock else "",
        since=row.reported_at,
        is_pressing=True,
    )


def _look_backs(clocks: Sequence[Clock]) -> Iterable[Item]:
    ends = earliest(clocks)
    for row in LookBack.objects.filter(pk__in=ends).select_related("branch"):
        yield Item(
            title=row.masked_account,
            kind=_("涉案账户倒查"),
            note=f"{row.number} {row.branch}",
            step=_("填写倒查"),
            url=row.get_absolute_url(),
            clock=ends[row.pk],
            clock_name=limit_name(ClockKind, ends[row.pk]),
            since=row.started_at,
        )
