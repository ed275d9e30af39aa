"""The kinds of papers whose template a county can replace: those made from figures,
and those of a return."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from django.utils import timezone
from django.utils.functional import Promise

from wuzha.documents.papers import render
from wuzha.documents.papertemplates import Fields, trial
from wuzha.organisation.models import Unit
from wuzha.reports.contents import PaperKind, Words, contents, usual_period
from wuzha.reports.papers import FIELDS, paper_of, template
from wuzha.returns.papers import shipped
from wuzha.workplans.models import WorkPlan
from wuzha.workplans.states import PlanState

SAMPLE = Words(number="第1期", addressee="各乡镇人民政府", copies="县委办公室")
# As many records stand in each list of a sample without figures.
RECORDS = 2


@dataclass(frozen=True)
class Kind:
    value: str
    label: str | Promise
    fields: Fields
    shipped: Callable[[], bytes]
    # With the county's own template, or without one.
    sample: Callable[[bytes | None], bytes]


def marks_of(fields: Fields, over: str = "") -> Iterator[tuple[str, str]]:
    """As they are written in a template, with what each is."""
    for name, label in fields.items():
        if isinstance(label, str):
            mark = f"item.{name}" if over else name
            yield f"{{{{ {mark} }}}}", f"{over}：{label}" if over else label
        elif not isinstance(label, Mapping):
            yield from marks_of(label[0], name)


def _of_figures(kind: str, own: bytes | None) -> bytes:
    """With the county's present figures."""
    now = timezone.now()
    plan = WorkPlan.objects.filter(state=PlanState.CONFIRMED).first()
    made = contents(
        kind=kind,
        unit=Unit.objects.root(),
        period=usual_period(kind, timezone.localdate(now)),
        words=SAMPLE,
        plan=plan if kind == PaperKind.SPECIAL else None,
        now=now,
    )
    return paper_of(made, own)


def _of_return(kind: shipped.PaperKind, own: bytes | None) -> bytes:
    """Each field shows what it is called: nobody's return is a sample."""
    return render(
        own or shipped.TEMPLATES[kind](), trial(shipped.FIELDS[kind], RECORDS)
    )


KINDS: dict[str, Kind] = {
    **{
        kind.value: Kind(
            kind.value,
            kind.label,
            FIELDS,
            partial(template, kind.value),
            partial(_of_figures, kind.value),
        )
        for kind in PaperKind
    },
    **{
        kind.template: Kind(
            kind.template,
            kind.label,
            shipped.FIELDS[kind],
            shipped.TEMPLATES[kind],
            partial(_of_return, kind),
        )
        for kind in shipped.PaperKind
    },
}
