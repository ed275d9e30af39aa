"""A table is imported: previewed, confirmed, taken back. For this area and those above:
the `ImportDesk` says which table and who may; the rows are done by each area's own
actions, with their own rights and records."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.documents import imports
from wuzha.documents.columns import Mapped
from wuzha.documents.imports import PlannedFile
from wuzha.documents.models import ColumnMapping, ImportRun
from wuzha.documents.states import ImportState
from wuzha.jobs.queue import enqueue
from wuzha.lib import params
from wuzha.lib.refused import Refused
from wuzha.organisation.access import Permission, require
from wuzha.organisation.importing import ImportDesk
from wuzha.organisation.models import Person, Unit


@transaction.atomic
def preview_import(*, desk: ImportDesk, planned: PlannedFile, by: Person) -> ImportRun:
    """Keeps what each row would do; nothing else is changed yet."""
    require(by, desk.permission)
    run = imports.keep(planned, unit_path=Unit.objects.root().path, by=by)
    record("import.previewed", by=by, subject=run, kind=run.kind, rows=run.total)
    return run


@transaction.atomic
def confirm_import(*, desk: ImportDesk, run: ImportRun, by: Person) -> None:
    require(by, desk.permission)
    if not run.to_apply:
        raise Refused(_("这个文件没有要新增或更新的行，无需导入。"))
    imports.begin_applying(run)
    enqueue(desk.job, {"run": run.pk}, by=by)
    record("import.confirmed", by=by, subject=run, kind=run.kind, rows=run.to_apply)


@transaction.atomic
def take_back_import(*, desk: ImportDesk, run: ImportRun, by: Person) -> None:
    require(by, desk.permission)
    imports.begin_undoing(run)
    enqueue(desk.job, {"run": run.pk}, by=by)
    record("import.taken_back", by=by, subject=run, kind=run.kind)


@transaction.atomic
def discard_import(*, desk: ImportDesk, run: ImportRun, by: Person) -> None:
    require(by, desk.permission)
    imports.discard(run)
    record("import.discarded", by=by, kind=run.kind)


@transaction.atomic
def save_mapping(
    *, desk: ImportDesk, name: str, mapped: Mapped, by: Person
) -> ColumnMapping:
    """How somebody's tables call the columns, for the next file of the kind."""
    require(by, desk.permission)
    path = Unit.objects.root().path
    mapping = imports.keep_mapping(
        desk.kind(), name=name.strip(), unit_path=path, mapped=mapped
    )
    record("import.mapping_saved", by=by, subject=mapping, kind=desk.kind_name)
    return mapping


@transaction.atomic
def note_import(*, desk: ImportDesk, run: ImportRun, by: Person) -> None:
    """What came of it, when all rows are done."""
    require(by, desk.permission)
    undone = run.state == ImportState.UNDONE
    record(
        "import.undone" if undone else "import.done",
        by=by,
        subject=run,
        kind=run.kind,
        rows=run.undone if undone else run.applied,
        left=run.kept if undone else run.refused,
    )


@transaction.atomic
def forget_old_imports(*, at: datetime, by: Person) -> None:
    """The copies that imports keep of their rows, when nobody needs them any more."""
    require(by, Permission.CLOCK_FIRE)
    today = timezone.localdate(at)
    days = params.value("retention.import_rows_days", on=today).whole
    runs = imports.forget_rows(untouched_since=at - timedelta(days=days), at=at)
    if runs:
        record("import.forgotten", by=by, count=runs)
