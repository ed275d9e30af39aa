import re
from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wuzha.detection.texts.findings import host_of
from wuzha.organisation.models import Person, valid_on
from wuzha.privacy.fields import SealedTextField, blind_index, blind_indexes


class ListedKind(models.TextChoices):
    NUMBER = "number", _("电话、短信号码")
    LINK = "link", _("网址")
    SENDER = "sender", _("短信签名、名称")


class Side(models.TextChoices):
    ALLOW = "allow", _("误标，不再据此提示")
    BLOCK = "block", _("涉诈，见到就提示")


def normal(kind: str, value: str) -> str:
    """A number by its digits, a link by its host, a sender by its letters; empty for
    what is none."""
    if kind == ListedKind.NUMBER:
        digits = re.sub(r"\D", "", value)
        return digits.removeprefix("0086") if 3 <= len(digits) <= 25 else ""
    if kind == ListedKind.LINK:
        host = host_of(value.strip()).removeprefix("www.")
        return host if "." in host else ""
    return "".join(value.split()).strip("【】[]").lower()


class ListingQuerySet(models.QuerySet["Listing"]):
    def in_force(self, on: date) -> Self:
        return self.filter(valid_on(on))

    def of(self, kind: str, value: str) -> Self:
        return self.filter(kind=kind, value_key__in=Listing.keys(kind, value))


class Listing(models.Model):
    """A number, link or sender on the county's own lists: since when, by whom, why."""

    kind = models.CharField(max_length=8, choices=ListedKind)
    value = SealedTextField()
    value_key = models.CharField(max_length=64, db_index=True)
    side = models.CharField(max_length=8, choices=Side)
    # Who said so, and on what ground.
    source = models.CharField(max_length=200)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    valid_from = models.DateField()
    # The first day on which it does not hold any more.
    valid_to = models.DateField(null=True, blank=True)

    objects = ListingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "value_key"],
                condition=Q(valid_to=None),
                name="listing_one_side_at_a_time",
            ),
        ]

    class Privacy:
        personal: ClassVar = {
            "value": "what is compared; a number may be a person's",
            "added_by": "who answers for it",
        }
        plain: ClassVar = [
            "kind",
            "value_key",
            "side",
            "source",
            "valid_from",
            "valid_to",
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @staticmethod
    def key(kind: str, value: str) -> str:
        return blind_index(f"listed-{kind}", normal(kind, value))

    @staticmethod
    def keys(kind: str, value: str) -> list[str]:
        """To look for, also what was written under older secrets."""
        return blind_indexes(f"listed-{kind}", normal(kind, value))
