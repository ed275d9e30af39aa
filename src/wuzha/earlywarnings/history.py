"""What happened to a case, newest first: its own rows, and the audit for the rest."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from wuzha.audit.models import Entry
from wuzha.earlywarnings.guidance import contact_results
from wuzha.earlywarnings.models import Dissuasion
from wuzha.earlywarnings.states import Belief, ClockKind, Outcome, RevisitResult, Why
from wuzha.lib.money import yuan_text
from wuzha.organisation.models import Person

SAID: dict[str, str | Promise] = {
    "dissuasion.signed": lazy("已签收"),
    "dissuasion.closed": lazy("复核办结"),
    "dissuasion.invalid": lazy("判定为无效预警"),
    "dissuasion.duplicate": lazy("判定为重复预警"),
    "dissuasion.transferred": lazy("转出到外地"),
    "dissuasion.became_incident": lazy("转为案件"),
    "dissuasion.joined": lazy("关联到案件"),
    "dissuasion.attempt_taken_back": lazy("撤回一条联系记录"),
    "dissuasion.meeting_taken_back": lazy("撤回见面记录"),
    "dissuasion.visit_opened": lazy("打开走访页，查看了姓名和住址"),
    "dissuasion.dispatch_opened": lazy("打开分派页，查看了住址"),
    "dissuasion.photo_added": lazy("添加照片"),
    "dissuasion.photo_seen": lazy("查看照片"),
    "dissuasion.notice_printed": lazy("打印告知书"),
    "personal.revealed": lazy("查看了完整信息"),
}
ALARMS = {
    "pre_alarm": (lazy("%(clock)s快到了，已提醒"), "soon"),
    "due": (lazy("%(clock)s已到，仍未完成"), "danger"),
    "level": (lazy("%(clock)s超时，逐级上报"), "danger"),
}
TONES = {
    Why.OVERDUE: "danger",
    Why.RETURNED: "soon",
    Why.REVIEWED: "soon",
    Why.RAISED: "soon",
    Why.LEFT: "soon",
}
BELIEFS = {Belief.PERSUADED: "done", Belief.WAVERING: "soon", Belief.UNMOVED: "danger"}
# What an alarm led to stands as a row of its own.
CLOCK_EVENTS = {
    "dissuasion.clock_paused": lazy("%(clock)s暂停"),
    "dissuasion.clock_resumed": lazy("%(clock)s恢复计时"),
}


@dataclass(frozen=True)
class Happened:
    """As `ui/_timeline.html` shows it."""

    at: datetime
    what: str
    who: str = ""
    detail: str = ""
    tone: str = ""


def history(case: Dissuasion) -> list[Happened]:
    entries = list(Entry.objects.filter(subject=f"{case._meta.label}:{case.pk}"))
    names = _names(entries)
    happened = [
        *_warnings(case),
        *_handovers(case),
        *_attempts(case),
        *_meetings(case),
        *_revisits(case),
        *(line for entry in entries for line in _audited(entry, names)),
    ]
    # Of one moment, what led to the other is further down.
    return sorted(happened, key=lambda line: line.at)[::-1]


def _warnings(case: Dissuasion) -> Iterator[Happened]:
    for warning in case.warnings.select_related("received_by"):
        what = _("收到预警 %(number)s：%(grade)s%(stream)s，%(signal)s") % {
            "number": warning.number,
            "grade": warning.get_grade_display(),
            "stream": warning.get_stream_display(),
            "signal": warning.get_signal_display(),
        }
        who = f"{warning.get_source_display()} · {warning.received_by}"
        yield Happened(warning.received_at, what, who)


def _handovers(case: Dissuasion) -> Iterator[Happened]:
    for sent in case.handovers.select_related("unit", "by"):
        facts = {"why": sent.get_why_display(), "unit": sent.unit}
        what = _("%(why)s：%(unit)s") % facts
        tone = TONES.get(Why(sent.why), "")
        yield Happened(sent.at, what, sent.by.name, sent.reason, tone)


def _attempts(case: Dissuasion) -> Iterator[Happened]:
    labels = contact_results()
    standing = case.attempts.filter(taken_back_at=None).select_related("by")
    for number, attempt in enumerate(standing, start=1):
        what = _("第 %(number)d 次联系（%(way)s）：%(result)s") % {
            "number": number,
            "way": attempt.get_way_display(),
            "result": _(labels[attempt.result].label),
        }
        tone = "done" if attempt.reached else ""
        yield Happened(attempt.at, what, attempt.by.name, attempt.note, tone)


def _meetings(case: Dissuasion) -> Iterator[Happened]:
    for met in case.meetings.filter(taken_back_at=None).select_related("by"):
        what = _("已见面：%(belief)s") % {"belief": met.get_belief_display()}
        if met.money_moved:
            what += _("，钱已转出 %(amount)s") % {"amount": yuan_text(met.moved_cents)}
        tone = "danger" if met.money_moved else BELIEFS[Belief(met.belief)]
        yield Happened(met.at, what, met.by.name, met.story, tone)


def _revisits(case: Dissuasion) -> Iterator[Happened]:
    for revisit in case.revisits.exclude(done_at=None).select_related("by"):
        assert revisit.done_at and revisit.by  # noqa: S101 (a constraint)
        what = _("%(hours)d 小时回访：%(result)s") % {
            "hours": revisit.hours,
            "result": revisit.get_result_display(),
        }
        safe = revisit.result == RevisitResult.SAFE
        tone = "done" if safe else "danger"
        yield Happened(revisit.done_at, what, revisit.by.name, revisit.note, tone)


def _audited(entry: Entry, names: dict[str, str]) -> Iterator[Happened]:
    who = names.get(entry.by, entry.by)
    if entry.event in SAID:
        yield Happened(entry.at, str(SAID[entry.event]), who)
    elif entry.event in CLOCK_EVENTS:
        what = str(CLOCK_EVENTS[entry.event]) % {"clock": _clock(entry)}
        yield Happened(entry.at, what, who)
    elif entry.event == "dissuasion.fed_back":
        outcome = Outcome(entry.facts["result"]).label
        yield Happened(entry.at, _("反馈：%(outcome)s") % {"outcome": outcome}, who)
    elif entry.event == "dissuasion.alarm":
        said, tone = ALARMS[entry.facts["what"]]
        what = str(said) % {"clock": _clock(entry)}
        late = _("服务中断，恢复后补发") if entry.facts["late"] else ""
        yield Happened(entry.at, what, who, late, tone)


def _clock(entry: Entry) -> str:
    return str(ClockKind(entry.facts["kind"]).label)


def _names(entries: Iterable[Entry]) -> dict[str, str]:
    people = Person.objects.filter(username__in={entry.by for entry in entries})
    return dict(people.values_list("username", "name"))
