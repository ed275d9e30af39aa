from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext

from wuzha.organisation.access import Role
from wuzha.organisation.models import Person, Unit
from wuzha.workplans.kinds import Situation
from wuzha.workplans.models.plans import WorkPlan
from wuzha.workplans.states import (
    PLAYBOOK,
    PLAYED_STEP,
    RUN,
    PlaybookState,
    PlayedState,
    RunState,
)


class PlaybookQuerySet(models.QuerySet["Playbook"]):
    def locked(self, playbook: "Playbook") -> "Playbook":
        rows = self.select_for_update(no_key=True, of=("self",))
        return rows.select_related("unit").get(pk=playbook.pk)

    def for_use_at(self, unit: Unit) -> Self:
        """In force at the unit: its own, and those of the units above it."""
        above = [*unit.ancestor_ids, unit.pk]
        return self.filter(state=PlaybookState.IN_FORCE, unit__in=above)


class Playbook(models.Model):
    """Who does what, in which order and within how many minutes, when something
    happens. A run takes a copy of it, so that an edit changes no run."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="playbooks")
    # The emergency plan that it was read from.
    plan = models.ForeignKey(
        WorkPlan, models.PROTECT, null=True, blank=True, related_name="playbooks"
    )
    title = models.CharField(max_length=120)
    situation = models.CharField(max_length=12, choices=Situation)
    state = models.CharField(max_length=10, default=PlaybookState.DRAFT.value)
    version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = PlaybookQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["situation", "title", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state=PlaybookState.IN_FORCE)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="playbook_confirmed_by_somebody",
            ),
        ]

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        plain: ClassVar = [
            *("unit", "plan", "title", "situation", "state", "version", "made_by"),
            *("made_at", "confirmed_by", "confirmed_at"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("playbook", args=[self.pk])

    @property
    def state_label(self) -> str:
        return PLAYBOOK.label(self.state).said(gettext)

    @property
    def is_draft(self) -> bool:
        return self.state == PlaybookState.DRAFT


class PlaybookRole(models.Model):
    """A part that somebody plays: a person, those at a unit, or the holders of an
    office at the place of the event; named by the plan's words."""

    playbook = models.ForeignKey(Playbook, models.CASCADE, related_name="roles")
    name = models.CharField(max_length=60)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+"
    )
    office = models.CharField(max_length=20, choices=Role, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["playbook", "name"], name="playbook_role_named_once"
            ),
            models.CheckConstraint(
                condition=Q(person=None) | Q(unit=None, office=""),
                name="playbook_role_is_one_of_them",
            ),
        ]

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        plain: ClassVar = ["playbook", "name", "person", "unit", "office"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_filled(self) -> bool:
        return bool(self.person_id or self.unit_id or self.office)

    @property
    def players(self) -> str:
        """Who plays it, in words."""
        office = self.get_office_display() if self.office else ""
        return str(
            self.person or " ".join(filter(None, [str(self.unit or ""), office]))
        )


class Step(models.Model):
    """What is to be done, how soon, and whom to call."""

    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    # 0 is "at once", empty is without a limit.
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    # Counted from the end of the step before, not from the beginning of a run.
    from_previous = models.BooleanField(default=False)
    # Whom it says to tell, and numbers to ring.
    calls: Any = models.JSONField(default=list, blank=True)

    class Meta:
        abstract = True
        ordering: ClassVar = ["order", "pk"]

    class Privacy:
        personal: ClassVar = {
            "text": "a sentence of the plan may name people in office"
        }
        plain: ClassVar = ["order", "minutes", "from_previous", "calls"]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def is_counted_from_previous(self) -> bool:
        """The first has none before it."""
        return self.from_previous and self.order > 1


class PlaybookStep(Step):
    playbook = models.ForeignKey(Playbook, models.CASCADE, related_name="steps")
    role = models.ForeignKey(
        PlaybookRole, models.PROTECT, null=True, blank=True, related_name="steps"
    )
    # Where in the plan's text it was read.
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    # Those characters, put here by the page.
    quote: str

    class Meta(Step.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(start=None, end=None) | Q(end__gt=F("start")),
                name="playbook_step_span_in_order",
            ),
        ]

    class Privacy(Step.Privacy):
        plain: ClassVar = ["playbook", "role", "start", "end", *Step.Privacy.plain]


class PlaybookRunQuerySet(models.QuerySet["PlaybookRun"]):
    def locked(self, run: "PlaybookRun") -> "PlaybookRun":
        rows = self.select_for_update(no_key=True, of=("self",))
        return rows.select_related("unit", "playbook__unit").get(pk=run.pk)

    def open(self) -> Self:
        return self.filter(ended_at=None)

    def of(self, subject: models.Model) -> Self:
        return self.filter(subject_type=subject._meta.label, subject_id=subject.pk)


class PlaybookRun(models.Model):
    """A playbook set going, in something that happened or as a drill. Its subject is
    named, not linked, as clocks name theirs."""

    playbook = models.ForeignKey(Playbook, models.PROTECT, related_name="runs")
    title = models.CharField(max_length=120)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="playbook_runs")
    is_drill = models.BooleanField(default=False)
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    # Its number and the path of its page.
    subject_name = models.CharField(max_length=60, blank=True)
    subject_url = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, default=RunState.RUNNING.value)
    started_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    # Why it was broken off; of one that was finished, what was learned.
    end_reason = models.CharField(max_length=300, blank=True)
    # Put here by the page.
    result: Any

    objects = PlaybookRunQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-started_at", "-pk"]
        indexes: ClassVar = [
            models.Index(
                fields=["subject_type", "subject_id"], name="playbook_run_subject"
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["playbook", "subject_type", "subject_id"],
                condition=Q(ended_at=None, subject_id__isnull=False),
                name="playbook_runs_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(is_drill=True, subject_id=None)
                | Q(is_drill=False, subject_id__isnull=False),
                name="playbook_run_is_real_or_a_drill",
            ),
            models.CheckConstraint(
                condition=Q(state=RunState.RUNNING, ended_at=None)
                | ~Q(state=RunState.RUNNING) & Q(ended_at__isnull=False),
                name="playbook_run_ended_with_its_time",
            ),
        ]

    class Privacy:
        personal: ClassVar = {"end_reason": "free words of the colleague who ended it"}
        plain: ClassVar = [
            *("playbook", "title", "unit", "is_drill", "subject_type", "subject_id"),
            *("subject_name", "subject_url", "state", "started_by", "started_at"),
            *("ended_by", "ended_at"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("playbook_run", args=[self.pk])

    @property
    def state_label(self) -> str:
        return RUN.label(self.state).said(gettext)

    @property
    def is_open(self) -> bool:
        return self.ended_at is None


class RunStepQuerySet(models.QuerySet["RunStep"]):
    def open(self) -> Self:
        return self.filter(done_at=None)

    def locked(self, step: "RunStep") -> "RunStep":
        rows = self.select_for_update(no_key=True, of=("self",))
        return rows.select_related("unit", "run__unit", "done_by").get(pk=step.pk)


class RunStep(Step):
    """A step as it stood when the run began, and who did it when."""

    run = models.ForeignKey(PlaybookRun, models.CASCADE, related_name="steps")
    role = models.CharField(max_length=60, blank=True)
    # Where those work who were told, and whose the clock is.
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    people = models.ManyToManyField(Person, blank=True, related_name="run_steps")
    due_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=8, default=PlayedState.WAITING.value)
    done_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    # Put here by the page, for the person who looks at it now.
    may_tick: bool
    overdue: bool

    objects = RunStepQuerySet.as_manager()

    class Meta(Step.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state=PlayedState.WAITING, done_at=None)
                | ~Q(state=PlayedState.WAITING) & Q(done_at__isnull=False),
                name="run_step_done_with_its_time",
            ),
        ]

    class Privacy(Step.Privacy):
        personal: ClassVar = {
            **Step.Privacy.personal,
            "note": "free words of the colleague who did it",
        }
        plain: ClassVar = [
            *("run", "role", "unit", "due_at", "state", "done_by", "done_at"),
            *Step.Privacy.plain,
        ]

    def get_absolute_url(self) -> str:
        return f"{self.run.get_absolute_url()}#step-{self.pk}"

    @property
    def state_label(self) -> str:
        return PLAYED_STEP.label(self.state).said(gettext)

    @property
    def counted_from(self) -> datetime:
        """When its limit began."""
        if self.due_at and self.is_counted_from_previous:
            return self.due_at - timedelta(minutes=self.minutes or 1)
        return self.run.started_at

    @property
    def is_late(self) -> bool:
        return bool(self.due_at and self.done_at and self.done_at > self.due_at)
