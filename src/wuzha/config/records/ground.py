"""Clocks, imports, hits and units: what the rest stands on."""

from collections.abc import Iterator
from functools import partial

from django.apps import apps
from django.db.models import (
    BooleanField,
    CharField,
    CheckConstraint,
    Exists,
    ExpressionWrapper,
    F,
    Model,
    OuterRef,
    Q,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.translation import gettext_noop as N_

from wuzha.clocks.models import Clock, ClockStep
from wuzha.clocks.states import ClockState, StepKind
from wuzha.config.records.laws import Law, Rows, counted
from wuzha.documents.models import ImportRow, ImportRun
from wuzha.documents.states import ImportState, Outcome
from wuzha.monitoring.models import Hit, HitWarning
from wuzha.monitoring.states import HitState
from wuzha.organisation.models import Unit

STEPS = ClockStep.objects.filter(clock=OuterRef("pk"))
ROWS = ImportRow.objects.filter(run=OuterRef("pk"))
DONE = (Outcome.CREATED, Outcome.UPDATED, Outcome.UNDONE, Outcome.KEPT)


def clock_without_end() -> Rows:
    """Planned or told already."""
    end = STEPS.filter(what=StepKind.DUE, at=OuterRef("due_at"), dropped_at=None)
    return Clock.objects.open().exclude(Exists(end))


def running_but_silent() -> Rows:
    silent = STEPS.waiting().filter(next_at=None)
    return Clock.objects.running().filter(Exists(silent))


def still_but_ringing() -> Rows:
    ringing = STEPS.filter(next_at__isnull=False)
    return Clock.objects.exclude(state=ClockState.RUNNING).filter(Exists(ringing))


def ended_but_waiting() -> Rows:
    return Clock.objects.exclude(done_at=None).filter(Exists(STEPS.waiting()))


def of_nothing(model: type[Model]) -> Rows:
    """What was withdrawn leaves its clocks behind, cancelled."""
    subject = model._base_manager.filter(pk=OuterRef("subject_id"))
    clocks = Clock.objects.open().filter(subject_type=model._meta.label)
    return clocks.exclude(Exists(subject))


def import_unfinished() -> Rows:
    applied = ImportRun.objects.filter(state=ImportState.APPLIED)
    return applied.filter(Exists(ROWS.waiting()))


def import_miscounted() -> Rows:
    """Rows of old imports are forgotten, their counts stay."""
    kept = ImportRun.objects.filter(Exists(ROWS))
    return kept.annotate(done=counted(ROWS.filter(outcome__in=DONE))).exclude(
        done=F("applied")
    )


def row_without_effect() -> Rows:
    return ImportRow.objects.done().filter(object_id=None)


def confirmed_without_warning() -> Rows:
    warnings = HitWarning.objects.filter(hit=OuterRef("pk"))
    return Hit.objects.filter(state=HitState.CONFIRMED).exclude(Exists(warnings))


def hit_of_another_incident() -> Rows:
    same = HitWarning.objects.filter(
        hit=OuterRef("pk"), warning__dissuasion__incident=OuterRef("incident")
    )
    return Hit.objects.exclude(incident=None).exclude(Exists(same))


def path_wrong() -> Rows:
    above = Coalesce(F("parent__path"), Value("/"))
    right = Concat(above, Cast(F("pk"), CharField()), Value("/"))
    return Unit.objects.annotate(right=right).exclude(path=F("right"))


def breaks(model: type[Model], constraint: CheckConstraint) -> Rows:
    """What the database must have refused; nothing known is no breach."""
    holds = ExpressionWrapper(Q(constraint.condition), output_field=BooleanField())
    rows = model._base_manager.annotate(is_kept=Coalesce(holds, Value(True)))  # noqa: FBT003
    return rows.filter(is_kept=False)


def subjects() -> Iterator[Law]:
    says = N_("在走的时限都有它所计的事项")
    for label in (
        Clock.objects.order_by().values_list("subject_type", flat=True).distinct()
    ):
        yield Law(says, partial(of_nothing, apps.get_model(label)))


def constraints() -> Iterator[Law]:
    says = N_("数据库的约束全部成立")
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if isinstance(constraint, CheckConstraint):
                yield Law(says, partial(breaks, model, constraint))


LAWS = (
    Law(N_("在走的时限都有到期的一步，或者已经提醒过"), clock_without_end),
    Law(N_("在走的时限的每一步都会提醒"), running_but_silent),
    Law(N_("停着的时限不会提醒"), still_but_ringing),
    Law(N_("已结束的时限没有待走的一步"), ended_but_waiting),
    Law(N_("已完成的导入没有待导入的行"), import_unfinished),
    Law(N_("导入的计数与各行的结果相符"), import_miscounted),
    Law(N_("导入的每一行都有结果"), row_without_effect),
    Law(N_("已确认的命中都发出了预警"), confirmed_without_warning),
    Law(N_("命中转成的案件就是所发预警的案件"), hit_of_another_incident),
    Law(N_("单位的路径与上级相符"), path_wrong),
)
