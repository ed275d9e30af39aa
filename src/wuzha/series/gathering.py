"""Who bears which mark: read from the rows of incidents, dissuasions and screened texts
through their blind indexes.

A member is called by its key: i12 an incident, d7 a dissuasion, v3 a verdict. A mark is
its kind and its blind index; its value is opened only where it is shown.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

from django.db.models import F, Q, QuerySet, Value
from django.utils import timezone

from wuzha.detection.texts.findings import (
    chat_identities,
    findings,
    host_of,
    is_shared_host,
    known,
    official_numbers,
)
from wuzha.detection.texts.normalising import cut, normalised
from wuzha.detection.texts.scripts import script_of
from wuzha.earlywarnings.models import Dissuasion, EarlyWarning, Meeting
from wuzha.incidents.inputs import normal_identifier
from wuzha.incidents.models import (
    Identifier,
    IdentifierKind,
    Incident,
    Payment,
    StopPaymentOrder,
)
from wuzha.incidents.states import IncidentState
from wuzha.lib import params
from wuzha.lib.datafiles import DATA, load
from wuzha.lib.refused import Refused
from wuzha.privacy.fields import blind_index
from wuzha.screening.keeping import KIND_OF_FINDING
from wuzha.screening.models import Mention, Verdict
from wuzha.screening.states import Answer
from wuzha.series.models import IgnoredMark

ACCOUNT, LINK = IdentifierKind.ACCOUNT.value, IdentifierKind.LINK.value
MESSAGE, SCRIPT = "message", "script"
"""Texts sent by the fraud that are alike, and stories told of it that are alike."""
WEAK = frozenset({IdentifierKind.APP.value, SCRIPT})
"""Kinds of mark that join nobody by themselves: many gangs tell one story, and an app
is known by its name only."""
MAY_NAME = re.compile(r"\d{5}|[A-Za-z0-9]\.[A-Za-z]|:/|[A-Za-z][\w-]{5}", re.A)
"""Most stories name no number, no link and nobody in a chat: those need not be read
closely."""


@dataclass(frozen=True)
class Common:
    version: str
    apps: tuple[str, ...]


class Mark(NamedTuple):
    kind: str
    key: str


class Borne(NamedTuple):
    """`value` may be empty unless it was asked for."""

    mark: Mark
    member: str
    value: str


@dataclass(frozen=True)
class Rows:
    incidents: QuerySet[Incident]
    dissuasions: QuerySet[Dissuasion]
    verdicts: QuerySet[Verdict]

    @classmethod
    def since(cls, at: datetime) -> "Rows":
        """All that counts, and what is in a series already. Reports that proved to be
        nothing and innocent texts do not count."""
        member = Q(in_series__isnull=False)
        return cls(
            Incident.objects.filter(member | Q(reported_at__gte=at)).exclude(
                state=IncidentState.DISMISSED
            ),
            # Of somebody who was defrauded all the same the incident tells.
            Dissuasion.objects.filter(member | Q(received_at__gte=at), incident=None),
            Verdict.objects.handed_in()
            .filter(member | Q(asked_at__gte=at))
            .exclude(verdict=Answer.NONE)
            .exclude(is_fraud=False),
        )

    @classmethod
    def of(cls, members: Sequence[str]) -> "Rows":
        keys: dict[str, list[int]] = defaultdict(list)
        for member in members:
            keys[member[0]].append(int(member[1:]))
        return cls(
            Incident.objects.filter(pk__in=keys["i"]),
            Dissuasion.objects.filter(pk__in=keys["d"]),
            Verdict.objects.filter(pk__in=keys["v"]),
        )


@dataclass
class Gathered:
    """`values` of marks whose value was asked for, and of some others."""

    bearers: dict[Mark, set[str]] = field(default_factory=lambda: defaultdict(set))
    values: dict[Mark, str] = field(default_factory=dict)

    @property
    def shared(self) -> dict[Mark, set[str]]:
        return {mark: some for mark, some in self.bearers.items() if len(some) > 1}


def window_begins(at: datetime) -> datetime:
    days = number("window_days", at)
    return at - timedelta(days=days)


def number(name: str, at: datetime) -> int:
    return params.value(f"series.{name}", on=timezone.localdate(at)).whole


def gathered(rows: Rows, *, at: datetime, with_values: bool = False) -> Gathered:
    found, nobodys = Gathered(), ignored()
    for one in _borne(rows, with_values=with_values):
        mark, member, value = _of_its_site(one)
        if mark.key and not nobodys & {mark, one.mark}:
            found.bearers[mark].add(member)
            if value:
                found.values[mark] = value
    least = number("script_characters", at)
    texts = rows.verdicts.values_list("pk", "text").iterator()
    messages = ((f"v{pk}", text) for pk, text in texts)
    for kind, told in ((MESSAGE, messages), (SCRIPT, _stories(rows))):
        for mark, members in _alike(kind, told, least).items():
            found.bearers[mark] |= members
    return found


def ignored() -> set[Mark]:
    """What joins nothing: official numbers, programs that everybody has, and what
    somebody here has said so of."""
    said = IgnoredMark.objects.filter(heeded_at=None).values_list("kind", "value_key")
    return {Mark(*one) for one in said} | _official()


@cache
def _official() -> set[Mark]:
    nobodys: dict[str, Iterable[str]] = {
        IdentifierKind.PHONE: official_numbers(),
        IdentifierKind.APP: load(Common, DATA / "series.toml").apps,
        IdentifierKind.LINK: (one for name in known().names for one in name.domains),
    }
    return {
        Mark(str(kind), blind_index(kind, normal_identifier(kind, value)))
        for kind, values in nobodys.items()
        for value in values
    }


def _borne(rows: Rows, *, with_values: bool) -> Iterator[Borne]:
    yield from _identifiers(rows, with_values=with_values)
    yield from _accounts(rows, with_values=with_values)
    own = _own(rows)
    for member, text in _texts(rows):
        for kind, value in _named_in(text):
            key = blind_index(kind, value)
            if (member, key) not in own:
                yield Borne(Mark(kind, key), member, value)
    for meeting in _meetings(rows).only("dissuasion", "payments").iterator():
        for paid in meeting.payments or ():
            value = paid.get("account", "")
            mark = Mark(ACCOUNT, blind_index(ACCOUNT, value))
            yield Borne(mark, f"d{meeting.dissuasion_id}", value)


def _of_its_site(one: Borne) -> Borne:
    """A link by its site, unless others have theirs there: each who is written to gets
    an address of his own on the site of the gang."""
    site = host_of(one.value).removeprefix("www.") if one.mark.kind == LINK else ""
    if "." not in site or is_shared_host(site):
        return one
    return Borne(Mark(LINK, blind_index(LINK, site)), one.member, site)


def _identifiers(rows: Rows, *, with_values: bool) -> Iterator[Borne]:
    """A link always with its value: its site is read from it."""
    of_incidents = Identifier.objects.filter(incident__in=rows.incidents)
    of_verdicts = Mention.objects.filter(verdict__in=rows.verdicts)
    for letter, found, owner in (
        ("i", of_incidents, "incident_id"),
        ("v", of_verdicts, "verdict_id"),
    ):
        links = Q(kind=IdentifierKind.LINK)
        opened = found if with_values else found.filter(links)
        closed = found.none() if with_values else found.exclude(links)
        for some, value in ((opened, F("value")), (closed, Value(""))):
            columns = some.values_list(owner, "kind", "value_key", value)
            for pk, kind, key, shown in columns.iterator():
                yield Borne(Mark(kind, key), f"{letter}{pk}", shown)


def _accounts(rows: Rows, *, with_values: bool) -> Iterator[Borne]:
    paid = Payment.objects.standing().filter(incident__in=rows.incidents)
    ordered = StopPaymentOrder.objects.filter(incident__in=rows.incidents)
    for found, column in ((paid, "payee_account"), (ordered, "account")):
        value = F(column) if with_values else Value("")
        columns = found.values_list("incident_id", f"{column}_key", value)
        for pk, key, shown in columns.iterator():
            yield Borne(Mark(ACCOUNT, key), f"i{pk}", shown)


def _texts(rows: Rows) -> Iterator[tuple[str, str]]:
    """Member and what stands written of it."""
    yield from _stories(rows)
    clues = EarlyWarning.objects.filter(dissuasion__in=rows.dissuasions)
    told = clues.exclude(clue="").values_list("dissuasion_id", "clue")
    for pk, clue in told.iterator():
        yield f"d{pk}", clue


def _stories(rows: Rows) -> Iterator[tuple[str, str]]:
    """What people told. A clue is written by a machine, one like the other."""
    of_incidents = rows.incidents.exclude(story="").values_list("pk", "story")
    met = _meetings(rows).exclude(story="").values_list("dissuasion_id", "story")
    for letter, found in (("i", of_incidents), ("d", met)):
        for pk, story in found.iterator():
            yield f"{letter}{pk}", story


def _own(rows: Rows) -> set[tuple[str, str]]:
    """The victim's own phone and account stand in many a story and are no trace."""
    paid = Payment.objects.standing().filter(incident__in=rows.incidents)
    return {
        (f"{letter}{pk}", key)
        for letter, found in (
            ("i", rows.incidents.values_list("pk", "victim_phone_key")),
            ("i", paid.values_list("incident_id", "payer_account_key")),
            ("d", rows.dissuasions.values_list("pk", "phone_key")),
        )
        for pk, key in found.iterator()
        if key
    }


def _meetings(rows: Rows) -> QuerySet[Meeting]:
    return Meeting.objects.filter(dissuasion__in=rows.dissuasions, taken_back_at=None)


def _named_in(text: str) -> Iterator[tuple[str, str]]:
    """Kind and normal value of the phones, links, accounts and chat identities in a
    text."""
    if not MAY_NAME.search(text):
        return
    plain = normalised(cut(text)).text
    for identity in chat_identities(plain):
        chat = IdentifierKind.CHAT
        yield chat.value, normal_identifier(chat, identity)
    for one in findings(plain):
        kind = KIND_OF_FINDING.get(one.kind)
        if kind is not None:
            try:
                yield kind.value, normal_identifier(kind, one.value)
            except Refused:
                continue


def _alike(
    kind: str, texts: Iterable[tuple[str, str]], least: int
) -> Mapping[Mark, set[str]]:
    """Who was told one and the same, up to names and sums."""
    told = [(member, text) for member, text in texts if len(text) >= least]
    first_of = script_of([text for _member, text in told])
    found: dict[Mark, set[str]] = defaultdict(set)
    for (member, _text), first in zip(told, first_of, strict=True):
        found[Mark(kind, told[first][0])].add(member)
    return found
