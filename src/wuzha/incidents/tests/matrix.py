"""Who gets which address of incidents, orders and freezes."""

from typing import Any

import pytest

from wuzha.incidents import actions
from wuzha.incidents.inputs import ComplaintIn, IdentifierIn
from wuzha.incidents.tests.make import (
    OTHER_ACCOUNT,
    drafted,
    executed,
    issued,
    open_case,
    payment,
    replied,
)
from wuzha.incidents.tests.test_freeze_actions import PAPER
from wuzha.organisation.models import Person

GONE = {"*": 404, "stranger": 302}
# Sees the case: the county, the station that works on it.
SEERS = {"lin": 200, "luo": 200, "wei": 200, "su": 200, "zhou": 200, **GONE}
EVERYWHERE_SEERS = {**SEERS, "other_su": 200}
WORKERS = {"lin": 200, "wei": 200, "su": 200, **GONE}
POLICE = {"wei": 200, "su": 200, **GONE}
COUNTY_POLICE = {"wei": 200, **GONE}
BANK = {"qiao": 200, "ding": 200, **GONE}
REPORTERS = {
    **dict.fromkeys(("lin", "wei", "su", "hong", "tan", "qiao", "ding"), 200),
    **{"other_su": 200, "other_hong": 200},
    **GONE,
}
MATRIX: dict[str, dict[str, int]] = {
    "incidents": EVERYWHERE_SEERS,
    "incidents_sheet": EVERYWHERE_SEERS,
    "incident_new": {**WORKERS, "other_su": 200},
    "incident_report": REPORTERS,
    "incident_reports": REPORTERS,
    "incident": SEERS,
    "incident_story": SEERS,
    "incident_correct": WORKERS,
    "incident_playbook": WORKERS,
    "incident_dismiss": WORKERS,
    "incident_review": POLICE,
    # To ask is to see the case; which field may be shown is asked when it is posted.
    "incident_reveal": SEERS,
    "payment_add": WORKERS,
    "payment_correct": WORKERS,
    "stop_payments": EVERYWHERE_SEERS,
    "stop_payments_sheet": EVERYWHERE_SEERS,
    "stop_payment": {**SEERS, "qiao": 200, "ding": 200},
    "stop_payment_correct": WORKERS,
    "stop_payment_issue": POLICE,
    "stop_payment_recall": POLICE,
    "stop_payment_lift": POLICE,
    # A paper shows everything, so that those who only see the case get none.
    "stop_payment_paper": {**WORKERS, **BANK, "luo": 403, "zhou": 403},
    "stop_payment_fields": {**WORKERS, **BANK, "luo": 403, "zhou": 403},
    "freeze_decide": COUNTY_POLICE,
    "bank_reply_add": WORKERS,
    "bank_reply": WORKERS,
    "fund_trace_new": WORKERS,
    "fund_trace": SEERS,
    "fund_trace_sheet": SEERS,
    "fund_trace_paper": {**WORKERS, "luo": 403, "zhou": 403},
    "fund_trace_evidence": {**WORKERS, "luo": 403, "zhou": 403},
    "freezes": EVERYWHERE_SEERS,
    "freeze": SEERS,
    "freeze_extend": COUNTY_POLICE,
    "freeze_unfreeze": COUNTY_POLICE,
    "freeze_complaint": {**WORKERS, **BANK},
    "complaint_decide": COUNTY_POLICE,
    "complaint_place": COUNTY_POLICE,
    "bank_orders": BANK,
    "counter_questions": BANK,
}


def _first(deeds: dict[str, int], then: int) -> dict[str, int]:
    """In the order of the cast: the first does the deed, the next ones find it done."""
    names = [name for name in ("lin", "wei", "su") if deeds.get(name) == 200]
    return {names[0]: 302, **dict.fromkeys(names[1:], then), **GONE}


POST_ONLY: dict[str, dict[str, int]] = {
    "incident_accept": _first(WORKERS, 409),
    "incident_restore": _first(WORKERS, 409),
    # Without a review.
    "incident_close": {"wei": 409, "su": 409, **GONE},
    "incident_reopen": {"wei": 409, "su": 409, **GONE},
    # Without a class the page is shown again.
    "incident_sort": {"lin": 302, "wei": 302, "su": 302, **GONE},
    "identifier_add": {"lin": 302, "wei": 302, "su": 302, **GONE},
    "identifier_remove": {"lin": 302, **GONE},
    "payment_remove": {"lin": 302, "wei": 302, "su": 302, **GONE},
    "payment_restore": {"lin": 302, "wei": 302, "su": 302, **GONE},
    "stop_payment_draft": _first(WORKERS, 409),
    "stop_payment_discard": _first(WORKERS, 409),
    "stop_payment_restore": _first(WORKERS, 409),
    "stop_payment_renew": _first(WORKERS, 409),
    "stop_payment_execute": {"qiao": 422, "ding": 422, **GONE},
    "stop_payment_refuse": {"qiao": 422, "ding": 422, **GONE},
    "stop_payment_feed_back": {"qiao": 422, "ding": 422, **GONE},
    "stop_payment_papers": {"wei": 302, "su": 409, **GONE},
    "bank_reply_count": _first(WORKERS, 409),
    "bank_reply_take_back": _first(WORKERS, 409),
    "fund_trace_check": SEERS,
    # Without a place in the trace.
    "fund_trace_stop": {"lin": 302, "wei": 302, "su": 302, **GONE},
    "freeze_unrelated": {"wei": 302, **GONE},
    "freeze_related": {"wei": 302, **GONE},
}
ACCOUNTS = [f"62220200000000{number:04}" for number in range(10)]


def arguments(
    cast: dict[str, Person], request: pytest.FixtureRequest
) -> dict[str, tuple[Any, ...]]:
    station = request.getfixturevalue("station")
    su, wei, qiao = cast["su"], cast["wei"], cast["qiao"]
    case = open_case(unit=station, by=su)
    reported, dismissed = (_reported(request, qiao) for _ in range(2))
    actions.dismiss_incident(incident=dismissed, reason="重复", by=su)
    drafts = [_order(case, number, su, drafted) for number in (1, 2)]
    actions.discard_stop_payment(order=drafts[1], by=su)
    sent = _order(case, 3, su, issued)
    running, frozen = (_executed(case, number, su, qiao) for number in (4, 5))
    freeze = actions.freeze(
        order=frozen, term="ordinary", amount_cents=1, approval=PAPER, by=wei
    )
    complaint = actions.receive_freeze_complaint(
        freeze=freeze, name="周", phone="", capacity="holder", grounds="货款", by=su
    )
    written = actions.receive_public_complaint(
        written=ComplaintIn(
            told_account="0006",
            told_number="",
            name="周",
            phone="13900001234",
            capacity="holder",
            grounds="货款",
        )
    )
    mark = IdentifierIn(kind="link", value="shua.example.com")
    actions.add_identifiers(incident=case, identifiers=[mark], by=su)
    paid = case.payments.order_by("pk").first()
    extra = actions.add_payment(
        incident=case, payment=payment(payee_account=OTHER_ACCOUNT), by=su
    )
    trace, _ = actions.trace_funds(incident=case, by=su)
    reply = replied(case, by=su)
    of_case = (
        "incident",
        "story",
        "sort",
        "correct",
        "dismiss",
        "review",
        "close",
        "reopen",
        "playbook",
    )
    return {
        **{
            name if name == "incident" else f"incident_{name}": (case.pk,)
            for name in of_case
        },
        "incident_accept": (reported.pk,),
        "incident_restore": (dismissed.pk,),
        "incident_reveal": (case.pk, "victim_phone"),
        "payment_add": (case.pk,),
        "identifier_add": (case.pk,),
        "identifier_remove": (case.identifiers.get().pk,),
        **{f"payment_{name}": (extra.pk,) for name in ("correct", "remove", "restore")},
        "stop_payment_draft": (paid.pk,),
        "stop_payment": (sent.pk,),
        "stop_payment_restore": (drafts[1].pk,),
        **{
            f"stop_payment_{name}": (drafts[0].pk,)
            for name in ("correct", "issue", "discard")
        },
        **{
            f"stop_payment_{name}": (sent.pk,)
            for name in (
                *("recall", "execute", "refuse", "feed_back", "paper", "fields"),
                "papers",
            )
        },
        **{f"stop_payment_{name}": (running.pk,) for name in ("lift", "renew")},
        "bank_reply_add": (case.pk,),
        "fund_trace_new": (case.pk,),
        **dict.fromkeys(
            ("bank_reply", "bank_reply_count", "bank_reply_take_back"), (reply.pk,)
        ),
        **{
            f"fund_trace{name}": (trace.pk,)
            for name in ("", "_sheet", "_paper", "_evidence", "_check", "_stop")
        },
        "freeze_decide": (running.pk,),
        "complaint_decide": (complaint.pk,),
        "complaint_place": (written.pk,),
        **dict.fromkeys(
            (
                *(
                    *("freeze", "freeze_extend", "freeze_unfreeze"),
                    *("freeze_unrelated", "freeze_related", "freeze_complaint"),
                ),
            ),
            (freeze.pk,),
        ),
    }


def _reported(request: pytest.FixtureRequest, by: Person) -> Any:
    from wuzha.incidents.inputs import VictimIn
    from wuzha.incidents.tests.make import ENTERED, REPORTED

    return actions.report_incident(
        reporting_unit=request.getfixturevalue("branch"),
        unit=request.getfixturevalue("station"),
        channel="bank",
        fraud_class="F99",
        victim=VictimIn(),
        reported_at=REPORTED,
        at=ENTERED,
        by=by,
    )


def _paid(case: Any, number: int, by: Person) -> Any:
    return actions.add_payment(
        incident=case, payment=payment(payee_account=ACCOUNTS[number]), by=by
    )


def _order(case: Any, number: int, by: Person, how: Any) -> Any:
    return how(incident=case, by=by, payment=_paid(case, number, by))


def _executed(case: Any, number: int, police: Person, bank: Person) -> Any:
    return executed(
        incident=case, police=police, bank=bank, payment=_paid(case, number, police)
    )
