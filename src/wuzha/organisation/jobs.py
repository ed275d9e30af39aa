from wuzha.documents.models import ImportRun
from wuzha.jobs.queue import Handlers, Long
from wuzha.jobs.schedule import Scheduled
from wuzha.organisation.actions.imports import forget_old_imports, note_import
from wuzha.organisation.importing import ROWS_LEASE, ImportDesk, do_rows
from wuzha.organisation.models import Person
from wuzha.organisation.sheets import PEOPLE, UNITS


def import_job(desk: ImportDesk) -> Long:
    """The handler of the desk's job: does the rows, then says what came of them."""

    def run_import(*, run: int, by: Person) -> None:
        done = do_rows(desk, ImportRun.objects.get(pk=run), by)
        note_import(desk=desk, run=done, by=by)

    return Long(run_import, lease=ROWS_LEASE)


JOBS: Handlers = {desk.job: import_job(desk) for desk in (UNITS, PEOPLE)}
SCHEDULE = [
    Scheduled("organisation.forget_imports", action=forget_old_imports, at=("04:20",)),
]
