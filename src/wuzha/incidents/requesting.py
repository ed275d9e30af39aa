"""What of a case can still be asked of a bank, and the clock that times the asking.

Called inside actions, which have checked the right. The clock of the request runs while
something is left to ask for: it ends with the first order that is issued, or when other
cases hold every account, or when the draft was discarded; it begins again when a new
payment comes in or an account becomes free.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.clocks import engine
from wuzha.clocks.models import Clock
from wuzha.clocks.states import ClockState
from wuzha.incidents.models import Incident, Payment, StopPaymentOrder
from wuzha.incidents.notifying import settle, tell_police
from wuzha.incidents.states import UNDER_WAY, ClockKind, IncidentState, StopState
from wuzha.incidents.timing import most_stops, time_request
from wuzha.lib.refused import Conflict, Refused
from wuzha.organisation.models import Person
from wuzha.organisation.words import kept
from wuzha.privacy.fields import blind_indexes

# Somebody is at it, or the money is held already.
TAKEN = (*UNDER_WAY, StopState.EXECUTED)


@dataclass(frozen=True)
class Unasked:
    """An account of a case for which the case has no order, by a payment into it."""

    payment: Payment
    is_discarded: bool
    why_not: Refused | None

    @property
    def is_left(self) -> bool:
        return self.why_not is None and not self.is_discarded


def why_not_stop(
    account: str, at: datetime, *, unless: Sequence[StopState] = TAKEN
) -> Refused | None:
    """Looks at all incidents, for the bank stops an account, not a case."""
    orders = StopPaymentOrder.objects.of_account(account)
    taken = orders.filter(state__in=unless).select_related("incident__unit").first()
    if taken is not None:
        return Conflict(
            _(
                "这个账户已有%(number)s（%(state)s，%(unit)s），不必重复起草。"
                "需要时请与该单位联系。"
            )
            % {
                "number": taken.number,
                "state": taken.state_label,
                "unit": taken.incident.unit.name,
            }
        )
    most = most_stops(at).whole
    if orders.executed().count() >= most:
        return Refused(
            _(
                "这个账户已止付%(times)d次，达到上限，不能再次止付。"
                "需要继续控制的，请办理冻结。"
            )
            % {"times": most}
        )
    return None


def unasked(incident: Incident, at: datetime) -> Iterator[Unasked]:
    """One an account, the earliest payment into it. A draft that was discarded stands
    for what was known when it was made: a payment entered later asks anew."""
    into: dict[str, list[Payment]] = {}
    for payment in incident.payments.standing():
        into.setdefault(payment.payee_account, []).append(payment)
    for account, payments in into.items():
        own = incident.orders.of_account(account)
        if own.exclude(state=StopState.DISCARDED).exists():
            continue
        latest = max(payment.entered_at for payment in payments)
        yield Unasked(
            payments[0],
            own.filter(drafted_at__gte=latest).exists(),
            why_not_stop(account, at),
        )


def retime_request(
    incident: Incident, *, begins: datetime | None = None, at: datetime, by: Person
) -> bool:
    """Starts or ends the clock of the request as the case now is; answers whether it
    was started. It counts from the report, and after an end from now, or from `begins`
    when what ended it is taken back."""
    if incident.state not in (IncidentState.REPORTED, IncidentState.OPEN):
        return False
    timed = Clock.objects.of(incident).filter(kind=ClockKind.REQUEST)
    if timed.filter(state=ClockState.DONE).exists():
        return False
    accounts = list(unasked(incident, at))
    drafted = incident.orders.filter(state=StopState.DRAFTED).exists()
    is_wanted = drafted or any(account.is_left for account in accounts)
    is_timed = timed.open().exists()
    if is_timed and not is_wanted:
        _end(incident, accounts, at, by)
    if is_timed or not is_wanted:
        return False
    time_request(incident, begins or (at if timed.exists() else None), at)
    return True


def retime_requests(
    order: StopPaymentOrder, *, begins: datetime | None = None, at: datetime, by: Person
) -> None:
    """The account of the order was taken or became free: that concerns its own case and
    every other that lost money into the account."""
    retime_request(order.incident, begins=begins, at=at, by=by)
    keys = blind_indexes("account", order.account)
    payments = Payment.objects.standing().filter(payee_account_key__in=keys)
    others = Incident.objects.open().filter(pk__in=payments.values("incident"))
    for other in others.exclude(pk=order.incident_id).select_related("unit"):
        if retime_request(other, at=at, by=by):
            tell_police(other, other.unit, kept("收款账户可以申请止付了"), at=at)


def _end(
    incident: Incident, accounts: Sequence[Unasked], at: datetime, by: Person
) -> None:
    engine.cancel(subject=incident, kinds=[ClockKind.REQUEST], at=at)
    if incident.is_open:
        settle(subject=incident)
    causes = {"discarded" if one.is_discarded else "taken" for one in accounts}
    record(
        "incident.request_ended",
        by=by,
        subject=incident,
        unit=incident.unit,
        cause=", ".join(sorted(causes)) or "no_payments",
    )
