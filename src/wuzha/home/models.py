from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from wuzha.organisation.models import Person
from wuzha.privacy.fields import SealedJSONField


class KeptAnswer(models.Model):
    """What another system was answered under an idempotency key, so that asking again
    after a broken line changes nothing and has the same answer."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    # Of all that was sent: something else under the same key is told.
    digest = models.CharField(max_length=64)
    begun_at = models.DateTimeField()
    # Empty while it is being worked on, or when that broke off: then it is done again.
    answered_at = models.DateTimeField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    answer: Any = SealedJSONField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "key"], name="answer_kept_once_a_key"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, status=None)
                | Q(answered_at__isnull=False, status__isnull=False),
                name="answer_kept_with_its_status",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["begun_at"], name="answer_by_age")]

    class Privacy:
        personal: ClassVar = {"answer": "says what was wrong with what was sent"}
        plain: ClassVar = [
            "person", "key", "digest", "begun_at", "answered_at", "status",
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person} {self.key}"
