"""A merchant is put on the list of those that rules leave alone, and taken off it."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.accounts.models import AllowedMerchant
from wuzha.audit.record import record
from wuzha.lib.refused import Conflict, Refused
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person, Unit
from wuzha.privacy.fields import blind_indexes


@transaction.atomic
def allow_merchant(
    *, account: str, name: str, source: str, valid_to: date, by: Person
) -> AllowedMerchant:
    """From today to before `valid_to`."""
    county, now = Unit.objects.root(), timezone.now()
    require(by, Permission.ACCOUNTS_REVIEW, county)
    today = timezone.localdate(now)
    if valid_to <= today:
        raise Refused(_("失效的日子要晚于今天。请重新填写。"))
    same = AllowedMerchant.objects.filter(
        account_key__in=blind_indexes("account", account), valid_to__gt=today
    )
    if same.exists():
        raise Conflict(_("这个账户已在白名单上。要改期限，请先移出再列入。"))
    made = AllowedMerchant.objects.create(
        account=account,
        name=name,
        source=source,
        valid_from=today,
        valid_to=valid_to,
        changed_by=by,
        changed_at=now,
    )
    record("merchant.allowed", by=by, subject=made, unit=county, until=valid_to)
    return made


@transaction.atomic
def end_allowance(*, merchant: AllowedMerchant, by: Person) -> None:
    """From today on its account is looked at like any other."""
    county, now = Unit.objects.root(), timezone.now()
    require(by, Permission.ACCOUNTS_REVIEW, county)
    merchant.valid_to = min(merchant.valid_to, timezone.localdate(now))
    merchant.changed_by, merchant.changed_at = by, now
    merchant.save(update_fields=["valid_to", "changed_by", "changed_at"])
    record("merchant.ended", by=by, subject=merchant, unit=county)
