"""The verbs. Each is one transaction, one check, one record."""

from wuzha.returns.actions.claims import (
    change_account,
    correct_claim,
    receive_claim,
    restore_claim,
    withdraw_claim,
)
from wuzha.returns.actions.objections import answer_objection, receive_objection
from wuzha.returns.actions.payments import confirm_payment, report_failure
from wuzha.returns.actions.rounds import (
    choose_way,
    decide_return,
    open_round,
    publish_notice,
    read_return,
    take_back_notice,
    withdraw_round,
)

__all__ = [
    "answer_objection",
    "change_account",
    "choose_way",
    "confirm_payment",
    "correct_claim",
    "decide_return",
    "open_round",
    "publish_notice",
    "read_return",
    "receive_claim",
    "receive_objection",
    "report_failure",
    "restore_claim",
    "take_back_notice",
    "withdraw_claim",
    "withdraw_round",
]
