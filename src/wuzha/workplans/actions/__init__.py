"""The verbs. Each is one transaction, one check, one record."""

from wuzha.workplans.actions.matches import choose_units
from wuzha.workplans.actions.reading import keep_reading, upload_plan
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

__all__ = [
    "accept_item",
    "accept_kind",
    "add_item",
    "choose_units",
    "correct_item",
    "describe_plan",
    "join_items",
    "keep_reading",
    "reject_item",
    "restore_item",
    "split_item",
    "upload_plan",
]
