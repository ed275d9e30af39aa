from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wuzha.organisation.models import Person, Unit
from wuzha.transfers.states import FILE, FileState


class Origin(models.TextChoices):
    RUN = "run", _("研判流水")
    REPLY = "reply", _("银行回复")


class TransferFileQuerySet(models.QuerySet["TransferFile"]):
    def at_hand(self) -> Self:
        """Whose transfers count."""
        return self.filter(state=FileState.KEPT)


class TransferFile(models.Model):
    """Transfers that came together. They stand in a Parquet file that is called by its
    digest (`wuzha.transfers.store`), so that it is never another than it was."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="transfer_files")
    name = models.CharField(max_length=400)
    origin = models.CharField(max_length=8, choices=Origin)
    state = models.CharField(max_length=12, choices=FileState, default=FileState.READ)
    # Of the checked Parquet file.
    sha256 = models.CharField(max_length=64, db_index=True)
    transfers = models.PositiveBigIntegerField()
    # Rows that could not be read and are not among the transfers.
    left_out = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    came_at = models.DateTimeField()
    came_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    objects = TransferFileQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(first_at__lte=models.F("last_at")),
                name="transfer_file_first_before_last",
            ),
        ]

    class Privacy:
        personal: ClassVar = {
            "name": "people put the name of a victim into the name of a file",
        }
        plain: ClassVar = [
            *("unit", "origin", "state", "sha256", "transfers", "left_out"),
            *("first_at", "last_at", "came_at", "came_by"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def state_label(self) -> str:
        return FILE.label(self.state).said(gettext)
