"""Warnings for tests: everything has a plain value unless the test says otherwise."""

from itertools import count
from typing import Any

from wuzha.earlywarnings import actions
from wuzha.earlywarnings.intake import WarningIn
from wuzha.earlywarnings.models import Dissuasion
from wuzha.earlywarnings.states import Door, Grade, Stream
from wuzha.organisation.models import Person

_numbers = count(1)
ADDRESS = "青石县河口镇柳湾村第一网格3组12号"


def warning_in(**overrides: Any) -> WarningIn:
    number = next(_numbers)
    facts: dict[str, Any] = {
        "source_number": f"CS-{number:06d}",
        "stream": Stream.CONTACT,
        "grade": Grade.MEDIUM,
        "name": "申屠远",
        "phone": f"139{number:08d}",
        "address": ADDRESS,
        "fraud_class": "F02",
        "clue": "多次接听境外来电，通话时长超过二十分钟",
    }
    return WarningIn(**facts | overrides)


def receive(*, by: Person, **overrides: Any) -> Dissuasion:
    received = actions.receive_warning(
        warning=warning_in(**overrides), door=Door.HAND, by=by
    )
    return received.dissuasion
