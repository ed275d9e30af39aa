"""The pages of an import, made for the area that owns the table.

    # earlywarnings/sheets.py
    WARNINGS = ImportDesk(area="earlywarnings", name="warnings", kind=warnings_kind,
                          title=N_("导入预警"), permission=Permission.WARNING_CREATE,
                          home="earlywarnings:list")
    # earlywarnings/urls.py, within the area's app_name
    path("import/", include(import_patterns(WARNINGS)))
    # earlywarnings/jobs.py
    JOBS = {WARNINGS.job: import_job(WARNINGS), …}

`kind` makes a new `ImportKind` for every run, so that it may remember the rows of one
file. The addresses are `import_warnings`, `import_warnings_run` and so on.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from wuzha.documents import imports
from wuzha.documents.importkinds import ImportKind
from wuzha.documents.models import ImportRun
from wuzha.documents.states import ImportState
from wuzha.organisation.access import Permission
from wuzha.organisation.models import Person

ROWS_LEASE = timedelta(minutes=30)


@dataclass(frozen=True, kw_only=True)
class ImportDesk:
    area: str
    name: str
    title: str
    kind: Callable[[], ImportKind[Any]]
    permission: Permission
    # What stands above the upload.
    note: str = ""
    # The page to come back to.
    home: str
    # The page of what came of a run, if there is more to see than that it was done.
    results: str = ""

    @property
    def kind_name(self) -> str:
        """The name of its `ImportKind`, under which runs are kept."""
        return f"{self.area}.{self.name}"

    @property
    def job(self) -> str:
        """The queued job that does the rows."""
        return f"{self.area}.import_{self.name}"


def do_rows(desk: ImportDesk, run: ImportRun, by: Person) -> ImportRun:
    """Whatever still waits to be applied or taken back, in transactions of its own."""
    if run.state == ImportState.UNDOING:
        return imports.undo_rows(run, desk.kind(), by=by)
    return imports.apply_rows(run, desk.kind(), by=by)
