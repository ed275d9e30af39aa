from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from wuzha.audit.rows_added import AddedByMany
from wuzha.notices.states import ChannelKind
from wuzha.organisation.models import Person, Unit
from wuzha.privacy.fields import SealedTextField


class Channel(models.Model):
    """A way out of the machine to one person, or to all who work at a unit (a group
    chat). The address holds the secret of a robot, so it is never shown again."""

    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="channels"
    )
    unit = models.ForeignKey(
        Unit, models.CASCADE, null=True, blank=True, related_name="channels"
    )
    kind = models.CharField(max_length=10, choices=ChannelKind)
    url = SealedTextField()
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    # After a failure it rests until this time, so that one dead gateway holds up
    # nothing else.
    retry_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(person=None, unit__isnull=False)
                | Q(person__isnull=False, unit=None),
                name="channel_of_a_person_or_a_unit",
            ),
        ]

    class Privacy:
        personal: ClassVar = {"url": "where this person's notices go"}
        plain: ClassVar = [
            "person",
            "unit",
            "kind",
            "created_at",
            "sent_at",
            "retry_at",
            "failures",
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def owner(self) -> Person | Unit:
        owner = self.person or self.unit
        assert owner is not None  # noqa: S101 (a constraint of the database)
        return owner

    @property
    def shown_url(self) -> str:
        """Enough to tell two apart, too little to use."""
        scheme, _, rest = self.url.partition("://")
        return f"{scheme}://…{rest[-4:]}" if len(rest) > 12 else f"{scheme}://…"


class NoticeQuerySet(AddedByMany["Notice"]):
    def open(self) -> Self:
        return self.filter(settled_at=None)

    def unseen(self) -> Self:
        return self.open().filter(seen_at=None)

    def waiting(self, at: datetime) -> Self:
        """To be sent now, or once more because a worker died at it."""
        return self.filter(next_at__lte=at)

    def about(self, subject: models.Model) -> Self:
        return self.filter(subject_type=subject._meta.label, subject_id=subject.pk)


class Notice(models.Model):
    """One person is told of one item. Shown in the service until it is settled."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="notices")
    # What is to be done with what: "预警 0017：请签收". Never a person's data.
    item = models.CharField(max_length=120)
    url = models.CharField(max_length=200)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    urgent = models.BooleanField()
    created_at = models.DateTimeField()
    # When to send it: at once, at an hour of the digest, after a pause, or (while it is
    # being sent) when the lease ends because the worker has died. Empty when nothing is
    # to be sent any more.
    next_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(next_at=None)
                | Q(sent_at=None, settled_at=None, given_up_at=None),
                name="notice_waits_only_while_open",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_at", "id"],
                condition=Q(next_at__isnull=False),
                name="notice_waiting",
            ),
            models.Index(
                fields=["subject_type", "subject_id"],
                condition=Q(settled_at=None),
                name="notice_open_by_subject",
            ),
            models.Index(fields=["person", "-created_at"], name="notice_by_person"),
            models.Index(
                fields=["person"],
                condition=Q(settled_at=None, seen_at=None),
                name="notice_unseen",
            ),
        ]

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        plain: ClassVar = [
            "person",
            "item",
            "url",
            "subject_type",
            "subject_id",
            "urgent",
            "created_at",
            "next_at",
            "attempts",
            "sent_at",
            "given_up_at",
            "seen_at",
            "settled_at",
        ]

    def __str__(self) -> str:
        return self.item


class DigestHour(models.Model):
    """An hour of the local day at which what is not urgent goes out together."""

    hour = models.PositiveSmallIntegerField(unique=True)

    class Meta:
        ordering: ClassVar = ["hour"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(hour__lt=24), name="digest_hour_of_a_day"
            ),
        ]

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        plain: ClassVar = ["hour"]

    def __str__(self) -> str:
        return f"{self.hour:02}:00"


class Digest(models.Model):
    """That a channel had its digest in an hour: claimed before sending, so that two
    workers or a repetition cannot send a second."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="digests")
    hour = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["channel", "hour"], name="digest_once_an_hour"
            ),
        ]

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        plain: ClassVar = ["channel", "hour"]

    def __str__(self) -> str:
        return f"{self.channel_id} {self.hour:%Y-%m-%d %H:%M}"
