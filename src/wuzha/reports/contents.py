"""What stands in a paper: sections, figures, units side by side, things to be mended.
All of it is derived; the words of the person who signs are kept apart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import QuerySet, TextChoices
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from wuzha.earlywarnings import figures as warnings
from wuzha.lib.periods import Kind, Period
from wuzha.organisation.models import PLACES, Unit, valid_on
from wuzha.reports.completeness import parts_of
from wuzha.reports.figures import FIGURES
from wuzha.reports.phrases import Compared, Section, compared, keys_for, numbered, told
from wuzha.reports.rounds import rounds_section
from wuzha.reports.targets import facts_of
from wuzha.ui.times import said
from wuzha.workplans.figures import Completeness
from wuzha.workplans.models import ExpectedReport, Task, WorkPlan
from wuzha.workplans.states import TaskState

PAPER_LANGUAGE = "zh-hans"
# Rows of a list in a paper; more belong into the table.
MOST = 200


class PaperKind(TextChoices):
    WEEKLY = "weekly", lazy("周报")
    MONTHLY = "monthly", lazy("月报")
    SPECIAL = "special", lazy("专项行动报告")
    NOTICE = "notice", lazy("通报")
    RECTIFICATION = "rectification", lazy("整改清单")


TITLES = {
    PaperKind.WEEKLY: lazy("%(unit)s反诈工作周报"),
    PaperKind.MONTHLY: lazy("%(unit)s反诈工作月报"),
    PaperKind.SPECIAL: lazy("关于%(plan)s进展情况的报告"),
    PaperKind.NOTICE: lazy("关于反诈工作情况的通报"),
    PaperKind.RECTIFICATION: lazy("%(unit)s反诈工作整改清单"),
}
SHOWN = (
    *("received", "met", "met_in_time_rate", "missed", "dissuaded", "dissuaded_rate"),
    *("revisits", "defrauded", "incidents", "losses", "requests", "requested"),
    *("executed", "stopped", "freezes", "frozen", "tasks_done"),
)
WITH_FIGURES = (PaperKind.WEEKLY, PaperKind.MONTHLY, PaperKind.SPECIAL)
Row = dict[str, str]


@dataclass(frozen=True)
class Words:
    """What a person adds: number, whom it goes to, what is demanded."""

    number: str = ""
    addressee: str = ""
    demands: str = ""
    copies: str = ""


@dataclass(frozen=True)
class Contents:
    kind: str
    unit: Unit
    period: Period
    title: str
    words: Words
    sections: Sequence[Section]
    figures: Sequence[Row] = ()
    units: Sequence[Row] = ()
    targets: Sequence[Row] = ()
    items: Sequence[Row] = ()
    # Of how many things to be mended `items` are the first.
    item_count: int = 0
    day: date = field(default_factory=timezone.localdate)

    @property
    def office(self) -> str:
        return f"{self.unit}反诈工作专班" if self.unit.depth == 0 else str(self.unit)


def usual_period(kind: str, today: date) -> Period:
    """The last week or month that is over; of an action and of what is to be mended,
    the year or month as far as it has come."""
    if kind == PaperKind.WEEKLY:
        return Period.of(Kind.WEEK, today).previous()
    if kind in (PaperKind.MONTHLY, PaperKind.NOTICE):
        return Period.of(Kind.MONTH, today).previous()
    length = Kind.YEAR if kind == PaperKind.SPECIAL else Kind.MONTH
    return Period.custom(Period.of(length, today).first, today)


def contents(
    *,
    kind: str,
    unit: Unit,
    period: Period,
    words: Words,
    plan: WorkPlan | None = None,
    now: datetime,
) -> Contents:
    """In the language of official papers, whoever asks for it."""
    with translation.override(PAPER_LANGUAGE):
        keys = keys_for(kind) | (set(SHOWN) if kind in WITH_FIGURES else set())
        figures = compared(keys, unit, period)
        title = str(TITLES[PaperKind(kind)]) % {"unit": unit, "plan": plan or ""}
        is_list = kind == PaperKind.RECTIFICATION
        sections = told(kind, figures, unit, period)
        if kind == PaperKind.WEEKLY:
            sections += rounds_section(unit, period)
        if words.demands and not is_list:
            sections.append(Section(_("工作要求"), words.demands))
        items, count = _items(unit, period, now) if is_list else ([], 0)
        return Contents(
            kind=kind,
            unit=unit,
            period=period,
            title=title,
            words=words,
            sections=numbered(sections),
            figures=[
                _line(key, figures[key])
                for key in (SHOWN if kind in WITH_FIGURES else ())
            ],
            units=_units(unit, period, now) if kind == PaperKind.NOTICE else [],
            targets=_targets(plan, now) if kind == PaperKind.SPECIAL else [],
            items=items,
            item_count=count,
        )


def _line(key: str, figure: Compared) -> Row:
    return {
        "key": key,
        "label": str(FIGURES[key].label),
        "now": figure.now.text,
        "before": figure.before.text if figure.before else "—",
    }


def _units(unit: Unit, period: Period, now: datetime) -> list[Row]:
    """The places in the order of the tree: nobody is ranked. Rates stand with their
    numbers, so that one of three is not taken for a third of many."""
    places = list(unit.children.filter(valid_on(timezone.localdate(now))))
    places = [place for place in places if place.kind in PLACES]
    counted = warnings.counts_by_part(places, period=period)
    owed = {part.unit.pk: part.counted for part in parts_of(unit, period, now)}
    return [
        _of_place(place, counted[place.pk], owed.get(place.pk, Completeness()))
        for place in places
    ]


def _of_place(place: Unit, counted: dict[str, int], owed: Completeness) -> Row:
    return {
        "unit": str(place),
        "received": str(counted["received"]),
        "met": f"{counted['met_in_time']}/{counted['to_meet']}",
        "missed": str(counted["missed"]),
        "defrauded": str(counted["defrauded"]),
        "reports": f"{owed.in_time}/{owed.due}",
        "missing": str(owed.missing),
    }


def _targets(plan: WorkPlan | None, now: datetime) -> list[Row]:
    if plan is None:
        return []
    return [
        {
            "label": fact.label,
            "goal": fact.goal,
            "now": fact.now.text if fact.now else "—",
            "reached": str(fact.reached.label),
            "why": fact.why,
        }
        for fact in facts_of(plan, timezone.localdate(now))
    ]


def _items(unit: Unit, period: Period, now: datetime) -> tuple[list[Row], int]:
    """Tasks past their end and reports that are missing, each with its clause."""
    today = timezone.localdate(now)
    tasks = Task.objects.open().filter(unit__path__startswith=unit.path, due__lt=today)
    tasks = tasks.exclude(state=TaskState.DONE_REPORTED)
    reports = ExpectedReport.objects.missing(now).filter(
        unit__path__startswith=unit.path,
        due_at__gte=period.starts_at,
        due_at__lt=period.ends_at,
    )
    count = tasks.count() + reports.count()
    rows = list(_of_tasks(tasks.select_related("unit", "plan").order_by("due"), today))
    late = reports.select_related("unit", "duty__plan").order_by("due_at")
    rows += _of_reports(late[: max(MOST - len(rows), 0)])
    return rows, count


def _of_tasks(tasks: QuerySet[Task], today: date) -> Iterator[Row]:
    for task in tasks[:MOST]:
        yield {
            "unit": str(task.unit),
            "problem": _("任务超期%(days)d天未完成：%(text)s")
            % {"days": (today - task.due).days if task.due else 0, "text": task.text},
            "basis": task.plan.title,
            "due": f"{task.due:%Y-%m-%d}",
        }


def _of_reports(reports: QuerySet[ExpectedReport]) -> Iterator[Row]:
    for report in reports:
        yield {
            "unit": str(report.unit),
            "problem": _("未报：%(text)s（%(period)s）")
            % {"text": report.duty.text, "period": said(report.period.label)},
            "basis": report.duty.plan.title,
            "due": f"{timezone.localtime(report.due_at):%Y-%m-%d}",
        }
