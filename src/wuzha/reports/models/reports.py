from collections.abc import Collection
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext

from wuzha.organisation.models import Person, Unit
from wuzha.privacy.fields import SealedTextField
from wuzha.reports.models.corrections import CorrectedFigure
from wuzha.reports.states import FILING, FIXED, FilingState
from wuzha.workplans.models import ExpectedReport


class ReportQuerySet(models.QuerySet["Report"]):
    def locked(self, report: "Report") -> "Report":
        """As it is now, and nobody else's until the transaction ends."""
        rows = self.select_for_update(no_key=True, of=("self",))
        return rows.select_related("to_unit", "expected__unit").get(pk=report.pk)

    def to_review(self, units: Collection[Unit], *, by: Person) -> Self:
        """Before these very units; nobody looks over what they sent themselves."""
        return self.filter(state=FilingState.SENT, to_unit__in=units).exclude(
            sent_by=by
        )


class Report(models.Model):
    """What a unit says of a duty for one period. It begins with the first thing that a
    person does to it; until it is sent its figures are derived whenever it is shown."""

    expected = models.OneToOneField(
        ExpectedReport, models.PROTECT, related_name="report"
    )
    state = models.CharField(max_length=8, default=FilingState.FILLING.value)
    version = models.PositiveIntegerField(default=1)
    # What no figure tells, by the key of the field that asks it.
    entries: Any = models.JSONField(default=dict, blank=True)
    note = models.TextField(blank=True, max_length=500)
    is_zero = models.BooleanField(default=False)
    # [{key, label, value, base, is_money, derived, reason}] as it was sent.
    frozen: Any = models.JSONField(default=list, blank=True)
    # The same of earlier times, with who opened it again, when and why.
    former: Any = models.JSONField(default=list, blank=True)
    # Who has it before them, once it is sent.
    to_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="received_reports"
    )
    sent_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=300, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-sent_at", "-pk"]
        indexes: ClassVar = [
            models.Index(
                fields=["to_unit", "sent_at"],
                condition=Q(state=FilingState.SENT),
                name="report_to_be_reviewed",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state=FilingState.FILLING)
                | Q(
                    sent_at__isnull=False, sent_by__isnull=False, to_unit__isnull=False
                ),
                name="filed_report_sent_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[FilingState.ACCEPTED, FilingState.RETURNED])
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="filed_report_decided_by_somebody",
            ),
        ]

    class Privacy:
        personal: ClassVar = {
            "entries": "free words of the colleague who reports",
            "note": "free words of the colleague who reports",
            "frozen": "free words of the colleague who corrected",
            "former": "free words of colleagues who corrected or opened it again",
            "decision": "free words of the colleague who looked it over",
        }
        plain: ClassVar = [
            *("expected", "state", "version", "is_zero", "to_unit", "sent_by"),
            *("sent_at", "decided_by", "decided_at"),
        ]

    def __str__(self) -> str:
        return str(self.expected)

    def get_absolute_url(self) -> str:
        return reverse("expected_report", args=[self.expected_id])

    @property
    def state_label(self) -> str:
        return FILING.label(self.state).said(gettext)

    @property
    def is_fixed(self) -> bool:
        return self.state in FIXED


class ReportApproval(models.Model):
    """A level between found the report in order and sent it on."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="approvals")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        plain: ClassVar = ["report", "unit", "by", "at"]

    def __str__(self) -> str:
        return f"{self.report} {self.unit}"


class IssuedPaper(models.Model):
    """The Word paper of a report as it was when it was accepted. Its digest stands in
    the audit too."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="papers")
    # Base 64.
    content = SealedTextField()
    sha256 = models.CharField(max_length=64)
    issued_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-issued_at", "-pk"]

    class Privacy:
        personal: ClassVar = {"content": "free words of the colleague who reports"}
        plain: ClassVar = ["report", "sha256", "issued_at"]

    def __str__(self) -> str:
        return f"{self.report} {self.issued_at:%Y-%m-%d}"


class FigureCorrection(CorrectedFigure):
    report = models.ForeignKey(Report, models.CASCADE, related_name="corrections")

    class Privacy(CorrectedFigure.Privacy):
        plain: ClassVar = ["report", *CorrectedFigure.Privacy.plain]

    def __str__(self) -> str:
        return f"{self.report} {self.key}"
