from collections.abc import Collection
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext

from wuzha.organisation.models import Person, Unit
from wuzha.workplans.kinds import Part
from wuzha.workplans.models.items import PlanItem
from wuzha.workplans.models.plans import WorkPlan
from wuzha.workplans.states import EXTENSION, TASK, ExtensionState, TaskState


def reviewed_at(units: Collection[Unit], prefix: str = "") -> Q:
    """Whose people review: the unit of the task above, else the one of the plan."""
    return Q(**{f"{prefix}parent__unit__in": units}) | Q(
        **{f"{prefix}parent": None, f"{prefix}plan__unit__in": units}
    )


class TaskQuerySet(models.QuerySet["Task"]):
    def locked(self, task: "Task") -> "Task":
        """As it is now, and nobody else's until the transaction ends."""
        rows = self.select_for_update(no_key=True, of=("self",))
        return rows.select_related("unit", "plan__unit", "parent__unit").get(pk=task.pk)

    def open(self) -> Self:
        return self.filter(ended_at=None)

    def to_begin(self, units: Collection[Unit]) -> Self:
        """At these very units, and begun by nobody."""
        return self.open().filter(unit__in=units, state=TaskState.WAITING)

    def to_review(self, units: Collection[Unit], *, by: Person) -> Self:
        """Reported done to these very units; nobody looks over what is their own."""
        done = self.filter(reviewed_at(units), state=TaskState.DONE_REPORTED)
        return done.exclude(reported_by=by)

    def parts_of(self, task: "Task") -> Self:
        """Those of the same item that hang below it: of the task that leads, all."""
        same = self.filter(item=task.item_id).exclude(pk=task.pk)
        if task.parent_id is None and task.part == Part.LEAD:
            return same
        return same.filter(unit__path__startswith=task.unit.path)


class Task(models.Model):
    """What one unit has to do of an item of a plan. It keeps the unit of its time."""

    plan = models.ForeignKey(WorkPlan, models.PROTECT, related_name="tasks")
    item = models.ForeignKey(PlanItem, models.PROTECT, related_name="tasks")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="tasks")
    part = models.CharField(max_length=4, choices=Part)
    text = models.TextField()
    standard = models.CharField(max_length=300, blank=True)
    # Empty: it goes on, or the plan names no day.
    due = models.DateField(null=True, blank=True)
    evidence_asked = models.BooleanField(default=False)
    state = models.CharField(max_length=13, default=TaskState.WAITING.value)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    blocked_at = models.DateTimeField(null=True, blank=True)
    blocked_reason = models.CharField(max_length=300, blank=True)
    urged_at = models.DateTimeField(null=True, blank=True)
    report = models.TextField(blank=True, max_length=2000)
    # Where the proof is kept, or its number.
    evidence = models.CharField(max_length=500, blank=True)
    reported_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reported_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_note = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["due", "pk"]
        indexes: ClassVar = [
            models.Index(
                fields=["unit", "due"],
                condition=Q(ended_at=None),
                name="task_open_by_unit",
            ),
            models.Index(fields=["plan", "state"], name="task_by_plan"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item", "unit"], name="task_once_for_a_unit"
            ),
            models.CheckConstraint(
                condition=Q(state__in=TASK.open, ended_at=None)
                | Q(state__in=sorted(TASK.final), ended_at__isnull=False),
                name="task_ended_with_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[TaskState.DONE_REPORTED, TaskState.DONE])
                | Q(reported_at__isnull=False, reported_by__isnull=False),
                name="task_reported_by_somebody",
            ),
        ]

    class Privacy:
        personal: ClassVar = {
            "text": "a sentence of the plan may name people in office",
            "report": "free words of the colleague who did it",
            "blocked_reason": "free words of the colleague who is stuck",
            "review_note": "free words of the colleague who looked it over",
        }
        plain: ClassVar = [
            *("plan", "item", "parent", "unit", "part", "standard", "due"),
            *("evidence_asked", "state", "version", "made_at", "started_at"),
            *("blocked_at", "urged_at", "evidence", "reported_by", "reported_at"),
            *("reviewed_by", "reviewed_at", "ended_at", "end_reason"),
        ]

    def __str__(self) -> str:
        return self.text[:40]

    def get_absolute_url(self) -> str:
        return reverse("task", args=[self.pk])

    @property
    def number(self) -> str:
        return f"RW{self.made_at:%Y}-{self.pk:06}"

    @property
    def state_label(self) -> str:
        return TASK.label(self.state).said(gettext)

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    @property
    def above(self) -> Unit:
        """Whose people review it: the unit of the task that it is a part of, else the
        one that made the plan."""
        return self.parent.unit if self.parent else self.plan.unit


class Extension(models.Model):
    """More time, asked by who does the task, granted or refused at the level above."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="extensions")
    until = models.DateField()
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=8, default=ExtensionState.ASKED.value)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["task"],
                condition=Q(state=ExtensionState.ASKED),
                name="extension_asked_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state=ExtensionState.ASKED, decided_at=None)
                | ~Q(state=ExtensionState.ASKED)
                & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="extension_decided_by_somebody",
            ),
        ]

    class Privacy:
        personal: ClassVar = {"reason": "free words of the colleague who asks"}
        plain: ClassVar = [
            *("task", "until", "state", "asked_by", "asked_at", "decided_by"),
            "decided_at",
        ]

    def __str__(self) -> str:
        return f"{self.task} → {self.until:%Y-%m-%d}"

    @property
    def state_label(self) -> str:
        return EXTENSION.label(self.state).said(gettext)
