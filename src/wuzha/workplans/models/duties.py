from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from wuzha.lib.periods import Kind, Period
from wuzha.organisation.models import Person, Unit
from wuzha.workplans.facts import DutyFacts
from wuzha.workplans.kinds import DutyKind, OnHoliday, Per
from wuzha.workplans.models.items import PlanItem
from wuzha.workplans.models.plans import WorkPlan
from wuzha.workplans.states import REPORT, ReportState


class DutyQuerySet(models.QuerySet["Duty"]):
    def in_force(self) -> Self:
        return self.filter(valid_to=None)

    def awaited(self, at: datetime) -> Self:
        """Those of which something is still to come due, also after they ended."""
        coming = ExpectedReport.objects.waiting().filter(due_at__gt=at)
        return self.filter(Exists(coming.filter(duty=OuterRef("pk"))))


class Duty(models.Model):
    """What recurs: units, periods, a cut-off, and who receives it. With another cadence
    it is another row, so that what was asked before keeps its meaning."""

    plan = models.ForeignKey(WorkPlan, models.PROTECT, related_name="duties")
    item = models.ForeignKey(PlanItem, models.PROTECT, related_name="duties")
    follows = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    change_reason = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    kind = models.CharField(max_length=10, choices=DutyKind)
    per = models.CharField(max_length=10, choices=Per)
    at_least = models.PositiveSmallIntegerField(null=True, blank=True)
    weekday: Any = models.JSONField(default=list)
    monthday: Any = models.JSONField(default=list)
    # Days of each year (XXXX-06-20), instead of one in each month or period.
    yearday: Any = models.JSONField(default=list)
    time = models.TimeField(null=True, blank=True)
    to_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+"
    )
    units = models.ManyToManyField(Unit, blank=True, related_name="duties")
    # A figure of the areas above that fills it, known here by its key alone.
    figure_key = models.CharField(max_length=60, blank=True)
    on_holiday = models.CharField(max_length=6, choices=OnHoliday)
    valid_from = models.DateField()
    # The first day on which it holds no more.
    valid_to = models.DateField(null=True, blank=True)
    # Periods that begin up to this day have their expected reports.
    made_until = models.DateField(null=True, blank=True)
    # Why further ones could not be made, as when a year has no table of holidays.
    problem = models.CharField(max_length=200, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["plan", "item__position", "valid_from"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(valid_to=None),
                name="duty_of_an_item_once_in_force",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="duty_ends_after_it_begins",
            ),
        ]

    class Privacy:
        personal: ClassVar = {
            "text": "a sentence of the plan may name people in office",
            "change_reason": "free words of the colleague who changes it",
        }
        plain: ClassVar = [
            *("plan", "item", "follows"),
            *("kind", "per", "at_least", "weekday", "monthday", "yearday"),
            *("time", "to_unit", "figure_key", "on_holiday", "valid_from"),
            *("valid_to", "made_until", "problem"),
        ]

    def __str__(self) -> str:
        return self.text[:40]

    def get_absolute_url(self) -> str:
        return reverse("duty", args=[self.pk])

    @property
    def is_in_force(self) -> bool:
        return self.valid_to is None

    @property
    def facts(self) -> DutyFacts:
        return DutyFacts(
            text=self.text,
            kind=self.kind,
            per=self.per,
            at_least=self.at_least,
            weekday=tuple(self.weekday),
            monthday=tuple(self.monthday),
            yearday=tuple(self.yearday),
            time=f"{self.time:%H:%M}" if self.time else None,
        )


class ExpectedReportQuerySet(models.QuerySet["ExpectedReport"]):
    def waiting(self) -> Self:
        return self.filter(state=ReportState.WAITING)

    def missing(self, now: datetime) -> Self:
        return self.waiting().filter(due_at__lt=now)

    def locked(self, report: "ExpectedReport") -> "ExpectedReport":
        rows = self.select_for_update(no_key=True, of=("self",))
        return rows.select_related("unit", "duty__plan__unit").get(pk=report.pk)


class ExpectedReport(models.Model):
    """What a unit owes of a duty for one period. It keeps the unit and the limit that
    it was made with."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="reports")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="expected_reports")
    kind = models.CharField(max_length=10)
    first = models.DateField()
    last = models.DateField()
    due_at = models.DateTimeField()
    # From when it is on the desk, with a clock: thousands wait, few run.
    opens_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=9, default=ReportState.WAITING.value)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(max_length=500, blank=True)

    objects = ExpectedReportQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["due_at", "pk"]
        indexes: ClassVar = [
            models.Index(
                fields=["opens_at"],
                condition=Q(state=ReportState.WAITING, opened_at=None),
                name="report_to_be_opened",
            ),
            models.Index(
                fields=["unit", "due_at"],
                condition=Q(state=ReportState.WAITING),
                name="report_waiting_by_unit",
            ),
            # Answers alone how far a duty is met in a period, of any units.
            models.Index(
                fields=["duty", "last", "unit", "state", "due_at"],
                name="report_by_duty_and_period",
            ),
            # Of the whole county for any stretch of time, and of a part of the tree.
            models.Index(fields=["state", "last"], name="report_by_period"),
            models.Index(
                fields=["unit", "last", "state", "due_at"],
                name="report_by_unit_and_period",
            ),
            # Most are reported; of the few that are not, which units and since when.
            models.Index(
                fields=["unit", "state", "last", "due_at"],
                condition=~Q(state=ReportState.REPORTED),
                name="report_not_reported",
            ),
            # What waits by its end, and how much of what came due was done in time.
            models.Index(fields=["state", "due_at"], name="report_by_state_and_due"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["duty", "unit", "first", "last"],
                name="report_expected_once_a_period",
            ),
            models.CheckConstraint(
                condition=Q(last__gte=F("first")), name="report_period_in_order"
            ),
            models.CheckConstraint(
                condition=Q(state=ReportState.WAITING, done_at=None)
                | ~Q(state=ReportState.WAITING) & Q(done_at__isnull=False),
                name="report_done_with_its_time",
            ),
        ]

    class Privacy:
        personal: ClassVar = {"note": "free words of the colleague who reports"}
        plain: ClassVar = [
            *("duty", "unit", "kind", "first", "last", "due_at", "opens_at"),
            *("opened_at", "state", "done_at", "done_by"),
        ]

    def __str__(self) -> str:
        return f"{self.duty} {self.period}"

    def get_absolute_url(self) -> str:
        return reverse("expected_report", args=[self.pk])

    @property
    def is_missing(self) -> bool:
        """Nobody has reported, and its time has passed."""
        return self.state == ReportState.WAITING and self.due_at < timezone.now()

    @property
    def period(self) -> Period:
        return Period(self.first, self.last, Kind(self.kind))

    @property
    def state_label(self) -> str:
        return REPORT.label(self.state).said(gettext)
