"""One step of the work done: its clock stops, the row says whether it was in time."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from wuzha.clocks import engine
from wuzha.clocks.models import Clock
from wuzha.earlywarnings.models import ContactAttempt, Dissuasion, Meeting
from wuzha.earlywarnings.states import AT_WORK, DISSUASION, ClockKind, State
from wuzha.lib.refused import Refused
from wuzha.lib.states import move
from wuzha.notices.outbox import settle
from wuzha.organisation.models import Person

# A slip can be taken back by whoever made it, for so long.
TAKE_BACK = timedelta(minutes=30)


def _stop(dissuasion: Dissuasion, kind: ClockKind, at: datetime) -> None:
    """Sets `signed_in_time`, `called_in_time`, … A limit that another unit has missed
    stays missed; one that was kept out of reach of the network is kept."""
    column = IN_TIME[kind]
    clock = engine.stop(subject=dissuasion, kind=kind, at=at)
    if clock is None:
        return
    missed_before = getattr(dissuasion, column) is False and clock.level == 0
    setattr(dissuasion, column, clock.in_time and not missed_before)


IN_TIME = {
    ClockKind.SIGN: "signed_in_time",
    ClockKind.CALL: "called_in_time",
    ClockKind.MEET: "met_in_time",
    ClockKind.FEED_BACK: "fed_back_in_time",
}


def _sign(dissuasion: Dissuasion, at: datetime, by: Person) -> None:
    """The caller saves nothing: this does."""
    move(dissuasion, State.SIGNED, DISSUASION)
    dissuasion.person, dissuasion.signed_at = by, at
    _stop(dissuasion, ClockKind.SIGN, at)
    settle(subject=dissuasion)
    for clock in Clock.objects.of(dissuasion).open():
        engine.hand_over(
            clock=clock, unit=dissuasion.unit, person=by, restart=False, at=at
        )


def _begin_again(dissuasion: Dissuasion, kind: ClockKind) -> None:
    """The step was not done after all: its clock runs on from where it began. Alarms
    that it missed meanwhile are given now."""
    ended = Clock.objects.of(dissuasion).filter(kind=kind).order_by("-pk").first()
    if ended is None:
        return
    engine.start(
        kind=kind,
        subject=dissuasion,
        unit=dissuasion.unit,
        person=dissuasion.person,
        begins=ended.begins_at,
        due_at=ended.due_at,
    )


def _plausible(
    made_at: datetime | None, dissuasion: Dissuasion, now: datetime
) -> datetime:
    """A phone's clock may be wrong: not later than now, not before the work began."""
    begun = dissuasion.dispatched_at or dissuasion.received_at
    return max(begun, min(made_at or now, now))


def _refuse_unless_at_work(dissuasion: Dissuasion) -> None:
    if dissuasion.state == State.TRIAGE:
        raise Refused(
            _("%(number)s 还没有分派，请先分派给承办单位，再记录联系情况。")
            % {"number": dissuasion}
        )
    if dissuasion.state not in AT_WORK or dissuasion.state == State.FED_BACK:
        raise Refused(
            _(
                "%(number)s 已经是“%(state)s”，不能再添加记录。"
                "确需补充时，请复核人退回或重新打开。"
            )
            % {"number": dissuasion, "state": dissuasion.state_label}
        )


def _refuse_to_take_back(
    entry: ContactAttempt | Meeting, now: datetime, by: Person
) -> None:
    if entry.by_id != by.pk or entry.taken_back_at:
        raise Refused(_("只能撤回本人刚记的、还没有撤回的记录。"))
    if now - entry.recorded_at > TAKE_BACK:
        raise Refused(
            _("这条记录已超过%(minutes)d分钟，不能撤回。请另加一条说明更正。")
            % {"minutes": TAKE_BACK // timedelta(minutes=1)}
        )
