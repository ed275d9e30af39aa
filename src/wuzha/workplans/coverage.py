"""For every clause of a plan, what stands for it and what does not."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.workplans.clauses import Clause, clauses
from wuzha.workplans.facts import facts_of, words_of
from wuzha.workplans.figures import (
    Completeness,
    TaskSum,
    completeness_by_duty,
    sums_by_item,
)
from wuzha.workplans.kinds import ItemKind
from wuzha.workplans.models import (
    Duty,
    ExpectedReport,
    PlanItem,
    Target,
    Task,
    WorkPlan,
)
from wuzha.workplans.states import KEPT, ItemState
from wuzha.workplans.words import lines, reason_text

SENTENCE = re.compile(r"[。；！？;!?\n]")


@dataclass(frozen=True)
class Stand:
    """An item of a clause and what has come of it."""

    item: PlanItem
    words: str
    what: str
    url: str = ""
    tone: str = "plain"


# Sentences that ask nobody for anything.
IDLE = frozenset(
    {
        *("preamble", "background", "principle", "meaning", "aim", "praise", "contact"),
        *("scene", "report", "organisation", "attachments", "signature", "lesson"),
    }
)


class Left(NamedTuple):
    """A sentence of a clause of which nothing was made."""

    words: str
    reason: str


@dataclass
class Covered:
    clause: Clause
    stands: list[Stand] = field(default_factory=list)
    unread: list[Left] = field(default_factory=list)

    @property
    def is_bare(self) -> bool:
        """Asks for something that nothing stands for, as far as anybody can tell."""
        return not (self.is_covered or self.is_heading or self.idle)

    @property
    def idle(self) -> str:
        """Why there is nothing to carry out, in words; empty where there may be."""
        if self.stands or any(one.reason not in IDLE for one in self.unread):
            return ""
        told = dict.fromkeys(reason_text(one.reason) for one in self.unread)
        return "、".join(told)

    @property
    def is_covered(self) -> bool:
        return any(stand.item.state in KEPT for stand in self.stands)

    @property
    def is_heading(self) -> bool:
        """Nothing but its own title, whatever was made of that."""
        if self.is_covered or self.unread:
            return False
        return not self.stands or not SENTENCE.search(self.clause.text.strip())

    @property
    def shown(self) -> list[Stand]:
        """What was rejected is said where nothing else stands."""
        kept = [stand for stand in self.stands if stand.item.state in KEPT]
        return kept or self.stands

    @property
    def says_its_words(self) -> bool:
        """One item that says what the clause says need not repeat it."""
        words = "".join(self.shown[0].words.split()) if self.shown else ""
        return len(self.shown) == 1 and words in self.clause.words


class Made:
    """What was made of the items of a plan; a query for each kind."""

    def __init__(self, plan: WorkPlan, now: datetime) -> None:
        tasks = Task.objects.filter(plan=plan)
        today: date = timezone.localdate(now)
        self.tasks: dict[int, TaskSum] = sums_by_item(tasks, today)
        proofs = (
            tasks.order_by()
            .values("item")
            .annotate(n=Count("pk", filter=~Q(evidence="")))
        )
        self.proofs = {row["item"]: row["n"] for row in proofs}
        # The tasks that lead, or the highest: where all the others are summed up.
        self.heads: dict[int, list[int]] = {}
        for item, key in tasks.filter(parent=None).values_list("item", "pk"):
            self.heads.setdefault(item, []).append(key)
        self.duties = {row.item_id: row for row in Duty.objects.filter(plan=plan)}
        self.reports: dict[int, Completeness] = completeness_by_duty(
            self.duties.values(), ExpectedReport.objects.all(), now
        )
        self.targets = {row.item_id: row for row in Target.objects.filter(plan=plan)}

    def stand(self, item: PlanItem) -> Stand:
        facts = facts_of(item.kind, item.content)
        words = words_of(facts)
        if item.state not in KEPT:
            return Stand(item, words, item.state_label)
        match item.kind:
            case ItemKind.TASK if heads := self.heads.get(item.pk):
                return self._task(item, words, heads)
            case ItemKind.DUTY if duty := self.duties.get(item.pk):
                return self._duty(item, words, duty)
            case ItemKind.TARGET if target := self.targets.get(item.pk):
                return _target(item, words, target)
        between = "—" if item.kind == ItemKind.PHASE else "，"
        return Stand(item, words, between.join(line.value for line in lines(facts)))

    def _task(self, item: PlanItem, words: str, heads: list[int]) -> Stand:
        summed = self.tasks[item.pk]
        what = _("任务 %(total)d 件，已完成 %(done)d，超期 %(late)d") % {
            "total": summed.total,
            "done": summed.done,
            "late": summed.overdue,
        }
        proofs = self.proofs.get(item.pk, 0)
        if proofs or getattr(
            facts_of(item.kind, item.content), "evidence_asked", False
        ):
            what += _("，佐证 %(proofs)d 份") % {"proofs": proofs}
        tone = "danger" if summed.overdue else "active" if summed.open else "done"
        url = f"{reverse('tasks')}?item={item.pk}"
        if len(heads) == 1:
            url = reverse("task", args=heads)
        return Stand(item, words, what, url, tone)

    def _duty(self, item: PlanItem, words: str, duty: Duty) -> Stand:
        if duty.problem:
            return Stand(item, words, duty.problem, duty.get_absolute_url(), "danger")
        counted = self.reports.get(duty.pk)
        if counted is None:
            return Stand(item, words, self._first(duty), duty.get_absolute_url())
        what = _(
            "上一期应报 %(due)d 件，按时 %(in_time)d，迟报 %(late)d，未报 %(missing)d"
        ) % {
            "due": counted.due,
            "in_time": counted.in_time,
            "late": counted.late,
            "missing": counted.missing,
        }
        tone = "danger" if counted.missing else "active"
        return Stand(item, words, what, duty.get_absolute_url(), tone)

    @staticmethod
    def _first(duty: Duty) -> str:
        """When the first one is due, of a duty of which none was due yet."""
        ends = duty.reports.waiting().aggregate(at=Min("due_at"))["at"]
        if ends is None:
            return _("还没有到第一次报送的时候")
        day = timezone.localdate(ends)
        return _("第一次 %(month)d月%(day)d日到期") % {
            "month": day.month,
            "day": day.day,
        }


def _target(item: PlanItem, words: str, target: Target) -> Stand:
    if target.figure_key:
        return Stand(item, words, _("与系统数据对照"), tone="active")
    return Stand(item, words, target.without, tone="soon")


@dataclass(frozen=True)
class Coverage:
    rows: list[Covered]

    @property
    def covered(self) -> int:
        return sum(row.is_covered for row in self.rows)

    @property
    def bare(self) -> int:
        return sum(row.is_bare for row in self.rows)

    @classmethod
    def of(cls, plan: WorkPlan, now: datetime) -> "Coverage":
        made = Made(plan, now)
        rows = [Covered(clause) for clause in clauses(plan)]
        said: list[tuple[int, int]] = []
        stood = _stood_for(plan.items.exclude(state=ItemState.SPLIT))
        for item, kept in stood:
            if kept.is_live:
                said.append((item.start, item.end))
            stand = made.stand(kept)
            for row in _rows_of(rows, item.start, item.end):
                if all(one.item != kept for one in row.stands):
                    row.stands.append(stand)
        for start, end, reason in plan.unread:
            if any(first <= start and end <= last for first, last in said):
                continue
            for row in _rows_of(rows, start, end)[:1]:
                row.unread.append(Left(plan.text[start:end].strip(), reason or ""))
        return cls(rows)


def _stood_for(items: Iterable[PlanItem]) -> list[tuple[PlanItem, PlanItem]]:
    """Each with what stands for it: itself, or what it was joined into."""
    known = {item.pk: item for item in items}

    def kept(item: PlanItem) -> PlanItem:
        into = known.get(item.joined_into_id or 0)
        return kept(into) if into else item

    return [(item, kept(item)) for item in known.values()]


def _rows_of(rows: list[Covered], start: int, end: int) -> list[Covered]:
    """The clause that the characters begin in, and those that they go on into."""
    first = bisect_right(rows, start, key=lambda row: row.clause.start)
    last = bisect_left(rows, end, key=lambda row: row.clause.start)
    return rows[max(first - 1, 0) : last]
