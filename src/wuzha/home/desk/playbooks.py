"""The steps of playbooks that run, which the person has to do."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from wuzha.clocks.models import Clock
from wuzha.home.desk.items import Item, Timed, earliest, limit_name, nothing
from wuzha.organisation.seats import Seat
from wuzha.workplans.models import RunStep
from wuzha.workplans.states import ClockKind

# Asked for by who plays the step, not by where: see `now`.
CLOCKS: Mapping[str, Timed] = {}
handed = waiting = nothing


def now(seat: Seat, clocks: Sequence[Clock]) -> Iterable[Item]:
    rows = RunStep.objects.open().filter(run__ended_at=None, people__in=seat.people)
    steps = list(rows.select_related("run").distinct())
    keys = [step.pk for step in steps]
    ends = earliest(Clock.objects.open().of_many(RunStep, keys)) if keys else {}
    for step in steps:
        clock = ends.get(step.pk)
        yield Item(
            title=step.text[:60],
            kind=_("演练") if step.run.is_drill else _("预案"),
            note=step.run.subject_name or step.run.title,
            step=_("登记"),
            url=step.get_absolute_url(),
            clock=clock,
            clock_name=limit_name(ClockKind, clock),
            since=step.run.started_at,
        )
