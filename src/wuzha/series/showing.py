"""A series as one person sees it: the members of their scope, the marks that these
share, and of everything else how many there are."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from wuzha.earlywarnings.views.rows import seen_by
from wuzha.incidents.models import IdentifierKind
from wuzha.incidents.views.rows import visible_incidents
from wuzha.lib import masking
from wuzha.lib.taxonomy import taxonomy
from wuzha.organisation.access import Permission, visible_to
from wuzha.organisation.models import Person
from wuzha.screening.models import Verdict
from wuzha.series.gathering import MESSAGE, SCRIPT, Gathered, Mark, Rows, gathered
from wuzha.series.membership import COLUMNS
from wuzha.series.models import Series, SeriesMember, SeriesQuerySet
from wuzha.ui.charts import Chart, Link, Node, Tone

MOST_DRAWN = 300
ALIKE = {MESSAGE: lazy("相近的诈骗文本"), SCRIPT: lazy("相近的案情")}
MASKS = {
    IdentifierKind.PHONE.value: masking.phone,
    IdentifierKind.ACCOUNT.value: masking.bank_account,
    IdentifierKind.CHAT.value: masking.numbers_in,
}


@dataclass(frozen=True)
class What:
    """How a kind of member is called and drawn, and which of its times counts."""

    name: Any
    tone: Tone
    dated: str


WHAT = {
    "i": What(lazy("案件"), "main", "reported_at"),
    "d": What(lazy("预警劝阻"), "soon", "received_at"),
    "v": What(lazy("识诈文本"), "third", "asked_at"),
}


@dataclass(frozen=True)
class Member:
    """`what`: an incident, a dissuasion or a text; `shares` what joins it to others."""

    key: str
    row: SeriesMember
    what: str
    number: str
    url: str
    at: datetime
    fraud_class: str
    unit: str
    loss_cents: int | None
    shares: tuple[str, ...]


@dataclass(frozen=True)
class SharedMark:
    """A mark that at least one visible member bears; `outside` only counted."""

    mark: Mark
    name: str
    value: str
    bearers: tuple[str, ...]
    outside: int
    may_be_ignored: bool

    @property
    def said(self) -> str:
        return f"{self.name} {self.value}" if self.value else self.name


@dataclass(frozen=True)
class Seen:
    """A series in the eyes of one person."""

    members: list[Member]
    marks: list[SharedMark]
    outside: int

    @property
    def loss_cents(self) -> int:
        return sum(one.loss_cents or 0 for one in self.members)

    def count(self, letter: str) -> int:
        return sum(one.key[0] == letter for one in self.members)


def visible(person: Person) -> Rows:
    """The door to everything a series may be made of."""
    verdicts = Verdict.objects.select_related("unit")
    return Rows(
        visible_incidents(person),
        seen_by(person),
        visible_to(person, Permission.SCREENING_ASK, verdicts),
    )


def visible_series(person: Person) -> SeriesQuerySet:
    """Those that have a case in the person's scope."""
    rows, members = visible(person), SeriesMember.objects.order_by()
    of_incidents = members.filter(incident__in=rows.incidents)
    of_cases = members.filter(dissuasion__in=rows.dissuasions)
    return Series.objects.filter(
        Q(pk__in=of_incidents.values("series")) | Q(pk__in=of_cases.values("series"))
    )


def seen(series: Series, person: Person, *, at: datetime) -> Seen:
    rows = list(series.members.all())
    keys = {
        f"{letter}{getattr(r, c)}": r for r in rows for letter, c in COLUMNS.items()
    }
    keys = {key: row for key, row in keys.items() if not key.endswith("None")}
    all_marks = gathered(Rows.of(list(keys)), at=at, with_values=True)
    there = {f"{letter}{one.pk}": one for letter, one in _visible_of(series, person)}
    marks = _marks(all_marks, there.keys())
    members = [
        _member(key, keys[key], one, [m.said for m in marks if key in m.bearers])
        for key, one in there.items()
    ]
    members.sort(key=lambda one: one.at, reverse=True)
    return Seen(members, marks, outside=len(keys) - len(there))


def _visible_of(series: Series, person: Person) -> Iterable[tuple[str, Any]]:
    rows = visible(person)
    for letter, some in (
        ("i", rows.incidents),
        ("d", rows.dissuasions),
        ("v", rows.verdicts),
    ):
        for one in some.filter(in_series__series=series):
            yield letter, one


def _marks(found: Gathered, there: Iterable[str]) -> list[SharedMark]:
    seen_here = set(there)
    marks = [
        SharedMark(
            mark=mark,
            name=kind_name(mark.kind),
            value=shown_value(mark.kind, found.values.get(mark, "")),
            bearers=tuple(sorted(bearers & seen_here)),
            outside=len(bearers - seen_here),
            may_be_ignored=mark.kind not in ALIKE,
        )
        for mark, bearers in found.shared.items()
        if bearers & seen_here
    ]
    return sorted(marks, key=lambda one: -len(one.bearers) - one.outside)


def kind_name(kind: str) -> str:
    return str(ALIKE.get(kind) or IdentifierKind(kind).label)


def shown_value(kind: str, value: str) -> str:
    mask = MASKS.get(kind)
    return mask(value) if mask else value


def _member(key: str, row: SeriesMember, one: Any, shares: Sequence[str]) -> Member:
    kind = WHAT[key[0]]
    return Member(
        key=key,
        row=row,
        what=str(kind.name),
        number=one.number,
        url=one.get_absolute_url(),
        at=getattr(one, kind.dated),
        fraud_class=class_name(one.fraud_class),
        unit=str(one.unit),
        loss_cents=getattr(one, "loss_cents", None),
        shares=tuple(shares),
    )


def class_name(code: str) -> str:
    return _(taxonomy().fraud_class(code).short) if code else ""


def usual_class(codes: Iterable[str]) -> str:
    """The class of most of them."""
    counted = Counter(code for code in codes if code)
    return class_name(counted.most_common(1)[0][0]) if counted else ""


def picture(shown: Seen) -> Chart | None:
    """Who bears what. Only so many are drawn, the newest; the table has them all."""
    members = shown.members[:MOST_DRAWN]
    drawn = {one.key for one in members}
    marks = [one for one in shown.marks if len(drawn & set(one.bearers)) > 1]
    marks = marks[: max(0, MOST_DRAWN - len(members) // 2)]
    if not marks:
        return None
    nodes = [
        Node(one.key, one.number, 0, one.what, WHAT[one.key[0]].tone, one.url)
        for one in members
    ]
    nodes += [Node(_id(one), one.said, 1, _outside(one), "danger") for one in marks]
    links = [
        Link(key, _id(one)) for one in marks for key in one.bearers if key in drawn
    ]
    return Chart(title=_("谁和谁有什么相同"), kind="net", nodes=nodes, links=links)


def _id(one: SharedMark) -> str:
    return f"{one.mark.kind}:{one.mark.key}"


def _outside(one: SharedMark) -> str:
    return _("外单位另有%(n)d件") % {"n": one.outside} if one.outside else ""
