import re
from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wuzha.detection.texts.findings import (
    host_of,
    is_shared_host,
    official_numbers,
)
from wuzha.lib.words import N_
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


def kind_of(value: str) -> ListedKind:
    """As it looks."""
    if re.fullmatch(r"[+\d][\d \-()]*", value.strip()):
        return ListedKind.NUMBER
    is_link = normal(ListedKind.LINK, value) and re.match(r"[!-~]+$", value.strip())
    return ListedKind.LINK if is_link else ListedKind.SENDER


def why_not(kind: str, value: str, side: str) -> str:
    """Why it cannot stand on that side of the list; empty if it can."""
    plain = normal(kind, value)
    if not plain:
        return N_("这不像所选的种类，请核对后再填。")
    if side == Side.BLOCK and kind == ListedKind.LINK and is_shared_host(plain):
        return N_(
            "许多人共用这个网站，列入会把别人的内容也标成诈骗。请只写诈骗方自己的域名。"
        )
    if side == Side.BLOCK and kind == ListedKind.NUMBER and plain in official_numbers():
        return N_("这是公开的服务号码，不能列为涉诈。骗子冒用号码的，请在预警里说明。")
    return ""


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
    # Of which day that is; None: said on the day it was listed.
    as_of = models.DateField(null=True, blank=True)
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
            "as_of",
            "valid_from",
            "valid_to",
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def dated(self) -> date:
        return self.as_of or self.valid_from

    @staticmethod
    def key(kind: str, value: str) -> str:
        return blind_index(f"listed-{kind}", normal(kind, value))

    @staticmethod
    def keys(kind: str, value: str) -> list[str]:
        """To look for, also what was written under older secrets."""
        return blind_indexes(f"listed-{kind}", normal(kind, value))
