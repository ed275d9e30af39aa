"""The verbs. Each is one transaction, one check, one record."""

from wuzha.earlywarnings.actions.alarms import (
    answer_alarm,
    answer_revisit_alarm,
    pause_clock,
    resume_clock,
)
from wuzha.earlywarnings.actions.cases import join_incident, join_reported, open_case
from wuzha.earlywarnings.actions.contacts import record_attempt, sign, take_back_attempt
from wuzha.earlywarnings.actions.dispatching import dispatch, send_back
from wuzha.earlywarnings.actions.endings import (
    close,
    mark_duplicate,
    mark_invalid,
    reopen,
    return_feedback,
    transfer,
)
from wuzha.earlywarnings.actions.intake import (
    Received,
    receive_from_system,
    receive_warning,
    receive_warnings,
    withdraw_warning,
)
from wuzha.earlywarnings.actions.leaving import release_left
from wuzha.earlywarnings.actions.meetings import (
    MeetingIn,
    feed_back,
    record_meeting,
    take_back_meeting,
)
from wuzha.earlywarnings.actions.photos import add_photo, look_at_photo
from wuzha.earlywarnings.actions.reading import (
    export_cases,
    open_dispatch,
    open_visit,
    print_notice,
)
from wuzha.earlywarnings.actions.retention import deidentify_old
from wuzha.earlywarnings.actions.revisits import plan_revisit, record_revisit
from wuzha.earlywarnings.actions.settings import (
    GradeRuleIn,
    add_place_name,
    remove_place_name,
    set_grade_rule,
)

__all__ = [
    "GradeRuleIn",
    "MeetingIn",
    "Received",
    "add_photo",
    "add_place_name",
    "answer_alarm",
    "answer_revisit_alarm",
    "close",
    "deidentify_old",
    "dispatch",
    "export_cases",
    "feed_back",
    "join_incident",
    "join_reported",
    "look_at_photo",
    "mark_duplicate",
    "mark_invalid",
    "open_case",
    "open_dispatch",
    "open_visit",
    "pause_clock",
    "plan_revisit",
    "print_notice",
    "receive_from_system",
    "receive_warning",
    "receive_warnings",
    "record_attempt",
    "record_meeting",
    "record_revisit",
    "release_left",
    "remove_place_name",
    "reopen",
    "resume_clock",
    "return_feedback",
    "send_back",
    "set_grade_rule",
    "sign",
    "take_back_attempt",
    "take_back_meeting",
    "transfer",
    "withdraw_warning",
]
