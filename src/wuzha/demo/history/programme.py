"""The plan of the first town, six weeks on: read from its text as any plan is, judged,
confirmed, and what the units have done of it since."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from random import Random

from wuzha.demo.history.timers import Timers
from wuzha.demo.history.world import World
from wuzha.lib.datafiles import DATA
from wuzha.lib.periods import SHANGHAI
from wuzha.organisation.access import Role
from wuzha.organisation.models import Person, Unit, UnitKind
from wuzha.reading.intake import read_source
from wuzha.reading.reader import read_plans
from wuzha.workplans.actions.expecting import _ask_of, _duty, _expect
from wuzha.workplans.actions.making import _make_target, _make_tasks
from wuzha.workplans.actions.matches import _match
from wuzha.workplans.actions.reading import _keep
from wuzha.workplans.facts import DutyFacts, TargetFacts, TaskFacts, facts_of
from wuzha.workplans.kinds import ItemKind, NamedAs
from wuzha.workplans.matching import Directory
from wuzha.workplans.models import (
    Duty,
    ExpectedReport,
    Extension,
    PlanFile,
    PlanItem,
    Task,
    WorkPlan,
)
from wuzha.workplans.readiness import units_meant
from wuzha.workplans.states import (
    ClockKind,
    ItemState,
    PlanState,
    ReportState,
    TaskState,
)
from wuzha.workplans.timing import end_of, number

WEEKS = timedelta(weeks=6)
# Days from now on which the plan wants what; what lies behind is done, or late.
DAYS = {
    **{"begins": -42, "first_ends": -30, "second_begins": -29, "second_ends": 18},
    **{"third_begins": 19, "ends": 39, "posters": -3, "visits": 6, "banks": 2},
    **{"schools": 13, "victims": 28},
}
# From here on there are duties, and what is but urged.
DUTIES = "四、日常工作"
# What the reading takes no unit from, and the clerk has put in.
CORRECTED = {"（四）校园一课": ("各学校",)}
WORKERS = {
    UnitKind.TOWN: Role.LOCAL_CLERK,
    UnitKind.VILLAGE: Role.LOCAL_CLERK,
    UnitKind.GRID: Role.GRID_WORKER,
    UnitKind.STATION: Role.STATION_POLICE,
    UnitKind.BANK_BRANCH: Role.BANK_OFFICER,
    UnitKind.SCHOOL: Role.UNIT_OFFICER,
}
DONE_WORDS = (
    "已办完，群众都说知道了。",
    "已全部到位，两户外出，打了电话。",
    "按要求完成，台账已记。",
)
REPORT_WORDS = (
    "走访18户，讲解3场。",
    "走访26户，劝阻1人。",
    "走访11户。",
    "一切正常。",
)
BLOCKED = (
    "联络员住院，人手不够，请帮忙协调。",
    "有两户长期外出，联系不上。",
    "材料不够，还差三十份。",
)


def year_plan(town: str, now: datetime) -> str:
    """Its text, with days around now."""
    template = (DATA / "demo" / "town_plan.txt").read_text("utf-8")
    begun = (now - WEEKS).date()
    days = {name: _said(now.date() + timedelta(days=n)) for name, n in DAYS.items()}
    return template.format(town=town, year=begun.year, **days)


def _said(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def at_hour(moment: datetime, hour: float) -> datetime:
    """Of the day in the county."""
    day = moment.astimezone(SHANGHAI).date()
    midnight = datetime.combine(day, datetime.min.time(), SHANGHAI)
    return midnight + timedelta(hours=hour)


@dataclass
class Programme:
    world: World

    def __post_init__(self) -> None:
        county = self.world.county
        self.now = self.world.now
        self.town = county.towns[0]
        self.clerk = county.holding(Role.LOCAL_CLERK, self.town)[0]
        self.leader = county.holding(Role.COUNTY_LEADER)[0]
        self.begun = at_hour(self.now - WEEKS, 9.5)
        # Of its own, so that the rest of the county stays as it is.
        self.random = Random(f"programme/{self.town.name}")  # noqa: S311

    def run(self) -> None:
        plan = self._plan()
        self._judge(plan)
        self._confirm(plan)
        directory = Directory.of_plan(plan)
        for item in plan.items.kept().prefetch_related("matches__units"):
            meant = units_meant(item.matches.all(), directory)
            match facts_of(item.kind, item.content):
                case TaskFacts() as facts:
                    tasks = _make_tasks(plan, item, facts, meant, self.begun)
                    self._do(tasks)
                case DutyFacts() as facts:
                    units = meant[NamedAs.UNIT] or [plan.unit]
                    to = next(iter(meant[NamedAs.TO]), None)
                    self._report(self._asked(item, facts, units, to))
                case TargetFacts() as facts:
                    _make_target(plan, item, facts)
        plan.items.kept().update(made_at=self.begun)

    # The plan

    def _plan(self) -> WorkPlan:
        words = year_plan(self.town.name, self.now).encode()
        name = f"{self.town.name}方案.txt"
        source = read_source(words, name)
        uploaded = self.begun - timedelta(days=2)
        plan = WorkPlan.objects.create(
            unit=self.town,
            title=name,
            file_name=name,
            uploaded_by=self.clerk,
            digest=sha256(words).hexdigest(),
            uploaded_at=uploaded,
        )
        PlanFile.objects.create(plan=plan, content=b64encode(words).decode())
        _keep(plan, source, read_plans(source)[0])
        for event in ("plan.uploaded", "plan.read"):
            self._note(uploaded, event, self.clerk, plan)
        return plan

    def _judge(self, plan: WorkPlan) -> None:
        """What duties say is no task besides, nor what is but urged; a heading is no
        stage."""
        at = self.begun - timedelta(days=1)
        ends = plan.text.index(DUTIES)
        for item in plan.items.all():
            words = item.content.get("text") or item.content["name"]
            is_task = item.kind == ItemKind.TASK
            item.state = ItemState.ACCEPTED
            if is_task and item.start > ends:
                item.state = ItemState.REJECTED
            if item.kind == ItemKind.PHASE and not item.content["start"]:
                item.state = ItemState.REJECTED
            for begin, units in CORRECTED.items():
                if is_task and words.startswith(begin):
                    item.accepted = {**item.facts, "units": list(units)}
                    item.state = ItemState.CORRECTED
            item.by, item.at = self.clerk, at
            item.save(update_fields=["state", "by", "at", "accepted"])
            self._note(at, f"plan.item_{item.state}", self.clerk, item)
        _match(plan, plan.items.kept())

    def _confirm(self, plan: WorkPlan) -> None:
        plan.state = PlanState.CONFIRMED
        plan.confirmed_by, plan.confirmed_at = self.leader, self.begun
        plan.save(update_fields=["state", "confirmed_by", "confirmed_at"])
        self._note(self.begun, "plan.confirmed", self.leader, plan)

    # Tasks

    def _do(self, tasks: list[Task]) -> None:
        """One of the first units, which the visitor holds, is left to the visitor."""
        asked = []
        for task in tasks:
            timers = Timers()
            if task.due:
                timers.start(
                    ClockKind.TASK,
                    unit=task.unit,
                    begins=self.begun,
                    due=end_of(task.due),
                    pre_alarms=number("task_alarm_days", self.begun).limits,
                    levels=number("task_levels", self.begun).limits,
                )
            course = self._course(task)
            if self._is_visitors(task.unit) and not self._is_long_over(task):
                course = ""
            self._follow(task, course, timers)
            if course == "extend":
                asked.append(self._extension(task))
            self.world.write_clocks(timers, (Task, task.pk))
        Task.objects.bulk_update(tasks, FOLLOWED, batch_size=100)
        Extension.objects.bulk_create(asked[:1])

    def _course(self, task: Task) -> str:
        """The nearer the end, the more is done; of what was due yesterday most."""
        if task.due is None:
            return "start"
        if self._is_long_over(task):
            return "accept"
        left = (task.due - self.now.date()).days
        done = 0.8 if left < 0 else 0.55 if left < 10 else 0.25
        drawn = self.random.random()
        if drawn < done and task.unit != self.town:
            return "accept"
        if task.unit == self.town:
            return "start"
        shares = ((0.08, "report"), (0.04, "block"), (0.03, "extend"), (0.2, "start"))
        for share, course in shares:
            done += share
            if drawn < done:
                return course
        return ""

    def _is_long_over(self, task: Task) -> bool:
        return task.due is not None and task.due < self.now.date() - timedelta(days=1)

    def _follow(self, task: Task, course: str, timers: Timers) -> None:
        if not course:
            return
        doer = self._doer(task.unit)
        if doer is None:
            return
        done = self._done_at(task, course)
        task.state = TaskState.DOING
        started = self.begun + (done - self.begun) * self.random.random()
        task.started_at = min(at_hour(started, self.random.uniform(9, 17.5)), done)
        if course == "block":
            task.state, task.blocked_at = TaskState.BLOCKED, done
            task.blocked_reason = self.random.choice(BLOCKED)
            self._note(done, "task.blocked", doer, task)
        if course in ("report", "accept"):
            task.state = TaskState.DONE_REPORTED
            task.report = self.random.choice(DONE_WORDS)
            task.reported_by, task.reported_at = doer, done
            timers.stop(ClockKind.TASK, done)
            self._note(done, "task.reported", doer, task)
        if course == "accept":
            next_day = at_hour(done + timedelta(days=1), self.random.uniform(9, 17.5))
            passed = min(next_day, self.now)
            reviewer = self.clerk if doer != self.clerk else self.leader
            task.state = TaskState.DONE
            task.reviewed_by, task.reviewed_at = reviewer, passed
            task.ended_at = passed
            self._note(passed, "task.accepted", reviewer, task)

    def _done_at(self, task: Task, course: str) -> datetime:
        """By day; what waits for somebody came in the day before."""
        hour = self.random.uniform(9, 17.5)
        if course in ("report", "block"):
            return at_hour(self.now - timedelta(days=1), hour)
        until = min(self.now - timedelta(days=1), end_of(task.due or self.now.date()))
        done = self.begun + (until - self.begun) * self.random.uniform(0.3, 0.97)
        return at_hour(done, hour)

    def _extension(self, task: Task) -> Extension:
        assert task.due is not None  # noqa: S101 (only such tasks ask for more time)
        return Extension(
            task=task,
            until=task.due + timedelta(days=14),
            reason="走访对象外出务工，年底前返乡。",
            asked_by=self._doer(task.unit),
            asked_at=at_hour(
                self.now - timedelta(days=1), self.random.uniform(9, 17.5)
            ),
        )

    # Duties

    def _asked(
        self, item: PlanItem, facts: DutyFacts, units: list[Unit], to: Unit | None
    ) -> list[ExpectedReport]:
        """Of all periods until now."""
        duty: Duty = _duty(item, facts, self.begun.date(), self.begun)
        duty.to_unit = to
        duty.save()
        _ask_of(duty, units)
        for until in (self.begun, self.now):
            _expect(duty, until)
        return list(duty.reports.select_related("unit"))

    def _report(self, reports: list[ExpectedReport]) -> None:
        opened = [report for report in reports if report.opens_at <= self.now]
        for report in opened:
            report.opened_at = report.opens_at
            timers = Timers()
            timers.start(
                ClockKind.REPORT,
                unit=report.unit,
                begins=report.opens_at,
                due=report.due_at,
                pre_alarms=number("report_alarm_hours", report.opens_at).limits,
            )
            if (done := self._reported_at(report)) and self._doer(report.unit):
                self._reported(report, done, timers)
            self.world.write_clocks(timers, (ExpectedReport, report.pk))
        ExpectedReport.objects.bulk_update(opened, REPORTED, batch_size=100)

    def _reported_at(self, report: ExpectedReport) -> datetime | None:
        is_due = report.due_at <= self.now
        if self._is_visitors(report.unit) and not is_due:
            return None
        drawn, hour = self.random.random(), self.random.uniform(9, 16.5)
        if drawn < (0.9 if is_due else 0.25):
            early = timedelta(days=self.random.randint(0, 2))
            at = max(report.opens_at, at_hour(report.due_at - early, hour))
        elif drawn < 0.96 or report.due_at < self.now - timedelta(days=2):
            at = at_hour(report.due_at + timedelta(days=1), hour)
        else:
            return None
        return at if at <= self.now else None

    def _reported(self, report: ExpectedReport, done: datetime, timers: Timers) -> None:
        doer = self._doer(report.unit)
        assert doer is not None  # noqa: S101 (asked by the caller)
        is_zero = self.random.random() < 0.06
        report.state = ReportState.ZERO if is_zero else ReportState.REPORTED
        if done > report.due_at:
            report.state = ReportState.LATE
        report.done_at, report.done_by = done, doer
        report.note = "" if is_zero else self.random.choice(REPORT_WORDS)
        timers.stop(ClockKind.REPORT, done)
        self._note(done, "duty.reported", doer, report)

    # Who, when

    def _doer(self, unit: Unit) -> Person | None:
        role = WORKERS.get(UnitKind(unit.kind))
        held = self.world.county.holding(role, unit) if role else []
        return held[0] if held else None

    def _is_visitors(self, unit: Unit) -> bool:
        return unit.pk in set(self._first_units())

    def _first_units(self) -> Iterator[int]:
        county = self.world.county
        firsts = (
            county.villages,
            county.grids,
            county.branches,
            county.schools,
            county.stations,
        )
        yield from (units[0].pk for units in firsts if units)

    def _note(
        self,
        at: datetime,
        event: str,
        by: Person,
        subject: WorkPlan | PlanItem | Task | ExpectedReport,
    ) -> None:
        unit = self.town
        if isinstance(subject, Task | ExpectedReport):
            unit = subject.unit
        self.world.record(
            at, event, by=by, subject=(type(subject), subject.pk), unit=unit
        )


FOLLOWED = [
    *("state", "started_at", "blocked_at", "blocked_reason", "report"),
    *("reported_by", "reported_at", "reviewed_by", "reviewed_at", "ended_at"),
]
REPORTED = ["state", "opened_at", "done_at", "done_by", "note"]
