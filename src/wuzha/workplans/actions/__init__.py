"""The verbs. Each is one transaction, one check, one record."""

from wuzha.workplans.actions.confirmation import confirm_plan, withdraw_plan
from wuzha.workplans.actions.making import (
    announce_plan,
    make_reports,
    make_work,
    open_reports,
)
from wuzha.workplans.actions.matches import choose_units
from wuzha.workplans.actions.reading import keep_reading, upload_plan
from wuzha.workplans.actions.reports import report_duty, waive_report
from wuzha.workplans.actions.retiming import retime_reports
from wuzha.workplans.actions.review import (
    accept_item,
    accept_kind,
    add_item,
    correct_item,
    describe_plan,
    join_items,
    reject_item,
    restore_item,
    split_item,
)
from wuzha.workplans.actions.successions import hand_on_work
from wuzha.workplans.actions.tasks import (
    accept_task,
    ask_extension,
    block_task,
    decide_extension,
    pass_on_task,
    report_done,
    return_task,
    start_task,
    urge_task,
)

__all__ = [
    "accept_item",
    "accept_kind",
    "accept_task",
    "add_item",
    "announce_plan",
    "ask_extension",
    "block_task",
    "choose_units",
    "confirm_plan",
    "correct_item",
    "decide_extension",
    "describe_plan",
    "hand_on_work",
    "join_items",
    "keep_reading",
    "make_reports",
    "make_work",
    "open_reports",
    "pass_on_task",
    "reject_item",
    "report_done",
    "report_duty",
    "restore_item",
    "retime_reports",
    "return_task",
    "split_item",
    "start_task",
    "upload_plan",
    "urge_task",
    "waive_report",
    "withdraw_plan",
]
