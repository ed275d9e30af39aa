"""The nouns: what happened, what was ordered about the money, what came of it."""

from wuzha.incidents.models.complaints import Capacity, FreezeComplaint
from wuzha.incidents.models.freezes import (
    ApprovalLevel,
    Freeze,
    FreezeRenewal,
    FreezeTerm,
)
from wuzha.incidents.models.incidents import (
    AgeBand,
    Identifier,
    IdentifierKind,
    Incident,
    KeyedIdentifier,
    Payment,
    PaymentChannel,
    ReportChannel,
    Sex,
)
from wuzha.incidents.models.reviews import Answer, Review
from wuzha.incidents.models.sortings import Sorting
from wuzha.incidents.models.stop_payments import (
    AccountKind,
    RefusalCause,
    StopPaymentOrder,
)
from wuzha.incidents.models.traces import BankReply, FundTrace, Method

__all__ = [
    "AccountKind",
    "AgeBand",
    "Answer",
    "ApprovalLevel",
    "BankReply",
    "Capacity",
    "Freeze",
    "FreezeComplaint",
    "FreezeRenewal",
    "FreezeTerm",
    "FundTrace",
    "Identifier",
    "IdentifierKind",
    "Incident",
    "KeyedIdentifier",
    "Method",
    "Payment",
    "PaymentChannel",
    "RefusalCause",
    "ReportChannel",
    "Review",
    "Sex",
    "Sorting",
    "StopPaymentOrder",
]
