from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wuzha.incidents.models.freezes import Freeze
from wuzha.incidents.states import COMPLAINT, ComplaintState
from wuzha.organisation.models import Person, Unit
from wuzha.privacy.fields import SealedTextField


class Capacity(models.TextChoices):
    """As what somebody complains."""

    HOLDER = "holder", _("账户持有人")
    AGENT = "agent", _("代理人")
    CONCERNED = "concerned", _("其他利害关系人")


class FreezeComplaintQuerySet(models.QuerySet["FreezeComplaint"]):
    def locked(self, complaint: "FreezeComplaint") -> "FreezeComplaint":
        rows = self.select_for_update(no_key=True, of=("self",))
        return rows.select_related("freeze__order__incident__unit").get(pk=complaint.pk)


class FreezeComplaint(models.Model):
    """Whoever is hit by a freeze says that it is wrong. Answered in writing."""

    # Empty until somebody has found the freeze that a stranger means.
    freeze = models.ForeignKey(
        Freeze, models.PROTECT, null=True, blank=True, related_name="complaints"
    )
    # What a stranger told to find it by: a number of a paper, the last digits.
    told_number = SealedTextField(blank=True)
    told_account = SealedTextField(blank=True)
    state = models.CharField(max_length=12, default=ComplaintState.RECEIVED.value)
    name = SealedTextField()
    phone = SealedTextField(blank=True)
    capacity = models.CharField(max_length=10, choices=Capacity)
    grounds = SealedTextField()
    received_at = models.DateTimeField()
    # Of the police, or of the bank that passes it on; nobody on the public page.
    received_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The written answer.
    reasons = SealedTextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )

    # By whoever complains.
    WRITTEN: ClassVar = ["told_number", "told_account", "name", "phone", "grounds"]

    objects = FreezeComplaintQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-received_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    state=ComplaintState.RECEIVED, decided_at=None, decided_by=None
                )
                | (
                    Q(
                        state__in=sorted(COMPLAINT.final),
                        decided_at__isnull=False,
                        decided_by__isnull=False,
                    )
                    & ~Q(reasons="")
                ),
                name="complaint_decided_with_reasons",
            ),
            models.CheckConstraint(
                condition=Q(freeze__isnull=False)
                | Q(received_by=None) & ~Q(state=ComplaintState.UPHELD),
                name="complaint_of_a_freeze_or_from_outside",
            ),
        ]

    class Privacy:
        personal: ClassVar = {
            "name": "who complains",
            "phone": "to send the answer to",
            "told_number": "to find the freeze that is meant",
            "told_account": "to find the freeze that is meant",
            "grounds": "what was said, may name people and numbers",
            "reasons": "may name people and numbers",
        }
        plain: ClassVar = [
            *("freeze", "state", "capacity", "received_at", "received_by"),
            *("decided_at", "decided_by"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """It stands on the page of its freeze."""
        if self.freeze_id is None:
            return reverse("complaint_place", args=[self.pk])
        return reverse("freeze", args=[self.freeze_id])

    @property
    def number(self) -> str:
        return f"SS{self.received_at:%Y}-{self.pk:06}"

    @property
    def unit(self) -> Unit:
        """Whose work it is: the county's, until the freeze is found."""
        freeze = self.freeze
        return freeze.order.incident.unit if freeze else Unit.objects.root()

    def fitting(self, freezes: Iterable[Freeze]) -> list[Freeze]:
        """Those whose account ends so; first the one whose number was told."""
        found = (
            one for one in freezes if one.order.account.endswith(self.told_account)
        )
        return sorted(
            found,
            key=lambda one: (
                self.told_number not in {one.number, one.order.number, one.paper_number}
            ),
        )

    @property
    def state_label(self) -> str:
        return COMPLAINT.label(self.state).said(gettext)
