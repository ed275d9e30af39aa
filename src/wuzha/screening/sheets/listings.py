"""A list that somebody else keeps, of numbers, links and senders: each row with who
says so and of which day that is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from wuzha.documents.columns import Column, Columns, Kind, Values
from wuzha.documents.importkinds import Applied, Fault, ImportKind, Plan
from wuzha.documents.states import Planned
from wuzha.lib.masking import numbers_in
from wuzha.lib.refused import Refused
from wuzha.lib.words import N_, Sentence
from wuzha.organisation.access import Permission
from wuzha.organisation.importing import ImportDesk
from wuzha.organisation.models import Person
from wuzha.screening.actions.listings import end_listing, list_value
from wuzha.screening.models import ListedKind, Listing
from wuzha.screening.models.listings import Side, kind_of, normal, why_not

COLUMNS = Columns(
    [
        Column(
            name="value",
            title="号码、网址或签名",
            synonyms=("号码", "网址", "域名", "签名", "url", "domain", "phone"),
            required=True,
            longest=300,
            width=40,
            sample="shili-jf.top",
            hint="网址按整个网站算。",
        ),
        Column(
            name="kind",
            title="种类",
            kind=Kind.CHOICE,
            choices={one.value: str(one.label) for one in ListedKind},
            hint="不填按内容认。",
        ),
        Column(
            name="side",
            title="怎么处理",
            synonyms=("处理",),
            kind=Kind.CHOICE,
            choices={one.value: str(one.label) for one in Side},
            also={"涉诈": Side.BLOCK, "误标": Side.ALLOW},
            hint="不填按涉诈列入。",
        ),
        Column(
            name="source",
            title="来源",
            synonyms=("来源和理由", "source"),
            required=True,
            longest=200,
            sample="市局通报第三期",
        ),
        Column(
            name="as_of",
            title="来源日期",
            synonyms=("日期", "date"),
            kind=Kind.DATE,
            required=True,
            hint="名单是哪一天的。",
        ),
    ]
)


@dataclass(frozen=True)
class Entry:
    kind: str
    value: str
    side: str
    source: str
    as_of: date

    @property
    def key(self) -> str:
        return f"{self.kind}\n{normal(self.kind, self.value)}"


def listings_in() -> ImportKind[Any]:
    return ImportKind(
        name="screening.listings",
        title=N_("识诈名单"),
        columns=COLUMNS,
        plan_row=lambda values: _plans([values])[0],
        plan_rows=_plans,
        apply_row=_apply,
        undo_row=_undo,
    )


LISTINGS = ImportDesk(
    area="screening",
    name="listings",
    title=N_("导入识诈名单"),
    note=N_("每一行都要有来源和来源日期；缺一项不导入。已标为误标的，导入不改。"),
    kind=listings_in,
    permission=Permission.SCREENING_LISTS,
    home="screening:listings",
)


def _plans(rows: Sequence[Values]) -> list[Plan]:
    entries = [_entry(row) for row in rows]
    keys = {one: Listing.keys(one.kind, one.value) for one in entries}
    wanted = [key for some in keys.values() for key in some]
    listed = Listing.objects.in_force(timezone.localdate()).filter(value_key__in=wanted)
    known = {one.value_key: one for one in listed}
    return [
        _plan(one, next((known[key] for key in keys[one] if key in known), None))
        for one in entries
    ]


def _entry(row: Values) -> Entry:
    value = str(row["value"])
    return Entry(
        kind=str(row.get("kind") or kind_of(value)),
        value=value,
        side=str(row.get("side") or Side.BLOCK),
        source=str(row["source"]),
        as_of=date.fromisoformat(str(row["as_of"])),
    )


def _plan(entry: Entry, known: Listing | None) -> Plan:
    if faults := list(_faults(entry, known)):
        return Plan(Planned.ERROR, entry.key, faults)
    if known is None:
        return Plan(Planned.CREATE, entry.key, subject=entry)
    is_newer = known.dated < entry.as_of
    planned = Planned.UPDATE if is_newer else Planned.UNCHANGED
    return Plan(planned, entry.key, subject=entry)


def _faults(entry: Entry, known: Listing | None) -> Iterator[Fault]:
    if reason := why_not(entry.kind, entry.value, entry.side):
        value = numbers_in(entry.value)
        yield (
            "value",
            Sentence(N_("“{value}”：{why}"), value=value, why=Sentence(reason)),
        )
    if entry.as_of > timezone.localdate():
        yield "as_of", Sentence(N_("这一天还没有到，请核对日期。"))
    if known and known.side != entry.side:
        other = N_("名单上已有，处理正好相反，导入不改。要改请在名单页单独列入。")
        yield "value", Sentence(other)


def _apply(values: Values, plan: Plan, by: Person) -> Applied:
    entry: Entry = plan.subject
    known = (
        Listing.objects.of(entry.kind, entry.value)
        .in_force(timezone.localdate())
        .first()
    )
    listing = list_value(
        kind=entry.kind,
        value=entry.value,
        side=entry.side,
        source=entry.source,
        as_of=entry.as_of,
        by=by,
    )
    before = {"replaced": known.pk} if known else {}
    return Applied.to(listing, before=before, after={"side": listing.side})


def _undo(applied: Applied, by: Person) -> None:
    """What stood there before the row stands there again."""
    listing = Listing.objects.get(pk=applied.pk)
    if listing.valid_to:
        raise Refused(N_("导入之后已移出或另行列入，没有撤销。"))
    end_listing(listing=listing, by=by)
    if replaced := applied.before.get("replaced"):
        old = Listing.objects.get(pk=replaced)
        list_value(
            kind=old.kind,
            value=old.value,
            side=old.side,
            source=old.source,
            as_of=old.as_of,
            by=by,
        )
