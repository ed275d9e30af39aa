"""What each row of a table would do, and all that is wrong with it."""

from collections.abc import Iterator, Mapping

from wuzha.documents.excel import Table, TableRow
from wuzha.documents.importkinds import A, ImportKind, Plan
from wuzha.documents.problems import RowProblem
from wuzha.documents.states import Planned
from wuzha.lib.words import N_, Sentence

_PLANNED_AT_ONCE = 1_000


def plans_of(
    table: Table, kind: ImportKind[A]
) -> Iterator[tuple[TableRow, Plan, list[RowProblem]]]:
    first: dict[str, int] = {}
    for row, plan in _row_plans(table, kind):
        problems = [*row.problems, *_errors(plan, row.number, table.titles)]
        if plan.key and first.setdefault(plan.key, row.number) != row.number:
            problems.append(RowProblem(row.number, "", _twice(first[plan.key])))
            plan = Plan(Planned.ERROR, plan.key)
        yield row, plan, problems


def _row_plans(table: Table, kind: ImportKind[A]) -> Iterator[tuple[TableRow, Plan]]:
    for start in range(0, len(table.rows), _PLANNED_AT_ONCE):
        rows = table.rows[start : start + _PLANNED_AT_ONCE]
        plans = iter(kind.plans([row.values for row in rows if row.ok]))
        for row in rows:
            yield row, next(plans) if row.ok else _unplanned(row, table, kind)


def _unplanned(row: TableRow, table: Table, kind: ImportKind[A]) -> Plan:
    """A row with cells that cannot be read, with what else is wrong with it."""
    told = {problem.column for problem in row.problems if not problem.is_warning}
    faults = [
        (column, sentence)
        for column, sentence in kind.faults(dict(row.values))
        if column and table.titles.get(column, column) not in told
    ]
    return Plan(Planned.ERROR, errors=faults)


def _errors(plan: Plan, number: int, titles: Mapping[str, str]) -> list[RowProblem]:
    return [
        RowProblem(number, titles.get(column, column), sentence)
        for column, sentence in plan.errors
    ]


def _twice(number: int) -> Sentence:
    return Sentence(N_("与第 {number} 行是同一条，请只保留一行。"), number=number)
