"""The rule of a grade: the county's own, or the project's defaults (`lib.params`)."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from wuzha.earlywarnings.models import GradeRule
from wuzha.lib import params
from wuzha.organisation.models import Unit

STEPS = ("sign", "call", "meet", "feed_back")


def rule_of(*, county: Unit, grade: str, at: datetime) -> GradeRule:
    """Saved when the county has set one; `pk` is empty for the defaults."""
    own = GradeRule.objects.in_force(county=county, grade=grade, at=at).first()
    return own or default_rule(county=county, grade=grade, at=at)


def default_rule(*, county: Unit, grade: str, at: datetime) -> GradeRule:
    minutes = {
        name: _given(f"{grade}.{name}", at)
        for step in STEPS
        for name in (step, f"{step}_alarm")
    }
    return GradeRule(
        county=county,
        grade=grade,
        targets=list(_given(f"{grade}.targets", at)),
        levels=list(_given(f"{grade}.levels", at)),
        restarts=_given("hand_over_restarts", at),
        revisits=list(_given("revisit_hours", at)),
        **minutes,
    )


def joining_window(at: datetime) -> timedelta:
    return timedelta(hours=_given("joining_hours", at))


def no_loss_window(at: datetime) -> timedelta:
    return timedelta(days=_given("no_loss_days", at))


def defrauded_window(at: datetime) -> timedelta:
    return timedelta(days=_given("defrauded_within_days", at))


def _given(name: str, at: datetime) -> Any:
    """None where a grade has no such limit."""
    key = f"warning_defaults.{name}"
    if not params.table().has(key):
        return None
    return params.value(key, on=timezone.localdate(at)).value
