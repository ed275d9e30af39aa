"""Texts that people handed in over some weeks, what colleagues said of them, and the
version that was trained from it and put in force."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from wuzha.demo.history.world import World
from wuzha.lib.datafiles import DATA
from wuzha.lib.datafiles import load as load_data
from wuzha.organisation.access import Role
from wuzha.organisation.models import Person, Unit
from wuzha.screening.actions.drift import look_for_drift
from wuzha.screening.actions.versions import put_in_force
from wuzha.screening.asking import ask_many
from wuzha.screening.keeping import kept_until, mentions_of, verdict_of
from wuzha.screening.models import Label, Mention, ModelVersion, Verdict
from wuzha.screening.states import Labelling, Source
from wuzha.screening.training import train_version

TIMES = 4
SPAN, LATELY = timedelta(weeks=7), timedelta(days=2)
TRAINED_AGO = timedelta(days=8)
# Of those from before the training: every so many-th has been judged by two, and two
# of these disagree.
TWICE, DISPUTES = 5, 2


@dataclass(frozen=True)
class Texts:
    scams: tuple[str, ...]
    innocent: tuple[str, ...]
    news: tuple[str, ...]


@dataclass(frozen=True)
class Given:
    """A text, who handed it in, and what it is."""

    text: str
    is_fraud: bool
    unit: Unit
    by: Person
    at: datetime


def with_screening(world: World) -> None:
    trained_at = world.now - TRAINED_AGO
    given = sorted(_given(world), key=lambda one: one.at)
    old = [one for one in given if one.at < trained_at]
    _label(world, _keep(old), old)
    _train(world, trained_at)
    _keep(given[len(old) :])
    for at in _looks(world):
        look_for_drift(at=at, by=world.clockwork)


def _looks(world: World) -> Iterator[datetime]:
    """At the end of each week, and now."""
    today = timezone.localdate(world.now)
    monday = today - timedelta(days=today.weekday())
    ended = timezone.make_aware(datetime.combine(monday, time.min))
    for back in reversed(range(SPAN // timedelta(weeks=1))):
        yield ended - timedelta(weeks=back)
    yield world.now


def _given(world: World) -> Iterator[Given]:
    """Each text several times, with other numbers in it."""
    texts = load_data(Texts, DATA / "demo" / "screening.toml")
    askers = list(_askers(world))
    for lines, is_fraud, span in (
        (texts.scams, True, SPAN),
        (texts.innocent, False, SPAN),
        (texts.news, True, LATELY),
    ):
        for line in lines:
            for _time in range(TIMES):
                unit, by = world.random.choice(askers)
                number = world.random.randrange(11, 100)
                at = world.now - world.random.random() * span
                yield Given(line.format(n=number), is_fraud, unit, by, at)


def _askers(world: World) -> Iterator[tuple[Unit, Person]]:
    county = world.county
    places = (
        (county.grids[:3], Role.GRID_WORKER),
        (county.stations[:2], Role.STATION_POLICE),
        (county.branches[:1], Role.BANK_TELLER),
        ([county.root], Role.DUTY_OFFICER),
    )
    for units, role in places:
        for unit in units:
            if people := county.holding(role, unit):
                yield unit, people[0]


def _keep(given: list[Given]) -> list[Verdict]:
    answers = ask_many([one.text for one in given])
    rows = []
    for one, answered in zip(given, answers, strict=True):
        row = verdict_of(
            answered,
            text=one.text,
            unit=one.unit,
            source=Source.STAFF,
            keep_days="screening_text_days",
            asked_by=one.by,
        )
        row.asked_at = one.at
        row.keep_until = kept_until("screening_text_days", timezone.localdate(one.at))
        rows.append(row)
    kept = Verdict.objects.bulk_create(rows)
    pairs = zip(kept, answers, strict=True)
    Mention.objects.bulk_create(m for pair in pairs for m in mentions_of(*pair))
    return kept


def _label(world: World, kept: list[Verdict], given: list[Given]) -> None:
    first, *_others = world.county.holding(Role.DUTY_OFFICER)
    second, *_more = world.county.holding(Role.COUNTY_POLICE)
    labels = []
    for place, (row, one) in enumerate(zip(kept, given, strict=True)):
        at = one.at + timedelta(hours=world.random.randrange(2, 40))
        is_twice = place % TWICE == 0
        disputed = is_twice and place // TWICE < DISPUTES
        labels.append(_said(row, first, at, is_fraud=one.is_fraud))
        if is_twice:
            said = one.is_fraud is not disputed
            labels.append(_said(row, second, at, is_fraud=said))
        row.state = Labelling.DISPUTED if disputed else Labelling.SETTLED
        if not disputed:
            row.is_fraud, row.settled_at = one.is_fraud, at
            row.agreed_class = labels[-1].fraud_class
            row.keep_until = kept_until(
                "screening_labelled_text_days", timezone.localdate(at)
            )
    Label.objects.bulk_create(labels)
    Verdict.objects.bulk_update(
        kept, ["state", "is_fraud", "agreed_class", "settled_at", "keep_until"]
    )


def _said(row: Verdict, by: Person, at: datetime, *, is_fraud: bool) -> Label:
    fraud_class = row.fraud_class if is_fraud else ""
    return Label(verdict=row, by=by, at=at, is_fraud=is_fraud, fraud_class=fraud_class)


def _train(world: World, at: datetime) -> None:
    # Now, and so not by those whom a visitor signs in as.
    analyst = world.county.holding(Role.ANALYST)[-1]
    version = ModelVersion.objects.create(asked_by=analyst, asked_at=at)
    train_version(version=version.pk, by=analyst)
    version.refresh_from_db()
    put_in_force(version=version, by=world.county.holding(Role.COUNTY_POLICE)[-1])
    ModelVersion.objects.filter(pk=version.pk).update(
        trained_at=at + timedelta(seconds=version.seconds),
        put_in_force_at=at + timedelta(hours=3),
    )
