from typing import Any, ClassVar, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _

from wuzha.audit.rows_added import AddedByMany


class AppendOnly(AddedByMany[Any]):
    """What was written stays: the database refuses too (migration 0001)."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("Audit rows are never changed.")

    def delete(self) -> NoReturn:
        raise TypeError("Audit rows are never deleted.")


class Outcome(models.TextChoices):
    DONE = "done", _("完成")
    REFUSED = "refused", _("拒绝")
    READ = "read", _("查看")


class Entry(models.Model):
    """No foreign keys: an entry outlives what it tells of. Holds no personal data."""

    at = models.DateTimeField(db_index=True)
    event = models.CharField(max_length=64, db_index=True)
    outcome = models.CharField(max_length=8, choices=Outcome)
    by = models.CharField(max_length=40, db_index=True)
    # "incidents.Incident:17", so that the page can link to it while it exists.
    subject = models.CharField(max_length=120, db_index=True)
    # Path of the unit in whose scope it happened; empty when there was none.
    unit_path = models.CharField(max_length=200, blank=True)
    facts = models.JSONField(default=dict)

    objects = AppendOnly.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        plain: ClassVar = [
            "at",
            "event",
            "outcome",
            "by",
            "subject",
            "unit_path",
            "facts",
        ]

    def __str__(self) -> str:
        return f"{self.by}: {self.event} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("Audit rows are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("Audit rows are never deleted.")


class Seal(models.Model):
    """One link of the chain: the entry, its digest, and the link before. Its key is its
    place in the chain, counted from 1 without a gap."""

    entry_id = models.BigIntegerField(unique=True)
    digest = models.CharField(max_length=64)
    link = models.CharField(max_length=64)

    objects = AppendOnly.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        plain: ClassVar = ["entry_id", "digest", "link"]

    def __str__(self) -> str:
        return f"{self.pk} ← {self.entry_id}"


class Unsealed(models.Model):
    """An entry that waits for its seal; its key is the entry's. Gone when it is sealed,
    so that nobody has to look through the whole audit for what is new."""

    entry_id = models.BigIntegerField(primary_key=True)

    objects = AddedByMany["Unsealed"].as_manager()

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        plain: ClassVar = ["entry_id"]

    def __str__(self) -> str:
        return f"{self.pk}"


class ChainHead(models.Model):
    """One row: locked while seals are added, so that two processes make one chain.
    Counts the seals, so that links cut off at the end are missed; `proof` is keyed, so
    that nobody sets the count back by hand."""

    sealed = models.BigIntegerField(default=0)
    link = models.CharField(max_length=64, blank=True)
    proof = models.CharField(max_length=64, blank=True)

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        plain: ClassVar = ["sealed", "link", "proof"]

    def __str__(self) -> str:
        return f"{self.sealed}"
