"""The memory of imports: what was uploaded, what each row was to do and did."""

from typing import Any, ClassVar, Self

from django.db import models

from wuzha.documents.problems import RowProblem
from wuzha.documents.states import ImportState, Outcome, Planned
from wuzha.privacy.fields import SealedJSONField


class ImportRun(models.Model):
    """One uploaded file on its way into the data. No foreign keys: who and where stand
    on higher floors, and a run outlives them."""

    # Which of the areas' tables: "earlywarnings.warnings".
    kind = models.CharField(max_length=60, db_index=True)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    sheet = models.CharField(max_length=200)
    # Title in the file by the name of the column, as it was matched.
    mapping = models.JSONField(default=dict)
    # Sentences about the file as a whole.
    notices = models.JSONField(default=list)
    state = models.CharField(
        max_length=10, choices=ImportState, default=ImportState.READING
    )
    to_create = models.PositiveIntegerField(default=0)
    to_update = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    errors = models.PositiveIntegerField(default=0)
    applied = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    undone = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    uploaded_by = models.CharField(max_length=150)
    uploaded_by_person = models.BigIntegerField()
    unit_path = models.CharField(max_length=200, blank=True, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)
    previewed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    # Since then only the counts are kept.
    forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]

    class Privacy:
        personal: ClassVar = {
            "file_name": "people put the name of a victim into the name of a file",
        }
        plain: ClassVar = [
            "kind",
            "sha256",
            "sheet",
            "mapping",
            "notices",
            "state",
            "to_create",
            "to_update",
            "unchanged",
            "errors",
            "applied",
            "refused",
            "undone",
            "kept",
            "uploaded_by",
            "uploaded_by_person",
            "unit_path",
            "created_at",
            "previewed_at",
            "finished_at",
            "undone_at",
            "forgotten_at",
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def total(self) -> int:
        return self.to_create + self.to_update + self.unchanged + self.errors

    @property
    def to_apply(self) -> int:
        return self.to_create + self.to_update


class ImportRowQuerySet(models.QuerySet["ImportRow"]):
    def waiting(self) -> Self:
        return self.filter(outcome=Outcome.WAITING)

    def done(self) -> Self:
        return self.filter(outcome__in=[Outcome.CREATED, Outcome.UPDATED])

    def with_problems(self) -> Self:
        return self.filter(has_problems=True)


class ImportRow(models.Model):
    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows")
    # As the spreadsheet shows it.
    number = models.PositiveIntegerField()
    payload: Any = SealedJSONField()
    # Blind index of the natural key; empty where the kind has none.
    key = models.CharField(max_length=64, blank=True)
    planned = models.CharField(max_length=9, choices=Planned)
    # Sealed, for a problem quotes the cell.
    problems: Any = SealedJSONField()
    has_problems = models.BooleanField(default=False)
    outcome = models.CharField(max_length=9, choices=Outcome, default=Outcome.WAITING)
    # What the row created or changed: "earlywarnings.EarlyWarning" and its key.
    object_label = models.CharField(max_length=80, blank=True)
    object_id = models.BigIntegerField(null=True, blank=True)
    # The values of the object before and after, as the kind keeps them.
    before: Any = SealedJSONField()
    after: Any = SealedJSONField()

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["run", "number"], name="import_row_once_in_its_run"
            ),
            models.UniqueConstraint(
                fields=["run", "key"],
                condition=~models.Q(key="") & ~models.Q(planned=Planned.ERROR),
                name="import_row_key_once_in_its_run",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["run", "outcome", "number"], name="import_row_by_outcome"
            )
        ]

    class Privacy:
        personal: ClassVar = {
            "payload": "the row as it was uploaded, applied after the preview",
            "problems": "what is wrong with it, quoting its cells",
            "before": "the object before the import, so that it can be undone",
            "after": "the object after the import, so that later changes are noticed",
        }
        plain: ClassVar = [
            "run",
            "number",
            "key",
            "planned",
            "has_problems",
            "outcome",
            "object_label",
            "object_id",
        ]

    def __str__(self) -> str:
        return f"{self.run_id}:{self.number}"

    def told(self) -> list[RowProblem]:
        return [RowProblem.unpacked(raw) for raw in self.problems or ()]


class ColumnMapping(models.Model):
    """How the columns of somebody's files are called, kept for the next file."""

    kind = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    unit_path = models.CharField(max_length=200, blank=True)
    # Title in the file by the name of the column.
    mapping = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "unit_path", "name"], name="column_mapping_named_once"
            ),
        ]

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        plain: ClassVar = ["kind", "name", "unit_path", "mapping"]

    def __str__(self) -> str:
        return self.name
