from typing import ClassVar

from django.db import models

from wuzha.incidents.models.incidents import Incident
from wuzha.organisation.models import Person


class Sorting(models.Model):
    """An officer's word on the class that an incident's story was proposed for: a class
    or a sub-type. `signs` and `version` tell what the proposal stood on."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="sortings")
    # Empty: nothing in the story told a class.
    proposed = models.CharField(max_length=12, blank=True)
    chosen = models.CharField(max_length=12)
    signs = models.JSONField(default=list)
    version = models.CharField(max_length=20)
    sorted_at = models.DateTimeField()
    sorted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-sorted_at", "-pk"]

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        plain: ClassVar = [
            *("incident", "proposed", "chosen", "signs", "version", "sorted_at"),
            "sorted_by",
        ]

    def __str__(self) -> str:
        return f"{self.incident} {self.chosen}"

    @property
    def is_as_proposed(self) -> bool:
        return self.chosen == self.proposed
