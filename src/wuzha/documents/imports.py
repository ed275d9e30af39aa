"""An import: a file is previewed, applied in chunks, and can be undone.

The area gives an `ImportKind` with three callables; here are the mechanics. A chunk is
one transaction that holds the run's row, does its rows and says so: whoever kills the
process loses the chunk at most, and whoever begins again, or a second worker, goes on
with the rows that are still waiting. Nothing is applied twice.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import IntegrityError, models, transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from wuzha.documents.columns import Mapped, Values, packed, unpacked
from wuzha.documents.excel import Table, TableRow, read_table
from wuzha.documents.importkinds import A, Actor, Applied, ImportKind, Plan
from wuzha.documents.models import ColumnMapping, ImportRow, ImportRun
from wuzha.documents.planning import plans_of
from wuzha.documents.problems import RowProblem, packed_sentence
from wuzha.documents.states import IMPORT, ImportState, Outcome, Planned
from wuzha.documents.uploads import Upload
from wuzha.lib.refused import Refused
from wuzha.lib.states import move
from wuzha.lib.words import N_, Sentence
from wuzha.privacy.fields import blind_index

CHUNK = 200
_KEPT_AT_ONCE = 1_000


# -- preview ----------------------------------------------------------------------


@dataclass(frozen=True)
class PlannedFile:
    """A file that was read, with the plan of each row; nothing of it is kept yet."""

    kind: str
    file_name: str
    sha256: str
    table: Table
    plans: Sequence[tuple[TableRow, Plan, Sequence[RowProblem]]]


def plan_file(
    upload: Upload,
    kind: ImportKind[A],
    *,
    sheet: str | None = None,
    mapped: Mapped | None = None,
) -> PlannedFile:
    """The slow part of a preview: it only reads, and needs no transaction. Refused when
    the file holds no such table."""
    table = read_table(upload, expected=kind.columns, sheet=sheet, mapped=mapped)
    plans = list(plans_of(table, kind))
    return PlannedFile(kind.name, upload.name, upload.sha256, table, plans)


def keep(planned: PlannedFile, *, unit_path: str, by: Actor) -> ImportRun:
    """The run with its rows, to be looked at and confirmed."""
    table, counts = planned.table, Counter(plan.outcome for _, plan, _ in planned.plans)
    run = ImportRun.objects.create(
        kind=planned.kind,
        file_name=planned.file_name[-200:],
        sha256=planned.sha256,
        sheet=table.sheet[:200],
        mapping=dict(table.titles),
        notices=[packed_sentence(notice) for notice in table.notices],
        to_create=counts[Planned.CREATE],
        to_update=counts[Planned.UPDATE],
        unchanged=counts[Planned.UNCHANGED],
        errors=counts[Planned.ERROR],
        uploaded_by=by.username,
        uploaded_by_person=by.pk,
        unit_path=unit_path,
    )
    rows = (_row(run, *planned_row) for planned_row in planned.plans)
    while chunk := list(islice(rows, _KEPT_AT_ONCE)):
        ImportRow.objects.bulk_create(chunk)
    move(run, ImportState.PREVIEWED, IMPORT)
    run.previewed_at = timezone.now()
    run.save(update_fields=["state", "previewed_at"])
    return run


def preview(
    upload: Upload,
    kind: ImportKind[A],
    *,
    unit_path: str,
    sheet: str | None = None,
    mapped: Mapped | None = None,
    by: A,
) -> ImportRun:
    """Both in one. A run whose preview was cut off stays READING and is of no use."""
    planned = plan_file(upload, kind, sheet=sheet, mapped=mapped)
    return keep(planned, unit_path=unit_path, by=by)


def applied_before(run: ImportRun) -> ImportRun | None:
    """The last run that applied this very file, to be told before it is done again."""
    return (
        ImportRun.objects.filter(
            kind=run.kind, sha256=run.sha256, state=ImportState.APPLIED
        )
        .exclude(pk=run.pk)
        .first()
    )


def _row(
    run: ImportRun, row: TableRow, plan: Plan, problems: Sequence[RowProblem]
) -> ImportRow:
    kept = ImportRow(
        run=run,
        number=row.number,
        key=blind_index(run.kind, plan.key),
        planned=plan.outcome,
        has_problems=bool(problems),
        outcome=_AT_FIRST.get(plan.outcome, Outcome.WAITING),
    )
    kept.payload = packed(row.values)
    kept.problems = [problem.packed() for problem in problems]
    return kept


_AT_FIRST = {
    Planned.ERROR: Outcome.SKIPPED,
    Planned.UNCHANGED: Outcome.UNCHANGED,
}


# -- apply ------------------------------------------------------------------------


@transaction.atomic
def begin_applying(run: ImportRun) -> ImportRun:
    """Compare and set: of two people who confirm at once, one is told so. The rows
    follow by `apply_rows`, now or in a job."""
    return _moved(run, ImportState.APPLYING)


def apply_rows(
    run: ImportRun, kind: ImportKind[A], *, by: A, chunk: int = CHUNK
) -> ImportRun:
    """Applies what still waits, chunk by chunk; does nothing unless the run is being
    applied. May be called again at any time, also by two workers."""
    while _apply_chunk(run, kind, by, chunk):
        pass
    run.refresh_from_db()
    return run


@transaction.atomic
def _apply_chunk(run: ImportRun, kind: ImportKind[A], by: A, size: int) -> bool:
    """True while there may be more."""
    run = _locked(run, kind)
    if run.state != ImportState.APPLYING:
        return False
    rows = list(run.rows.waiting().order_by("number")[:size])
    if not _applied_at_once(rows, kind, by):
        for row in rows:
            _apply(row, kind, by)
    outcomes = Counter(row.outcome for row in rows)
    run.refused += outcomes[Outcome.REFUSED]
    run.applied += outcomes[Outcome.CREATED] + outcomes[Outcome.UPDATED]
    if not rows:
        move(run, ImportState.APPLIED, IMPORT)
        run.finished_at = timezone.now()
    run.save(update_fields=["state", "applied", "refused", "finished_at"])
    return bool(rows)


def _applied_at_once(rows: list[ImportRow], kind: ImportKind[A], by: A) -> bool:
    """All of them as they were planned, or none."""
    if not rows or kind.apply_rows is None:
        return False
    plans = kind.plans([unpacked(row.payload, kind.columns) for row in rows])
    if any(plan.outcome != row.planned for row, plan in zip(rows, plans, strict=True)):
        return False
    try:
        with transaction.atomic():
            done = kind.apply_rows(plans, by)
    except (Refused, IntegrityError):
        return False
    for row, applied in zip(rows, done, strict=True):
        row.outcome = _APPLIED[Planned(row.planned)]
        row.object_label, row.object_id = applied.label, applied.pk
        row.before, row.after = dict(applied.before), dict(applied.after)
    columns = ("outcome", "object_label", "object_id", "before", "after")
    # Many times quicker than bulk_update, which writes a case for each row and column.
    ImportRow.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["id"], update_fields=columns
    )
    return True


_APPLIED = {Planned.CREATE: Outcome.CREATED, Planned.UPDATE: Outcome.UPDATED}


def _apply(row: ImportRow, kind: ImportKind[A], by: A) -> None:
    values = unpacked(row.payload, kind.columns)
    try:
        with transaction.atomic():
            row.outcome, applied = _deed(row, values, kind, by)
    except Refused as refused:
        _refuse(row, Outcome.REFUSED, refused.sentence)
    except IntegrityError:
        _refuse(row, Outcome.REFUSED, Sentence(_AT_ONCE))
    else:
        if applied:
            row.object_label, row.object_id = applied.label, applied.pk
            row.before, row.after = dict(applied.before), dict(applied.after)
    row.save(
        update_fields=[
            *("outcome", "problems", "has_problems"),
            *("object_label", "object_id", "before", "after"),
        ]
    )


def _deed(
    row: ImportRow, values: Values, kind: ImportKind[A], by: A
) -> tuple[Outcome, Applied | None]:
    """Planned once more, as the world may have moved on since the preview."""
    plan = kind.plan_row(values)
    if plan.outcome == Planned.UNCHANGED:
        return Outcome.UNCHANGED, None
    if plan.outcome != row.planned:
        raise Refused(plan.errors[0][1] if plan.errors else _CHANGED)
    created = plan.outcome == Planned.CREATE
    outcome = Outcome.CREATED if created else Outcome.UPDATED
    return outcome, kind.apply_row(values, plan, by)


# -- undo -------------------------------------------------------------------------


@transaction.atomic
def begin_undoing(run: ImportRun) -> ImportRun:
    return _moved(run, ImportState.UNDOING)


def undo_rows(
    run: ImportRun, kind: ImportKind[A], *, by: A, chunk: int = CHUNK
) -> ImportRun:
    """Takes back what was applied, the last row first; a row whose object was changed
    since is kept and says so. May be called again at any time."""
    while _undo_chunk(run, kind, by, chunk):
        pass
    run.refresh_from_db()
    return run


@transaction.atomic
def _undo_chunk(run: ImportRun, kind: ImportKind[A], by: A, size: int) -> bool:
    run = _locked(run, kind)
    if run.state != ImportState.UNDOING:
        return False
    rows = list(run.rows.done().order_by("-number")[:size])
    for row in rows:
        _undo(row, kind, by)
    outcomes = Counter(row.outcome for row in rows)
    run.undone += outcomes[Outcome.UNDONE]
    run.kept += outcomes[Outcome.KEPT]
    if not rows:
        move(run, ImportState.UNDONE, IMPORT)
        run.undone_at = timezone.now()
    run.save(update_fields=["state", "undone", "kept", "undone_at"])
    return bool(rows)


def _undo(row: ImportRow, kind: ImportKind[A], by: A) -> None:
    assert row.object_id is not None  # noqa: S101 (an applied row has its object)
    applied = Applied(row.object_label, row.object_id, row.before, row.after)
    try:
        with transaction.atomic():
            kind.undo_row(applied, by)
    except Refused as refused:
        _refuse(row, Outcome.KEPT, refused.sentence)
    except models.ProtectedError:
        _refuse(row, Outcome.KEPT, Sentence(_IN_USE))
    else:
        row.outcome = Outcome.UNDONE
    row.save(update_fields=["outcome", "problems", "has_problems"])


# -- the rest of a run's life -------------------------------------------------------


@transaction.atomic
def give_up(run: ImportRun) -> ImportRun:
    """When the job that does the rows has failed for good; a person may go on."""
    return _moved(run, ImportState.FAILED)


@transaction.atomic
def discard(run: ImportRun) -> None:
    """A preview that nobody confirmed goes, and with it the copy of its rows."""
    locked = _locked(run)
    if locked.state not in {ImportState.READING, ImportState.PREVIEWED}:
        raise Refused(N_("这次导入已经执行过，不能删除；需要时可以撤销。"))
    locked.delete()


@transaction.atomic
def forget_rows(*, untouched_since: datetime, at: datetime) -> int:
    """Deletes the copies of the rows, and the names of the files, of runs that nobody
    goes on with, previews too; the runs and their counts stay. What was forgotten is
    neither applied nor undone any more. Returns the number of runs."""
    touched = Coalesce("undone_at", "finished_at", "previewed_at", "created_at")
    left = ImportRun.objects.annotate(touched=touched).filter(
        touched__lt=untouched_since, forgotten_at=None
    )
    old = left.exclude(state__in=[ImportState.APPLYING, ImportState.UNDOING])
    keys = list(old.select_for_update().values_list("pk", flat=True))
    ImportRow.objects.filter(run__in=keys).delete()
    return ImportRun.objects.filter(pk__in=keys).update(file_name="", forgotten_at=at)


def keep_mapping(
    kind: ImportKind[A], *, name: str, unit_path: str, mapped: Mapped
) -> ColumnMapping:
    """A mapping under a name of the unit's own; the same name is overwritten."""
    strangers = [column for column in mapped if column not in kind.columns.by_name]
    if strangers:
        raise ValueError(f"{kind.name} has no column {strangers}")
    return ColumnMapping.objects.update_or_create(
        kind=kind.name,
        name=name,
        unit_path=unit_path,
        defaults={"mapping": dict(mapped)},
    )[0]


def _locked(run: ImportRun, kind: ImportKind[A] | None = None) -> ImportRun:
    if kind and kind.name != run.kind:
        raise ValueError(f"run {run.pk} is of {run.kind}, not of {kind.name}")
    return ImportRun.objects.select_for_update().get(pk=run.pk)


def _moved(run: ImportRun, state: ImportState) -> ImportRun:
    locked = _locked(run)
    if locked.forgotten_at:
        raise Refused(N_("这次导入的明细已到期清除，只能查看数量。请重新上传文件。"))
    move(locked, state, IMPORT)
    locked.save(update_fields=["state"])
    return locked


def _refuse(row: ImportRow, outcome: Outcome, sentence: Sentence) -> None:
    problem = RowProblem(row.number, "", sentence)
    row.outcome = outcome
    row.problems = [*(row.problems or ()), problem.packed()]
    row.has_problems = True


_CHANGED = N_("预览之后数据有变化，这一行没有导入。请重新上传，再看一次预览。")
_AT_ONCE = N_("有人同时录入了同一条，这一行没有导入。请重新上传，再看一次预览。")
_IN_USE = N_("已有其他记录引用它，没有撤销。请先处理那些记录。")
