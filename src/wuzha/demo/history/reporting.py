"""The reports of the first town's plan: what units have said of six weeks, what was
accepted and what was given back; and what else is asked of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Self

from django.utils import timezone

from wuzha.demo.history.programme import at_hour
from wuzha.demo.history.world import World
from wuzha.lib.periods import Period
from wuzha.organisation.access import Role
from wuzha.organisation.models import Person, UnitKind
from wuzha.reports.actions.register import _of_duty
from wuzha.reports.duties import recipient
from wuzha.reports.lines import Line, is_all_zero, lines_of
from wuzha.reports.models import (
    AskedField,
    Asking,
    BasisKind,
    Complaint,
    FieldKind,
    FigureCorrection,
    Report,
)
from wuzha.reports.states import FilingState
from wuzha.workplans.kinds import Per
from wuzha.workplans.models import Duty, ExpectedReport
from wuzha.workplans.states import ReportState

# What came in later than this lies before the clerk still.
NEW = timedelta(days=3)
RETURNED = "请写明超时未见面的原因，补正后再报。"
CORRECTED = "电话报来一起，记录还没有补登。"
POSTERS = "反诈标语更换登记表"


@dataclass
class Reporting:
    """`decided` before what happened is written down, `freeze` when figures can be
    derived from it."""

    world: World

    def __post_init__(self) -> None:
        self.town = self.world.county.towns[0]
        self.clerk = self.world.county.holding(Role.LOCAL_CLERK, self.town)[0]
        self.leader = self.world.county.holding(Role.COUNTY_LEADER)[0]
        # Of its own, so that the rest of the county stays as it is.
        self.random = Random(f"reporting/{self.town.name}")  # noqa: S311

    def decided(self) -> Self:
        done = ExpectedReport.objects.exclude(done_by=None).select_related(
            "unit__parent", "duty__to_unit", "duty__plan__unit", "done_by"
        )
        # On a Monday all reports may be old; one is given back all the same.
        newest = done.order_by("-done_at", "-pk").first()
        Report.objects.bulk_create(
            self._report(row, is_new=row == newest or self._is_new(row))
            for row in done.order_by("pk")
        )
        sent = Report.objects.filter(state=FilingState.SENT)
        if back := sent.order_by("-sent_at", "-pk").first():
            back.state, back.decision = FilingState.RETURNED, RETURNED
            back.decided_by, back.decided_at = self.clerk, self.world.now
            back.save(update_fields=["state", "decision", "decided_by", "decided_at"])
        self._register()
        return self

    def freeze(self) -> None:
        """As whoever sent it saw it; nothing at all is a zero report."""
        owed: list[ExpectedReport] = []
        reports = list(
            Report.objects.select_related("expected__unit", "expected__duty")
        )
        for report in reports:
            lines = lines_of(report.expected, None, period=seen_period(report))
            report.frozen = [line.kept() for line in lines]
            if lines:
                report.is_zero = is_all_zero(lines, {})
                report.note = "" if report.is_zero else report.note
                owed.append(_counted(report))
        Report.objects.bulk_update(reports, ["frozen", "is_zero", "note"], 100)
        ExpectedReport.objects.bulk_update(owed, ["state", "note"], 100)
        self._correct(report for report in reports if report.is_fixed)

    def _is_new(self, owed: ExpectedReport) -> bool:
        return owed.done_at is not None and owed.done_at >= self.world.now - NEW

    def _report(self, owed: ExpectedReport, *, is_new: bool) -> Report:
        assert owed.done_at is not None and owed.done_by is not None  # noqa: S101
        report = Report(
            expected=owed,
            state=FilingState.SENT,
            version=2,
            note=owed.note,
            is_zero=owed.state == ReportState.ZERO,
            to_unit=recipient(owed, self.world.now.date()),
            sent_by=owed.done_by,
            sent_at=owed.done_at,
        )
        decided = at_hour(
            owed.done_at + timedelta(days=1), self.random.uniform(9, 17.5)
        )
        reviewer = self.clerk if owed.done_by != self.clerk else self.leader
        if not is_new:
            report.state, report.version = FilingState.ACCEPTED, 3
            report.decided_by, report.decided_at = reviewer, decided
            self._note(decided, "report.accepted", reviewer, owed)
        self._note(owed.done_at, "report.sent", owed.done_by, owed)
        return report

    def _correct(self, reports: Iterator[Report]) -> None:
        """One figure of one report, by whoever sent it."""
        for report in reports:
            for place, kept in enumerate(report.frozen):
                if kept["key"] == "dissuaded" and kept["value"]:
                    assert report.sent_by and report.sent_at  # noqa: S101 (it was sent)
                    line = Line.of(kept)
                    kept |= {"derived": kept["value"], "reason": CORRECTED}
                    kept["value"] += 1
                    report.frozen[place] = kept
                    report.save(update_fields=["frozen"])
                    FigureCorrection.objects.create(
                        report=report,
                        key=line.key,
                        derived=line.measured.value,
                        corrected=line.measured.value + 1,
                        reason=CORRECTED,
                        by=report.sent_by,
                        at=report.sent_at,
                    )
                    return

    def _register(self) -> None:
        """The duties of the plan, one form beside, and what somebody thinks of it."""
        begun = self.world.now - timedelta(weeks=6)
        duties = Duty.objects.select_related("plan__unit", "plan__confirmed_by")
        for duty in duties:
            _of_duty(duty, begun, self.world.clockwork).save()
        first = (begun + timedelta(weeks=4)).date()
        form = Asking.objects.create(
            title=POSTERS,
            owner_unit=self.town,
            owner=self.clerk,
            basis_kind=BasisKind.OTHER,
            basis="镇平安办工作安排第三条",
            per=Per.MONTH,
            within=self.town,
            kinds=[UnitKind.VILLAGE, UnitKind.GRID],
            valid_from=first,
            ends_on=first + timedelta(days=90),
            registered_by=self.clerk,
            registered_at=begun + timedelta(weeks=4),
        )
        for label, minutes in (("更换标语条数", 10), ("破损标语条数", 5)):
            AskedField.objects.create(
                asking=form,
                label=label,
                kind=FieldKind.NUMBER,
                minutes=minutes,
                added_by=self.clerk,
                added_at=form.registered_at,
            )
        Complaint.objects.create(
            asking=form,
            words="村里和网格各报一遍，是同样的标语。能不能只报一次？",
            to_unit=form.level_above,
            day=(self.world.now - timedelta(days=2)).date(),
        )

    def _note(self, at: datetime, event: str, by: Person, owed: ExpectedReport) -> None:
        subject = (ExpectedReport, owed.pk)
        self.world.record(at, event, by=by, subject=subject, unit=owed.unit)


def seen_period(report: Report) -> Period:
    """As far as it had come when the report was sent."""
    first, last = report.expected.first, report.expected.last
    sent = timezone.localdate(report.sent_at)
    return Period.custom(first, max(first, min(last, sent)))


def _counted(report: Report) -> ExpectedReport:
    """In time or late is as it was."""
    owed = report.expected
    owed.note = report.note
    if owed.state in (ReportState.REPORTED, ReportState.ZERO):
        state = ReportState.ZERO if report.is_zero else ReportState.REPORTED
        owed.state = state
    return owed
