"""What is going round here: a week's cases by class against the weeks before, how they
are worded, whom they hit, and what to tell whom."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from wuzha.detection.texts.stories import sorted_story
from wuzha.incidents.models import AgeBand, Incident
from wuzha.incidents.states import IncidentState
from wuzha.incidents.telling import known_names
from wuzha.lib.counts import Change, Compared, compared
from wuzha.lib.datafiles import DATA, load
from wuzha.lib.narratives import masked
from wuzha.lib.periods import Period
from wuzha.lib.taxonomy import FraudClass, taxonomy
from wuzha.organisation.models import Unit
from wuzha.series.gathering import Rows, number

STORIES, SENTENCES = 15, 2
LEAST_ALIKE = 3
"""Of fewer people one says neither age nor job: somebody might know them."""
SENTENCE = re.compile(r"[^。！？；!?;\n]+")
LOUDEST = (Change.UP, Change.DOWN, Change.UNSURE, Change.FEW)


@dataclass(frozen=True)
class ToTell:
    code: str
    to: tuple[str, ...]
    where: tuple[str, ...]
    say: str


@dataclass(frozen=True)
class ToTellFile:
    version: str
    basis: str
    classes: tuple[ToTell, ...]


@dataclass(frozen=True)
class Round:
    """One class in one week."""

    code: str
    name: str
    incidents: Compared
    warnings: Compared
    loss_cents: int
    hit: tuple[str, ...]
    wording: tuple[str, ...]
    tell: ToTell

    @property
    def change(self) -> Change:
        """A rise of either is told before a fall of the other."""
        said = {self.incidents.change, self.warnings.change}
        return next(one for one in LOUDEST if one in said)


def going_round(rows: Rows, week: Period) -> list[Round]:
    """Of what `rows` has: the person's own scope. What rises stands first."""
    incidents = rows.incidents.exclude(state=IncidentState.DISMISSED)
    at, weeks = week.starts_at, number("round_weeks", week.starts_at)
    begins = week.starts_at - timedelta(weeks=weeks)
    dated = ((incidents, "reported_at"), (rows.dissuasions, "received_at"))
    now = [_by_class(some, column, at, week.ends_at) for some, column in dated]
    before = [_by_class(some, column, begins, at) for some, column in dated]
    rounds = [
        _round(kind, now, before, rows, week)
        for kind in taxonomy().classes
        if any(counts[kind.code] for counts in (*now, *before))
    ]
    return sorted(
        rounds,
        key=lambda one: (LOUDEST.index(one.change), -one.incidents.now, one.code),
    )


def _by_class(
    rows: QuerySet[Any], column: str, start: datetime, end: datetime
) -> Counter[str]:
    within = rows.filter(**{f"{column}__gte": start, f"{column}__lt": end})
    counted = within.order_by().values_list("fraud_class").annotate(n=Count("pk"))
    return Counter(dict(counted))


def _round(
    kind: FraudClass,
    now: list[Counter[str]],
    before: list[Counter[str]],
    rows: Rows,
    week: Period,
) -> Round:
    incidents, warnings = (
        _compared(these[kind.code], those[kind.code], week.starts_at)
        for these, those in zip(now, before, strict=True)
    )
    of_week = rows.incidents.filter(
        fraud_class=kind.code,
        reported_at__gte=week.starts_at,
        reported_at__lt=week.ends_at,
    ).exclude(state=IncidentState.DISMISSED)
    cases = rows.dissuasions.filter(
        fraud_class=kind.code,
        received_at__gte=week.starts_at,
        received_at__lt=week.ends_at,
    )
    people = [
        *of_week.values_list("victim_age_band", "victim_job"),
        *cases.values_list("age_band", "occupation"),
    ]
    return Round(
        code=kind.code,
        name=_(kind.name),
        incidents=incidents,
        warnings=warnings,
        loss_cents=sum(of_week.values_list("loss_cents", flat=True)),
        hit=tuple(_hit(people)),
        wording=tuple(_wording(of_week)),
        tell=to_tell()[kind.code],
    )


def _compared(now: int, before: int, at: datetime) -> Compared:
    return compared(
        now,
        before,
        spans=number("round_weeks", at),
        sureness=number("round_sureness", at) / 100,
        least=number("round_least", at),
    )


def _hit(people: Iterable[tuple[str, str]]) -> Iterator[str]:
    """The usual age and job, if enough people share them."""
    for said, words in zip(
        zip(*people, strict=True), (dict(AgeBand.choices), {}), strict=False
    ):
        known = Counter(one for one in said if one)
        for value, count in known.most_common(1):
            if count >= LEAST_ALIKE:
                yield _("%(who)s（%(known)d人中%(count)d人）") % {
                    "who": words.get(value, value),
                    "known": known.total(),
                    "count": count,
                }


def _wording(incidents: QuerySet[Incident]) -> Iterator[str]:
    """The sentences that show most signs, masked; of those with the same signs one."""
    told: dict[tuple[str, ...], tuple[str, Incident]] = {}
    for incident in incidents.exclude(story="")[:STORIES]:
        reasons = sorted_story(incident.story).reasons
        for found in SENTENCE.finditer(incident.story):
            start, end = found.span()
            shown = {one.id for one in reasons if start <= one.start < end}
            told.setdefault(tuple(sorted(shown)), (found[0].strip(), incident))
    best = sorted(told, key=len, reverse=True)[:SENTENCES]
    places = list(Unit.objects.values_list("name", flat=True)) if best else []
    for sentence, incident in (told[shown] for shown in best if shown):
        yield masked(sentence, names=known_names(incident), places=places).text


@cache
def to_tell() -> dict[str, ToTell]:
    file = load(ToTellFile, DATA / "going_round.toml")
    return {one.code: one for one in file.classes}
