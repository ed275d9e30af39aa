from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext as _

from wuzha.lib.refused import Conflict
from wuzha.organisation.models import Person
from wuzha.privacy.fields import SealedJSONField


class KeptAnswer(models.Model):
    """What another system was answered under an idempotency key, so that asking again
    after a broken line changes nothing and has the same answer."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    # Of all that was sent: something else under the same key is told.
    digest = models.CharField(max_length=64)
    answered_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField()
    answer: Any = SealedJSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "key"], name="answer_kept_once_a_key"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["answered_at"], name="answer_by_age"),
        ]

    class Privacy:
        personal: ClassVar = {"answer": "says what was wrong with what was sent"}
        plain: ClassVar = ["person", "key", "digest", "answered_at", "status"]

    def __str__(self) -> str:
        return f"{self.person} {self.key}"

    def refuse_unless_of(self, digest: str) -> None:
        if self.digest != digest:
            raise Conflict(
                _("幂等键已经用于另一份内容，本次没有收下。请为新的内容换一个幂等键。")
            )
