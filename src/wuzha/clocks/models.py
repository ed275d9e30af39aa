from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wuzha.audit.rows_added import AddedByMany
from wuzha.clocks.states import OPEN, ChangeKind, ClockState, StepKind
from wuzha.lib.workdays import Holiday, Shift, Year
from wuzha.organisation.models import Person, Unit


class ClockQuerySet(AddedByMany["Clock"]):
    def running(self) -> Self:
        return self.filter(state=ClockState.RUNNING)

    def open(self) -> Self:
        """Running or paused: the work is not done. Asked for in the words of the
        partial indexes, which SQLite uses only if it can see that they fit."""
        return self.filter(done_at=None)

    def overdue(self, now: datetime) -> Self:
        return self.running().filter(due_at__lt=now)

    def of(self, subject: models.Model) -> Self:
        return self.filter(subject_type=subject._meta.label, subject_id=subject.pk)

    def of_many(self, model: type[models.Model], ids: Iterable[int]) -> Self:
        return self.filter(subject_type=model._meta.label, subject_id__in=list(ids))


def next_due(model: type[models.Model], key: str = "pk") -> models.Subquery:
    """For a row of the model, or one that names it by `key`: when the first of its
    running clocks ends."""
    clocks = Clock.objects.running().filter(
        subject_type=model._meta.label, subject_id=models.OuterRef(key)
    )
    return models.Subquery(clocks.order_by("due_at").values("due_at")[:1])


@dataclass(frozen=True)
class Proof:
    """One line of what a clock can show afterwards: planned for when, happened when."""

    what: str
    planned_at: datetime | None
    happened_at: datetime | None
    is_late: bool = False
    note: str = ""


class Clock(models.Model):
    """One limit on one piece of work. The subject is named, not linked: clocks stand
    below the areas whose work they time."""

    kind = models.CharField(max_length=40)
    # "earlywarnings.Dissuasion" and its key.
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    # Whose limit it is now: changed by a hand-over.
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="clocks")
    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="clocks"
    )
    state = models.CharField(
        max_length=10, choices=ClockState, default=ClockState.RUNNING
    )
    # How far up it has been reported: 0 while it is the doer's alone.
    level = models.PositiveSmallIntegerField(default=0)
    begins_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # Limit, pre-alarms and levels, as `wuzha.clocks.rules` writes them.
    rule = models.JSONField()
    paused_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    in_time = models.BooleanField(null=True, blank=True)

    objects = ClockQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "kind"],
                condition=Q(done_at=None),
                name="clock_open_once_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(due_at__gte=F("begins_at")),
                name="clock_is_due_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(state=ClockState.PAUSED) | Q(paused_at__isnull=False),
                name="clock_paused_since_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, done_at=None)
                | Q(state=ClockState.CANCELLED, done_at__isnull=False)
                | Q(
                    state=ClockState.DONE,
                    done_at__isnull=False,
                    in_time__isnull=False,
                ),
                name="clock_open_until_a_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["subject_type", "subject_id"], name="clock_subject"),
            # Only what is open: small however many clocks there have been.
            models.Index(
                fields=["due_at"],
                condition=Q(state=ClockState.RUNNING),
                name="clock_running_by_due",
            ),
            models.Index(
                fields=["unit", "due_at"],
                condition=Q(done_at=None),
                name="clock_open_by_unit",
            ),
            models.Index(
                fields=["kind", "done_at"],
                condition=Q(state=ClockState.DONE),
                name="clock_done_by_kind",
            ),
        ]

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        plain: ClassVar = [
            "kind",
            "subject_type",
            "subject_id",
            "unit",
            "person",
            "state",
            "level",
            "begins_at",
            "due_at",
            "rule",
            "paused_at",
            "done_at",
            "in_time",
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_type}:{self.subject_id}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def left(self, now: datetime) -> timedelta:
        """Time until the end, negative when overdue; stands still while paused."""
        return self.due_at - (self.paused_at or now)

    @property
    def proof(self) -> list[Proof]:
        """Every step with its planned and its real time, and every change between, in
        the order in which they were to happen."""
        lines = [Proof(str(_("开始计时")), self.begins_at, self.begins_at)]
        lines += [step.proof for step in self.steps.all()]
        lines += [change.proof for change in self.changes.all()]
        if self.done_at:
            end = _("办结") if self.state == ClockState.DONE else _("不再需要")
            late = self.in_time is False
            lines.append(Proof(str(end), self.due_at, self.done_at, is_late=late))
        return sorted(lines, key=_when)


def _when(line: Proof) -> datetime:
    """When it happened, else when it was to happen; each line has one of the two."""
    when = line.happened_at or line.planned_at
    assert when is not None  # noqa: S101
    return when


class ClockStepQuerySet(AddedByMany["ClockStep"]):
    def waiting(self) -> Self:
        """Neither fired nor dropped; while the clock is paused too."""
        return self.filter(fired_at=None, dropped_at=None)


class ClockStep(models.Model):
    """One alarm of a clock: before the end, at the end, or a level above being told."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="steps")
    what = models.CharField(max_length=10, choices=StepKind)
    # Who has to act from then on: 0 is the doer, 1 takes over at the end, then 2, …
    level = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    # When the worker is to fire it: `at`, later after a failure; empty when nothing is
    # left to fire, or while the clock is paused.
    next_at = models.DateTimeField(null=True, blank=True)
    fired_at = models.DateTimeField(null=True, blank=True)
    # Fired later after `at` than the tolerance allows, as after an outage.
    late = models.BooleanField(default=False)
    # No longer needed: the work was done, or the clock began anew elsewhere.
    dropped_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    # Kind of the last failure, never its message: that could hold a person's data.
    failure = models.CharField(max_length=80, blank=True)

    objects = ClockStepQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["at", "level", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(fired_at=None) | Q(dropped_at=None),
                name="clock_step_fired_or_dropped",
            ),
            models.CheckConstraint(
                condition=Q(next_at=None) | Q(fired_at=None, dropped_at=None),
                name="clock_step_waits_only_while_open",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_at", "id"],
                condition=Q(next_at__isnull=False),
                name="clock_step_waiting",
            ),
            models.Index(
                fields=["fired_at", "late"],
                condition=Q(fired_at__isnull=False),
                name="clock_step_fired",
            ),
        ]

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        plain: ClassVar = [
            "clock",
            "what",
            "level",
            "at",
            "next_at",
            "fired_at",
            "late",
            "dropped_at",
            "failures",
            "failure",
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.level} {self.at:%Y-%m-%d %H:%M:%S}"

    @property
    def proof(self) -> Proof:
        note = str(_("已不需要")) if self.dropped_at else ""
        what = self.get_what_display()
        return Proof(what, self.at, self.fired_at, is_late=self.late, note=note)


class ClockChange(models.Model):
    """What people did to a running clock: paused, resumed, handed over or moved it."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="changes")
    what = models.CharField(max_length=12, choices=ChangeKind)
    at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_before = models.DateTimeField()
    due_after = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    class Privacy:
        personal: ClassVar = {"reason": "free words of the colleague who paused it"}
        plain: ClassVar = ["clock", "what", "at", "unit", "due_before", "due_after"]

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d %H:%M:%S}"

    @property
    def proof(self) -> Proof:
        note = self.unit.name if self.unit else self.reason
        return Proof(self.get_what_display(), None, self.at, note=note)


class CalendarYearQuerySet(models.QuerySet["CalendarYear"]):
    def newest(self) -> Self:
        """The last version of each year, also where it says that there is none."""
        versions = CalendarYear.objects.filter(year=models.OuterRef("year"))
        newest = versions.order_by("-version").values("pk")[:1]
        return self.filter(pk=models.Subquery(newest)).order_by("year")

    def in_force(self) -> Self:
        return self.newest().filter(withdrawn=False)


class CalendarYear(models.Model):
    """A year's days off as the county has entered them, in force from its moment on in
    place of the shipped table. Versions are only added: what an end was once computed
    from can be shown later."""

    year = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField()
    # [{"name", "first", "last", "make_up": […]}, …], the days as ISO text.
    holidays = models.JSONField()
    # [["09:00", "12:00"], …]; empty where the ordinary hours hold.
    shifts = models.JSONField(default=list, blank=True)
    # The notice that it is taken from: its number, and where it can be read.
    basis = models.CharField(max_length=200)
    url = models.CharField(max_length=300, blank=True)
    # The county has no table of its own any more: the shipped one holds, if there is.
    withdrawn = models.BooleanField(default=False)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = CalendarYearQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["year", "version"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["year", "version"], name="calendar_year_version_once"
            ),
            models.CheckConstraint(
                condition=Q(version__gt=0), name="calendar_year_versions_from_one"
            ),
        ]

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        plain: ClassVar = [
            *("year", "version", "holidays", "shifts", "basis", "url"),
            *("withdrawn", "by", "recorded_at"),
        ]

    def __str__(self) -> str:
        return f"{self.year} v{self.version}"

    @property
    def table(self) -> Year:
        return Year(
            year=self.year,
            basis=self.basis,
            confidence="A",
            holidays=tuple(
                Holiday(
                    name=row["name"],
                    first=date.fromisoformat(row["first"]),
                    last=date.fromisoformat(row["last"]),
                    make_up=tuple(map(date.fromisoformat, row["make_up"])),
                )
                for row in self.holidays
            ),
            shifts=tuple(
                Shift(time.fromisoformat(opens), time.fromisoformat(closes))
                for opens, closes in self.shifts
            ),
        )
