"""The lines of a report: each a figure as it is derived, corrected, or was sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from wuzha.lib.periods import Period
from wuzha.reports.duties import keys_of
from wuzha.reports.figures import FIGURES, Measured
from wuzha.reports.models import Report
from wuzha.workplans.models import ExpectedReport


@dataclass(frozen=True)
class Line:
    """`derived` is what the records say where a person has said otherwise."""

    key: str
    label: str | Promise
    measured: Measured
    derived: Measured | None = None
    reason: str = ""

    @property
    def is_rate(self) -> bool:
        return self.measured.base is not None

    def kept(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "label": str(self.label),
            "value": self.measured.value,
            "base": self.measured.base,
            "is_money": self.measured.is_money,
            "derived": self.derived.value if self.derived else None,
            "reason": self.reason,
        }

    @classmethod
    def of(cls, kept: dict[str, Any]) -> "Line":
        """As it was sent, in the words of that time."""

        def measured(value: int) -> Measured:
            return Measured(value, kept["base"], is_money=kept["is_money"])

        derived = kept["derived"]
        return cls(
            kept["key"],
            kept["label"],
            measured(kept["value"]),
            None if derived is None else measured(derived),
            kept["reason"],
        )


def lines_of(
    expected: ExpectedReport, report: Report | None, *, period: Period | None = None
) -> list[Line]:
    """As they were sent; before that derived now, with the corrections. `period` is for
    whoever writes the past: as far as it had come."""
    if report is not None and report.is_fixed:
        return [Line.of(kept) for kept in report.frozen]
    latest = {one.key: one for one in report.corrections.all()} if report else {}
    found = []
    for key in keys_of(expected.duty):
        now = FIGURES[key].measured(expected.unit, period or expected.period)
        line = Line(key, FIGURES[key].label, now)
        if key in latest:
            said = Measured(latest[key].corrected, now.base, is_money=now.is_money)
            line = Line(key, FIGURES[key].label, said, now, latest[key].reason)
        found.append(line)
    return found


def is_all_zero(lines: list[Line], answers: dict[str, str]) -> bool:
    """Of figures and answers; words that somebody wrote are something."""
    figures = any(line.measured.value for line in lines)
    return not figures and not any(text.strip("0. ") for text in answers.values())


def counted_until(period: Period, at: datetime) -> datetime:
    """A cut-off can lie before the end of the period: what comes later counts in no
    report of it."""
    return min(period.ends_at, at)
