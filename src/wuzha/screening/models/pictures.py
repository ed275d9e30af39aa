from datetime import datetime
from typing import ClassVar, Self

from django.db import models

from wuzha.privacy.fields import SealedTextField


class PictureQuerySet(models.QuerySet["Picture"]):
    def unread(self) -> Self:
        return self.filter(read_at=None).order_by("pk")

    def sent_before(self, at: datetime) -> Self:
        return self.filter(sent_at__lt=at)


class Picture(models.Model):
    """A screenshot on its way through: gone as soon as it is read, its text within
    minutes. Whoever has the code sees the answer."""

    code_key = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField()
    # In base64; empty once it is read.
    content = SealedTextField(blank=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    text = SealedTextField(blank=True)
    # The sentence for whoever sent it, when it could not be read.
    problem = models.CharField(max_length=120, blank=True)

    objects = PictureQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]

    class Privacy:
        personal: ClassVar = {
            "content": "what is to be read; deleted when it is",
            "text": "what is judged; deleted within minutes",
        }
        plain: ClassVar = ["code_key", "sent_at", "begun_at", "read_at", "problem"]

    def __str__(self) -> str:
        return f"P{self.pk}"

    @property
    def waits_behind(self) -> int:
        """How many are read before this one."""
        return Picture.objects.unread().filter(pk__lt=self.pk).count()
