"""Traces of an incident's money: made, read, checked, acted upon."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from wuzha.audit.models import Outcome
from wuzha.audit.record import record
from wuzha.detection.files import TableError
from wuzha.detection.tracing import evidence
from wuzha.detection.tracing.cases import Case, Question
from wuzha.incidents.actions.stop_payments import draft_stops_for_accounts
from wuzha.incidents.models import FundTrace, Incident, Method, StopPaymentOrder
from wuzha.incidents.requesting import why_not_stop
from wuzha.incidents.traced import account_in
from wuzha.incidents.tracing import Basis, basis_of, standard
from wuzha.lib.refused import Refused
from wuzha.lib.words import N_, Sentence
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person

# First the one that the law's order of return looks at, then the one that shares.
METHODS = (Method.FIFO, Method.HAIRCUT)


@transaction.atomic
def trace_funds(
    *,
    incident: Incident,
    methods: Sequence[str] = METHODS,
    hops: int | None = None,
    hours: int | None = None,
    at: datetime | None = None,
    by: Person,
) -> list[FundTrace]:
    """Over all transfers that are at hand now, one trace by each method. Traces that
    were made before stay as they are."""
    require(by, Permission.INCIDENT_EDIT, incident.unit)
    incident = Incident.objects.locked(incident)
    incident.refuse_unless_editable()
    now = at or timezone.now()
    hops = standard("hops", now) if hops is None else hops
    hours = hours or standard("window_hours", now)
    basis = basis_of(incident, hops, timedelta(hours=hours))
    kept: Any = basis.as_json()
    made = incident.traces.aggregate(latest=Max("round"))["latest"] or 0
    traces = [
        FundTrace(
            incident=incident,
            round=made + 1,
            method=method,
            hops=hops,
            hours=hours,
            basis=kept,
            follows=incident.traces.filter(method=method).first(),
            made_at=now,
            made_by=by,
        )
        for method in Method.values
        if method in methods
    ]
    case = basis.case()
    for trace in traces:
        _find(trace, basis, case)
        trace.save(force_insert=True)
    record(
        "fund_trace.made",
        by=by,
        subject=traces[0],
        unit=incident.unit,
        methods=", ".join(trace.method for trace in traces),
        files=len(basis.files),
        accounts=traces[0].account_count,
        digests=", ".join(trace.digest for trace in traces),
    )
    return traces


@transaction.atomic
def read_trace(*, trace: FundTrace, how: str = "page", by: Person) -> None:
    """The page shows accounts masked; the paper and the evidence show them whole."""
    whole = how in {"word", "evidence"}
    needed = Permission.INCIDENT_EDIT if whole else Permission.INCIDENT_VIEW
    require(by, needed, trace.incident.unit)
    record(
        "fund_trace.read",
        by=by,
        subject=trace,
        unit=trace.incident.unit,
        outcome=Outcome.READ,
        how=how,
    )


@transaction.atomic
def check_trace(*, trace: FundTrace, by: Person) -> list[Sentence]:
    """Asks the same question of the same files again; empty: the evidence holds."""
    require(by, Permission.INCIDENT_VIEW, trace.incident.unit)
    document = json.loads(trace.evidence)
    differences = evidence.differences(document, Basis.of(trace).case())
    if document["digest"] != trace.digest:
        differences.append(Sentence(N_("证据的摘要不是追踪时登记的那一个。")))
    record(
        "fund_trace.checked",
        by=by,
        subject=trace,
        unit=trace.incident.unit,
        holds=not differences,
        digest=trace.digest,
    )
    return differences


@transaction.atomic
def draft_stop_of_trace(
    *, trace: FundTrace, account: str, at: datetime | None = None, by: Person
) -> StopPaymentOrder:
    """For an account that followed money came to."""
    require(by, Permission.STOP_DRAFT, trace.incident.unit)
    now = at or timezone.now()
    if why_not := why_not_stop(account, now):
        raise why_not
    (order,) = draft_stops_for_accounts(
        incident=trace.incident, accounts=[account_in(trace, account)], at=now, by=by
    )
    record(
        "fund_trace.stop_drafted",
        by=by,
        subject=trace,
        unit=trace.incident.unit,
        order=order.number,
    )
    return order


def _find(trace: FundTrace, basis: Basis, case: Case) -> None:
    asked = Question(
        seeds=basis.seeds,
        method=trace.method,
        hops=trace.hops,
        window=timedelta(hours=trace.hours),
    )
    try:
        answer = case.answer(asked)
    except TableError as wrong:
        raise Refused(str(wrong)) from wrong
    files = {name: name for name in basis.files}
    document = evidence.evidence(case, asked, answer, files)
    balances = document["found"]["balances"]
    trace.evidence = evidence.canonical(document)
    trace.digest = document["digest"]
    trace.account_count = len(balances)
    trace.remaining_cents = sum(one["remaining_cents"] for one in balances)
    sums = document["found"]["sums"]
    trace.started_cents = sum(one["started_cents"] for one in sums)
