"""The verbs. Each is one transaction, one check, one record."""

from wuzha.workplans.actions.confirmation import confirm_plan, withdraw_plan
from wuzha.workplans.actions.expecting import (
    admit_units,
    change_cadence,
    make_reports,
    open_reports,
)
from wuzha.workplans.actions.making import announce_plan, make_work
from wuzha.workplans.actions.matches import choose_units
from wuzha.workplans.actions.playbooks import (
    cast_role,
    confirm_playbook,
    describe_playbook,
    make_playbook,
    move_step,
    read_playbooks_of,
    remove_role,
    remove_step,
    revise_playbook,
    withdraw_playbook,
    write_step,
)
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
from wuzha.workplans.actions.runs import (
    break_off_run,
    finish_run,
    start_drill,
    tick_step,
    untick_step,
)
from wuzha.workplans.actions.settling import (
    keep_all,
    keep_duties,
    keep_one,
    part_items,
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
    "admit_units",
    "announce_plan",
    "ask_extension",
    "block_task",
    "break_off_run",
    "cast_role",
    "change_cadence",
    "choose_units",
    "confirm_plan",
    "confirm_playbook",
    "correct_item",
    "decide_extension",
    "describe_plan",
    "describe_playbook",
    "finish_run",
    "hand_on_work",
    "join_items",
    "keep_all",
    "keep_duties",
    "keep_one",
    "keep_reading",
    "make_playbook",
    "make_reports",
    "make_work",
    "move_step",
    "open_reports",
    "part_items",
    "pass_on_task",
    "read_playbooks_of",
    "reject_item",
    "remove_role",
    "remove_step",
    "report_done",
    "report_duty",
    "restore_item",
    "retime_reports",
    "return_task",
    "revise_playbook",
    "split_item",
    "start_drill",
    "start_task",
    "tick_step",
    "untick_step",
    "upload_plan",
    "urge_task",
    "waive_report",
    "withdraw_plan",
    "withdraw_playbook",
    "write_step",
]
