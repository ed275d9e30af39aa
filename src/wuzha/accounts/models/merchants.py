from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from wuzha.lib import masking
from wuzha.organisation.models import Person
from wuzha.privacy.fields import BlindIndexField, SealedTextField


class AllowedMerchant(models.Model):
    """A merchant that somebody checked and found to be what it says, for a time: rules
    that ask for it leave its account alone. It frees nobody from anything else."""

    account = SealedTextField()
    account_key = BlindIndexField(source="account", domain="account")
    name = SealedTextField()
    # Who checked it, and on which papers.
    source = models.CharField(max_length=200)
    valid_from = models.DateField()
    # The first day on which it does not hold any more.
    valid_to = models.DateField()
    changed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")),
                name="allowed_merchant_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(source=""), name="allowed_merchant_from_a_source"
            ),
        ]

    class Privacy:
        personal: ClassVar = {
            "account": "the account that rules leave alone",
            "name": "a merchant may be one person",
            "changed_by": "who answers for it",
        }
        plain: ClassVar = [
            *("account_key", "source", "valid_from", "valid_to", "changed_at"),
        ]

    def __str__(self) -> str:
        return masking.bank_account_for_bank(self.account)
