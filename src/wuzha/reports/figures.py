"""The catalogue of figures: each a set of rows, and how the rows are counted. What is
counted and what is shown on a click are the same rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wuzha.earlywarnings import figures as warnings
from wuzha.incidents import figures as incidents
from wuzha.lib.money import wan_text
from wuzha.lib.periods import Period
from wuzha.organisation.models import Unit
from wuzha.returns import figures as returns
from wuzha.workplans.figures import drills_held, reports_of
from wuzha.workplans.models import ExpectedReport, Task
from wuzha.workplans.states import ReportState, TaskState

Rows = Callable[[Unit, Period], QuerySet[Any]]
CASES, PEOPLE, TIMES = _("件"), _("人次"), _("次")


@dataclass(frozen=True)
class Figure:
    """`amount` counts cents over the rows; without it, the rows are counted. A rate is
    taken of the rows of `of`, counted alike."""

    label: str | Promise
    rows: Rows
    amount: Callable[[Any], int] | None = None
    of: Rows | None = None
    measure: str | Promise = CASES
    of_amount: Callable[[Any], int] | None = None
    # The rows of `of` that `rows` has not, where they are so few that counting them
    # alone is far less work.
    others: Rows | None = None

    @property
    def is_money(self) -> bool:
        return self.amount is not None

    @property
    def is_rate(self) -> bool:
        return self.of is not None

    def value(self, unit: Unit, period: Period) -> int:
        return self._counted(self.rows(unit, period), self.amount)

    def measured(self, unit: Unit, period: Period) -> "Measured":
        value = self.value(unit, period)
        return Measured(value, self._base(unit, period, value), is_money=self.is_money)

    def _base(self, unit: Unit, period: Period, value: int) -> int | None:
        """What a rate is taken of; None for what is no rate."""
        if self.others is not None:
            return value + self._counted(self.others(unit, period), self.amount)
        if self.of is None:
            return None
        return self._counted(self.of(unit, period), self.of_amount or self.amount)

    @staticmethod
    def _counted(rows: QuerySet[Any], amount: Callable[[Any], int] | None) -> int:
        return amount(rows) if amount else rows.count()


@dataclass(frozen=True)
class Measured:
    """A figure of one unit and period. Of a rate `value` stands over `base`; both are
    cents where money is counted."""

    value: int
    base: int | None = None
    is_money: bool = False

    @property
    def share(self) -> float | None:
        """Nothing of nothing is no rate: neither 0 nor 100 %."""
        return self.value / self.base if self.base else None

    @property
    def text(self) -> str:
        """86 · 1.2万元 · 80.0%（4/5） · —（0/0）"""
        if self.base is None:
            return self._plain(self.value)
        share = "—" if self.share is None else f"{self.share:.1%}"
        return f"{share}（{self._plain(self.value)}/{self._plain(self.base)}）"

    def _plain(self, number: int) -> str:
        return str(wan_text(number)) if self.is_money and number else str(number)


def _warnings(key: str, stream: str = "") -> Rows:
    def rows(unit: Unit, period: Period) -> QuerySet[Any]:
        return warnings.rows_of(key, unit=unit, period=period, stream=stream)

    return rows


def _tasks(unit: Unit, **when: Any) -> QuerySet[Task]:
    rows = Task.objects.filter(unit__path__startswith=unit.path, **when)
    return rows.exclude(state=TaskState.CANCELLED)


def _tasks_due(unit: Unit, period: Period) -> QuerySet[Task]:
    return _tasks(unit, due__gte=period.first, due__lte=period.last)


def _tasks_done(unit: Unit, period: Period) -> QuerySet[Task]:
    """Accepted in the period, whenever they were due."""
    when = {"ended_at__gte": period.starts_at, "ended_at__lt": period.ends_at}
    return _tasks(unit, state=TaskState.DONE, **when)


def _due_tasks_done(unit: Unit, period: Period) -> QuerySet[Task]:
    return _tasks_due(unit, period).filter(state=TaskState.DONE)


IN_TIME = (ReportState.REPORTED, ReportState.ZERO)
NOT_IN_TIME = (ReportState.LATE, ReportState.WAITING)


def _reports(*states: ReportState) -> Rows:
    """By when they were due. The states are named: an index has them, which what is
    excluded is not."""

    def rows(unit: Unit, period: Period) -> QuerySet[ExpectedReport]:
        due = {"due_at__gte": period.starts_at, "due_at__lt": period.ends_at}
        return reports_of(unit).filter(state__in=states, **due)

    return rows


FIGURES: Mapping[str, Figure] = {
    "received": Figure(_("预警收到"), _warnings("received"), measure=PEOPLE),
    "fund_received": Figure(_("资金预警收到"), _warnings("received", "fund")),
    "contact_received": Figure(_("触网预警收到"), _warnings("received", "contact")),
    "signed_in_time": Figure(_("按时签收"), _warnings("signed_in_time")),
    "signed_in_time_rate": Figure(
        _("按时签收率"), _warnings("signed_in_time"), of=_warnings("received")
    ),
    "attempts": Figure(_("联系次数"), warnings.attempts_made, measure=TIMES),
    "reached": Figure(_("已联系上"), _warnings("reached"), measure=PEOPLE),
    "meetings": Figure(_("见面次数"), warnings.meetings_held, measure=TIMES),
    "met": Figure(_("已见面"), _warnings("met")),
    "met_rate": Figure(_("见面率"), _warnings("met"), of=_warnings("to_meet")),
    "met_in_time": Figure(_("按时见面"), _warnings("met_in_time")),
    "met_in_time_rate": Figure(
        _("按时见面率"), _warnings("met_in_time"), of=_warnings("to_meet")
    ),
    "missed": Figure(_("超时未见面"), _warnings("missed")),
    "revisits": Figure(_("回访完成"), warnings.revisits_done, measure=TIMES),
    "revisits_in_time_rate": Figure(
        _("按时回访率"), warnings.revisits_in_time, of=warnings.revisits_due
    ),
    "dissuaded": Figure(_("劝阻成功"), _warnings("dissuaded")),
    "dissuaded_rate": Figure(
        _("劝阻成功率"), _warnings("dissuaded"), of=_warnings("met")
    ),
    "defrauded": Figure(_("预警后被骗"), _warnings("defrauded")),
    "defrauded_rate": Figure(
        _("预警后被骗率"), _warnings("defrauded"), of=_warnings("received")
    ),
    "incidents": Figure(_("新立案件"), incidents.incidents_reported),
    "losses": Figure(_("案件损失"), incidents.incidents_reported, incidents.losses),
    "requests": Figure(_("止付请求"), incidents.orders_requested),
    "requested": Figure(
        _("请求止付金额"), incidents.orders_requested, incidents.requested_cents
    ),
    "executed": Figure(_("已执行止付"), incidents.orders_executed),
    "stopped": Figure(
        _("实际止付金额"), incidents.orders_executed, incidents.stopped_cents
    ),
    "stopped_rate": Figure(
        _("止付率"),
        incidents.orders_requested,
        incidents.stopped_cents,
        of=incidents.orders_requested,
        of_amount=incidents.requested_cents,
    ),
    "freezes": Figure(_("冻结"), incidents.freezes_decided),
    "frozen": Figure(_("冻结金额"), incidents.freezes_decided, incidents.frozen_cents),
    "returned": Figure(_("返还金额"), returns.claims_paid, returns.returned_cents),
    "returned_rate": Figure(
        _("返还率（占案件损失）"),
        returns.claims_paid,
        returns.returned_cents,
        of=incidents.incidents_reported,
        of_amount=incidents.losses,
    ),
    "tasks_done": Figure(_("任务完成"), _tasks_done),
    "tasks_done_rate": Figure(_("到期任务完成率"), _due_tasks_done, of=_tasks_due),
    "drills": Figure(_("预案演练"), drills_held, measure=TIMES),
    "reports_in_time_rate": Figure(
        _("报表按时率"),
        _reports(*IN_TIME),
        of=_reports(*IN_TIME, *NOT_IN_TIME),
        others=_reports(*NOT_IN_TIME),
    ),
}
