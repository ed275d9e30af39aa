"""What an incident is made of: the payments that left and what the fraud used."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.incidents.inputs import IdentifierIn, PaymentIn
from wuzha.incidents.models import Identifier, Incident, Payment, StopPaymentOrder
from wuzha.incidents.requesting import retime_request
from wuzha.lib.refused import Refused
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person

KEYS = ("payee_account_key", "payer_account_key")


@transaction.atomic
def add_payment(
    *,
    incident: Incident,
    payment: PaymentIn,
    at: datetime | None = None,
    by: Person,
) -> Payment:
    require(by, Permission.INCIDENT_EDIT, incident.unit)
    incident = _editable(incident)
    now = at or timezone.now()
    added = Payment(incident=incident, entered_at=now, **payment.fields())
    added.save(force_insert=True)
    _count_losses(incident)
    retime_request(incident, at=now, by=by)
    record(
        "payment.added",
        by=by,
        subject=added,
        unit=incident.unit,
        amount_cents=added.amount_cents,
    )
    return added


@transaction.atomic
def correct_payment(
    *, payment: Payment, to: PaymentIn, at: datetime | None = None, by: Person
) -> None:
    require(by, Permission.INCIDENT_EDIT, payment.incident.unit)
    incident = _editable(payment.incident)
    _refuse_what_was_sent(payment)
    columns = to.fields()
    before = payment.amount_cents
    for column, value in columns.items():
        setattr(payment, column, value)
    payment.save(update_fields=[*columns, *KEYS])
    _count_losses(incident)
    retime_request(incident, at=at or timezone.now(), by=by)
    record(
        "payment.corrected",
        by=by,
        subject=payment,
        unit=incident.unit,
        before_cents=before,
        after_cents=payment.amount_cents,
    )


@transaction.atomic
def remove_payment(*, payment: Payment, at: datetime | None = None, by: Person) -> None:
    """Entered by mistake; it can be taken back."""
    require(by, Permission.INCIDENT_EDIT, payment.incident.unit)
    incident = _editable(payment.incident)
    _refuse_what_was_sent(payment)
    payment.removed_at = at or timezone.now()
    payment.save(update_fields=["removed_at"])
    _count_losses(incident)
    retime_request(incident, at=payment.removed_at, by=by)
    record("payment.removed", by=by, subject=payment, unit=incident.unit)


@transaction.atomic
def restore_payment(
    *, payment: Payment, at: datetime | None = None, by: Person
) -> None:
    """The clock of the request counts from the report, as if it had not ended."""
    require(by, Permission.INCIDENT_EDIT, payment.incident.unit)
    incident = _editable(payment.incident)
    payment.removed_at = None
    payment.save(update_fields=["removed_at"])
    _count_losses(incident)
    reported_at = incident.reported_at
    retime_request(incident, begins=reported_at, at=at or timezone.now(), by=by)
    record("payment.restored", by=by, subject=payment, unit=incident.unit)


@transaction.atomic
def add_identifiers(
    *, incident: Incident, identifiers: Iterable[IdentifierIn], by: Person
) -> None:
    """What is there already stays as it is."""
    require(by, Permission.INCIDENT_EDIT, incident.unit)
    incident = _editable(incident)
    rows = [Identifier.of(incident, **one.fields()) for one in identifiers]
    Identifier.objects.bulk_create(rows, ignore_conflicts=True)
    record(
        "identifier.added",
        by=by,
        subject=incident,
        unit=incident.unit,
        kinds=", ".join(sorted({row.kind for row in rows})),
    )


@transaction.atomic
def remove_identifier(*, identifier: Identifier, by: Person) -> None:
    require(by, Permission.INCIDENT_EDIT, identifier.incident.unit)
    incident = _editable(identifier.incident)
    record(
        "identifier.removed",
        by=by,
        subject=identifier,
        unit=incident.unit,
        kind=identifier.kind,
    )
    identifier.delete()


def _editable(incident: Incident) -> Incident:
    incident = Incident.objects.locked(incident)
    incident.refuse_unless_editable()
    return incident


def _refuse_what_was_sent(payment: Payment) -> None:
    """A bank has matched by these items: changing them would make the order a lie."""
    sent = StopPaymentOrder.objects.requested().filter(
        incident=payment.incident_id, account_key=payment.payee_account_key
    )
    if (order := sent.first()) is not None:
        raise Refused(
            _(
                "这笔款项已写进%(number)s并送交银行，不能改动。请先撤回止付令，或另加一笔。"
            )
            % {"number": order.number}
        )


def _count_losses(incident: Incident) -> None:
    incident.loss_cents = incident.losses()
    incident.save(update_fields=["loss_cents"])
