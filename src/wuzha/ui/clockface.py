"""What a clock shows at one moment. `static/ui/clock.js` counts on by these rules."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from wuzha.lib.clocks import Light, light, remaining, span_text
from wuzha.ui.times import said, when_text

# Shown states, each with its own shape, word and colour.
SHAPES = ("running", "soon", "overdue", "paused", "met")
SHOWN = {Light.PLAIN: "running", Light.AMBER: "soon", Light.OVERDUE: "overdue"}


@dataclass(frozen=True)
class Face:
    shown: str
    left: str
    words: str
    goes_to: str
    rest: int
    counting: bool


def running_face(
    *, due_at: datetime, started_at: datetime | None, then: str, now: datetime
) -> Face:
    """`then`: who gets it some time after it is due. Without a start it is plain
    until it is due."""
    start = started_at or now
    lit = light(now, start=start, due=due_at)
    left = remaining(now, due_at)
    whole = due_at - start
    return Face(
        shown=SHOWN[lit],
        left=said(span_text(left)),
        words=_("%(when)s 到时") % {"when": when_text(due_at)},
        goes_to=_("超时未办将转%(then)s") % {"then": then} if then else "",
        rest=max(0, min(100, round(100 * (left / whole)))) if whole else 0,
        counting=True,
    )


def still_face(*, state: str, due_at: datetime, ended_at: datetime | None) -> Face:
    """A clock that no longer counts: paused, met in time, or met too late."""
    left = {"paused": _("已暂停"), "met": _("按时"), "missed": _("超时完成")}[state]
    facts = {"due": when_text(due_at)}
    words = _("时限 %(due)s") % facts
    if ended_at:
        facts |= {
            "ended": when_text(ended_at),
            "span": said(span_text(remaining(ended_at, due_at))),
        }
        words = _("%(ended)s 完成，%(span)s") % facts
    if ended_at and state == "paused":
        words = _("%(ended)s 起暂停，当时%(span)s") % facts
    return Face(shown=state, left=left, words=words, goes_to="", rest=0, counting=False)
