from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    WAITING = "waiting", _("等待执行")
    RUNNING = "running", _("执行中")
    DONE = "done", _("完成")
    # Tried as often as it may be: a person has to look.
    DEAD = "dead", _("已放弃")


UNFINISHED = (JobState.WAITING, JobState.RUNNING)


class JobQuerySet(models.QuerySet["Job"]):
    def due(self, at: datetime) -> Self:
        return self.filter(next_at__lte=at)

    def unfinished(self) -> Self:
        return self.filter(state__in=UNFINISHED)

    def dead(self) -> Self:
        return self.filter(state=JobState.DEAD)


class Job(models.Model):
    """One piece of queued work. `arguments` hold keys of rows, never personal data."""

    name = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict)
    # Two unfinished jobs never share one; empty for none.
    key = models.CharField(max_length=120, blank=True)
    # Username of whoever asked for it; empty for the machine itself.
    by = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=8, choices=JobState, default=JobState.WAITING)
    # When to take it: not before a time that was asked for, after a pause, or (while it
    # runs) when the lease ends because its worker has died. Empty when finished.
    next_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # Kind of the last failure, never its message: that could hold a person's data.
    failure = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["key"],
                condition=~Q(key="") & Q(state__in=UNFINISHED),
                name="job_key_unfinished_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNFINISHED, next_at__isnull=False)
                | Q(~Q(state__in=UNFINISHED), next_at=None, finished_at__isnull=False),
                name="job_waits_or_is_finished",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_at", "id"],
                condition=Q(next_at__isnull=False),
                name="job_waiting",
            ),
            models.Index(fields=["state", "finished_at"], name="job_finished"),
        ]

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        plain: ClassVar = [
            "name",
            "arguments",
            "key",
            "by",
            "state",
            "next_at",
            "attempts",
            "failure",
            "created_at",
            "finished_at",
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"


class Schedule(models.Model):
    """The last slot in which something scheduled ran; moved on by compare-and-set."""

    name = models.CharField(max_length=60, unique=True)
    slot = models.DateTimeField()
    ran_at = models.DateTimeField(null=True, blank=True)
    # After a failure: not before this time.
    retry_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=80, blank=True)

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        plain: ClassVar = ["name", "slot", "ran_at", "retry_at", "failures", "failure"]

    def __str__(self) -> str:
        return f"{self.name} {self.slot:%Y-%m-%d %H:%M}"


class Heartbeat(models.Model):
    """A worker says here, every few seconds, that it is alive."""

    worker = models.CharField(max_length=80, unique=True)
    at = models.DateTimeField()

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        plain: ClassVar = ["worker", "at"]

    def __str__(self) -> str:
        return f"{self.worker} {self.at:%Y-%m-%d %H:%M:%S}"
