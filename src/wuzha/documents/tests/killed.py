"""A process of its own that imports, to be killed: `killed.py begin|apply|undo|tell`.

The database is that of DATABASE_URL; `tell` prints what stands in it as JSON.
"""

import json
import sys
import time
from functools import cache

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from wuzha.documents import imports  # noqa: E402
from wuzha.documents.columns import Values  # noqa: E402
from wuzha.documents.importkinds import Applied, ImportKind, Plan  # noqa: E402
from wuzha.documents.models import ColumnMapping, ImportRun  # noqa: E402
from wuzha.documents.tests import files  # noqa: E402
from wuzha.documents.tests.test_imports import KIND, apply_row, undo_row  # noqa: E402
from wuzha.organisation.models import Person  # noqa: E402

ROWS = 300


@cache
def say_begun() -> None:
    """Once, when the first row is in hand: from here on a kill hits the work."""
    sys.stdout.write("begun\n")
    sys.stdout.flush()


def slowly(values: Values, plan: Plan, by: Person) -> Applied:
    say_begun()
    time.sleep(0.002)
    return apply_row(values, plan, by)


def slowly_back(applied: Applied, by: Person) -> None:
    say_begun()
    time.sleep(0.002)
    undo_row(applied, by)


SLOW = ImportKind(**{**vars(KIND), "apply_row": slowly, "undo_row": slowly_back})


def begin() -> None:
    call_command("migrate", verbosity=0)
    by = Person.objects.create(username="lin", name="林某")
    rows = [["名称"], *([f"第{number}条"] for number in range(ROWS))]
    upload = files.upload(files.xlsx(rows))
    imports.begin_applying(imports.preview(upload, KIND, unit_path="", by=by))


def tell() -> None:
    run = ImportRun.objects.get()
    things = ColumnMapping.objects.filter(kind="test")
    told = {
        "state": run.state,
        "applied": run.applied,
        "undone": run.undone,
        "done": run.rows.done().count(),
        "things": things.count(),
        "names": things.values("name").distinct().count(),
    }
    sys.stdout.write(json.dumps(told))


def main(verb: str) -> None:
    if verb == "begin":
        return begin()
    if verb == "tell":
        return tell()
    run, by = ImportRun.objects.get(), Person.objects.get()
    if verb == "undo" and run.state == "applied":
        run = imports.begin_undoing(run)
    step = imports.undo_rows if verb == "undo" else imports.apply_rows
    step(run, SLOW, by=by, chunk=7)
    return None


if __name__ == "__main__":
    main(sys.argv[1])
