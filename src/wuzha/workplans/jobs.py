"""What runs by itself: long documents are read."""

from base64 import b64decode
from datetime import timedelta

from wuzha.jobs.queue import Handlers, Long
from wuzha.organisation.models import Person
from wuzha.workplans.actions.reading import READ_JOB, keep_reading
from wuzha.workplans.intake import read_again
from wuzha.workplans.models import WorkPlan
from wuzha.workplans.states import PlanState


def read_long(*, plan: int, by: Person) -> None:
    """The reading takes its time before the transaction that keeps it."""
    row = WorkPlan.objects.select_related("unit", "file").get(pk=plan)
    if row.state == PlanState.READING:
        document = read_again(b64decode(row.file.content), name=row.file_name)
        keep_reading(plan=row, document=document, by=by)


JOBS: Handlers = {READ_JOB: Long(read_long, lease=timedelta(minutes=15))}
