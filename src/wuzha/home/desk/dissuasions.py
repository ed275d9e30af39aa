"""People to be reached: where the work is now, whose it is, what comes next."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from wuzha.clocks.models import Clock
from wuzha.earlywarnings.models import Dissuasion, Handover
from wuzha.earlywarnings.states import AT_WORK, OPEN, ClockKind, State, Why
from wuzha.earlywarnings.views.rows import to_review
from wuzha.home.desk.items import FEW, Item, Mark, Timed, earliest, limit_name
from wuzha.lib.masking import STAR
from wuzha.organisation.access import Permission
from wuzha.organisation.seats import Seat

WORK = frozenset({Permission.WARNING_WORK})
CLOCKS: Mapping[str, Timed] = {
    ClockKind.TRIAGE: Timed(frozenset({Permission.WARNING_DISPATCH})),
    ClockKind.SIGN: Timed(WORK),
    ClockKind.CALL: Timed(WORK),
    ClockKind.MEET: Timed(WORK),
    ClockKind.FEED_BACK: Timed(WORK),
}
STEPS = {
    State.TRIAGE: N_("分派"),
    State.DISPATCHED: N_("签收"),
    State.SIGNED: N_("拨打"),
    State.CONTACTED: N_("见面"),
    State.MET: N_("反馈"),
    State.FED_BACK: N_("复核"),
}
# What was handed over longer ago is no news.
NEWS = timedelta(days=1)


def now(seat: Seat, clocks: Sequence[Clock]) -> Iterable[Item]:
    ends = earliest(clocks)
    mine = Q(person=None) | Q(person__in=seat.people)
    at_work = [state for state in AT_WORK if state != State.FED_BACK]
    rows = Dissuasion.objects.filter(
        Q(pk__in=ends)
        | mine & Q(state__in=at_work, unit__in=seat.units(*WORK))
        | Q(state=State.TRIAGE, unit__in=seat.units(Permission.WARNING_DISPATCH))
    )
    rows = rows.open().select_related("unit", "place").order_by("pk")
    moves = _moves(ends)
    for row in rows:
        yield _item(row, seat, clock=ends.get(row.pk), mark=moves.get(row.pk))
    yield from _reviews(seat)


def handed(seat: Seat) -> Iterable[Item]:
    units = seat.units(Permission.WARNING_WORK, Permission.WARNING_DISPATCH)
    moves = (
        Handover.objects.filter(
            unit__in=units,
            at__gte=seat.at - NEWS,
            dissuasion__unit=F("unit"),
            dissuasion__state__in=OPEN,
        )
        .exclude(why=Why.RULE)
        .exclude(by__in=seat.people)
        .select_related("dissuasion__place", "by")
        .order_by("-at")
    )
    for move in moves[:FEW]:
        yield Item(
            title=title_of(move.dissuasion),
            kind=move.get_why_display(),
            note="" if move.by.is_machine else move.by.name,
            url=url_of(move.dissuasion, seat),
            since=move.at,
        )


def waiting(seat: Seat) -> Iterable[Item]:
    sent = Q(
        state=State.DISPATCHED,
        handovers__why=Why.HAND,
        handovers__by__in=seat.people,
        handovers__unit=F("unit"),
    )
    reported = Q(state=State.FED_BACK, person__in=seat.people)
    rows = Dissuasion.objects.open().filter(sent | reported).distinct()
    for row in rows.select_related("unit", "place"):
        is_sent = row.state == State.DISPATCHED
        yield Item(
            title=title_of(row),
            kind=_("等“%(unit)s”签收") % {"unit": row.unit} if is_sent else _("等复核"),
            url=url_of(row, seat),
            since=(row.dispatched_at if is_sent else row.fed_back_at) or seat.at,
            subject=(row._meta.label, row.pk),
        )


def title_of(row: Dissuasion) -> str:
    """Who and where, as far as a screen in the open may say."""
    who = row.masked_name or row.masked_phone or row.number
    where = row.place.name
    if row.place.parent_id is None:
        # Nobody could tell the place; what is left of the address may help.
        where = row.masked_address.strip(STAR) or _("住处待查")
    return _("%(who)s，%(where)s") % {"who": who, "where": where}


def url_of(row: Dissuasion, seat: Seat) -> str:
    """Whoever only works on it goes straight to the visit."""
    page = "case" if seat.may(Permission.WARNING_VIEW) else "visit"
    return reverse(f"earlywarnings:{page}", args=[row.pk])


def _item(
    row: Dissuasion,
    seat: Seat,
    *,
    clock: Clock | None = None,
    mark: Mark | None = None,
) -> Item:
    step = STEPS[State(row.state)]
    if row.state == State.CONTACTED and not row.must_meet:
        step = STEPS[State.MET]
    return Item(
        title=title_of(row),
        kind=row.get_stream_display(),
        note=_("%(kind)s · %(number)s") % {"kind": row.class_name, "number": row},
        step=_(step),
        url=url_of(row, seat),
        grade=row.grade,
        grade_label=row.get_grade_display(),
        mark=mark,
        clock=clock,
        clock_name=limit_name(ClockKind, clock),
        since=row.last_received_at,
    )


def _moves(keys: Iterable[int]) -> dict[int, Mark]:
    """How the work came here when it was not by rule."""
    moves = Handover.objects.filter(dissuasion__in=keys).order_by("at", "pk")
    last = {move.dissuasion_id: move for move in moves}
    return {
        key: Mark(move.get_why_display(), "soon")
        for key, move in last.items()
        if move.why != Why.RULE
    }


def _reviews(seat: Seat) -> Iterable[Item]:
    if not seat.may(Permission.WARNING_REVIEW):
        return
    rows = to_review(seat.person).order_by("fed_back_at")
    few = list(rows[: FEW + 1])
    if len(few) <= FEW:
        yield from (_item(row, seat) for row in few)
        return
    yield Item(
        title=_("%(count)d 件劝阻已反馈") % {"count": rows.count()},
        kind=_("预警劝阻"),
        step=_(STEPS[State.FED_BACK]),
        url=f"{reverse('earlywarnings:list')}?show={State.FED_BACK}",
        since=few[0].fed_back_at or few[0].received_at,
    )
