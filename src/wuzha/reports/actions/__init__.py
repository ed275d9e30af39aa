"""The verbs. Each is one transaction, one check, one record."""

from wuzha.reports.actions.filing import (
    accept_report,
    correct_figure,
    keep_report,
    reopen_report,
    return_report,
    send_report,
)

__all__ = [
    "accept_report",
    "correct_figure",
    "keep_report",
    "reopen_report",
    "return_report",
    "send_report",
]
