"""The verbs. Each is one transaction, one check, one record."""

from wuzha.reports.actions.filing import correct_figure, keep_report, send_report
from wuzha.reports.actions.register import (
    answer_complaint,
    ask_field,
    choose_figures,
    complain,
    drop_field,
    end_asking,
    end_askings,
    register_asking,
    register_duties,
)
from wuzha.reports.actions.review import (
    accept_report,
    approve_report,
    reopen_report,
    return_report,
)

__all__ = [
    "accept_report",
    "answer_complaint",
    "approve_report",
    "ask_field",
    "choose_figures",
    "complain",
    "correct_figure",
    "drop_field",
    "end_asking",
    "end_askings",
    "keep_report",
    "register_asking",
    "register_duties",
    "reopen_report",
    "return_report",
    "send_report",
]
