from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    CharField,
    Count,
    Exists,
    Model,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.translation import gettext as _

from wuzha.audit.models import Entry
from wuzha.clocks.models import Clock
from wuzha.ui.words import listed

Rows = QuerySet[Any]
MOST_NAMED = 5


@dataclass(frozen=True)
class Law:
    """`says` what holds, as a gettext msgid; `broken` finds the rows for which it does
    not."""

    says: str
    broken: Callable[[], Rows]

    def faults(self) -> Iterator[str]:
        """Nothing, or a sentence that names the first of the rows."""
        found = list(self.broken()[: MOST_NAMED + 1])
        if not found:
            return
        named = listed(f"{row._meta.label} {row.pk}" for row in found[:MOST_NAMED])
        if len(found) > MOST_NAMED:
            named = _("%(named)s等") % {"named": named}
        yield _("“%(law)s”不成立：%(named)s") % {"law": _(self.says), "named": named}


def timed(model: type[Model], *kinds: str, **facts: Any) -> Exists:
    """A clock of one of the kinds, or of any, is open on the row."""
    clocks = on_row(Clock.objects.open(), model).filter(**facts)
    return Exists(clocks.filter(kind__in=kinds) if kinds else clocks)


def on_row(rows: Rows, model: type[Model]) -> Rows:
    """Those whose subject is the row of the query outside: clocks, notices."""
    return rows.filter(subject_type=model._meta.label, subject_id=OuterRef("pk"))


def recorded(model: type[Model], *events: str, outcome: str = "done") -> Rows:
    """The audit's entries about the row of the query outside."""
    subject = Concat(Value(f"{model._meta.label}:"), Cast(OuterRef("pk"), CharField()))
    return Entry.objects.filter(subject=subject, event__in=events, outcome=outcome)


def counted(rows: Rows) -> Coalesce:
    """How many there are in a subquery."""
    grouped = rows.order_by().annotate(all=Value(1)).values("all")
    return Coalesce(Subquery(grouped.annotate(many=Count("pk")).values("many")), 0)
