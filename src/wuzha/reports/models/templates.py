from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from wuzha.organisation.models import Person


class PaperTemplateQuerySet(models.QuerySet["PaperTemplate"]):
    def in_force(self) -> Self:
        return self.filter(ended_at=None)


class PaperTemplate(models.Model):
    """The county's own Word template of a kind of paper, not the shipped one."""

    kind = models.CharField(max_length=14)
    name = models.CharField(max_length=120)
    # Base 64.
    content = models.TextField()
    uploaded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PaperTemplateQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-uploaded_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(ended_at=None),
                name="one_template_of_a_kind",
            ),
        ]

    class Privacy:
        personal: ClassVar = {"name": "people put names into the names of files"}
        plain: ClassVar = ["kind", "content", "uploaded_by", "uploaded_at", "ended_at"]

    def __str__(self) -> str:
        return self.name
