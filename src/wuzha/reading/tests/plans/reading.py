"""Reads invented plans as a file would be read."""

from wuzha.reading.intake import read_source
from wuzha.reading.plan import Duty, Plan, Target, Task
from wuzha.reading.reader import read_plans


def plans(text: str) -> tuple[Plan, ...]:
    return read_plans(read_source(text.encode(), "方案.txt"))


def plan(text: str) -> Plan:
    """Of a text that holds one plan."""
    (only,) = plans(text)
    return only


def item(text: str) -> Plan:
    """A numbered item under a heading that asks for work."""
    return plan(f"云岭县反诈工作方案\n一、工作任务\n1.{text}\n2.做好收尾工作。\n")


def task(text: str) -> Task:
    found = item(text).tasks
    assert len(found) > 1, found
    return found[0]


def duty(text: str) -> Duty:
    (only,) = item(text).duties
    return only


def target(text: str) -> Target:
    (only,) = item(text).targets
    return only
