"""What ships runs until the county moves a rule; from then on its rows decide."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.conf import LazySettings
from django.utils import timezone

from wuzha.detection.monitoring import RULES, Inputs, search_files
from wuzha.detection.rules.reader import read_rule
from wuzha.detection.rules.tree import Rule
from wuzha.jobs.models import Job
from wuzha.lib.refused import Conflict, NotAllowed, Refused
from wuzha.monitoring.actions.rules import (
    ask_test,
    change_draft,
    make_version,
    put_in_force,
    put_on_trial,
    retire,
    roll_back,
)
from wuzha.monitoring.models import Hit, RuleTest, RuleVersion
from wuzha.monitoring.outcome import Outcome
from wuzha.monitoring.rulebook import Running, rules_now, shipped
from wuzha.monitoring.running import run_rules
from wuzha.monitoring.searching import search_book
from wuzha.monitoring.testing import estimated, try_rule
from wuzha.monitoring.tests.made import make_run
from wuzha.organisation.models import Person, Unit

RULE = "fast_in_fast_out"
MINUTE = 60_000_000


@pytest.fixture(autouse=True)
def home(settings: LazySettings, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


def stricter() -> Rule:
    """Only from 3000 yuan on."""
    rule = read_rule(RULES / f"{RULE}.toml")
    return replace(rule, bands=rule.bands[:1])


def running(rule: str = RULE) -> list[tuple[int, str, int]]:
    return [
        (one.rule.version, str(one.rule.state), one.share)
        for one in rules_now()
        if one.rule.id == rule
    ]


def with_test(version: RuleVersion, by: Person) -> RuleVersion:
    """As if its test had been run."""
    RuleTest.objects.create(
        version=version,
        digest=version.digest,
        asked_by=by,
        asked_at=timezone.now(),
        state="done",
        finished_at=timezone.now(),
    )
    return version


def moved(version: RuleVersion) -> dict[str, object]:
    return {"rule": version.rule, "version": version.version, "why": "本县情况"}


def test_what_ships_runs_until_the_county_moves_it(county: Unit, zhou: Person) -> None:
    book = {one.rule.id: one.rule.state for one in rules_now()}
    assert book == {rule.id: rule.state for rule in shipped().values() if rule.runs}
    retire(rule=RULE, version=1, why="误报太多", by=zhou)
    assert running() == []
    assert len(rules_now()) == len(book) - 1


def test_a_version_goes_from_draft_to_trial_to_force_and_back(
    county: Unit, zhou: Person
) -> None:
    draft = make_version(rule=stricter(), why="门槛提高", by=zhou)
    assert (draft.version, running()) == (2, [(1, "in_force", 100)])
    put_on_trial(**moved(draft), by=zhou)
    assert running() == [(2, "trial", 100), (1, "in_force", 100)]
    with pytest.raises(Refused, match="试算"):
        put_in_force(**moved(draft), by=zhou)
    with_test(draft, zhou)
    put_in_force(**moved(draft), share=10, by=zhou)
    assert running() == [(2, "in_force", 10), (1, "in_force", 90)]
    put_in_force(**moved(draft), by=zhou)
    assert running() == [(2, "in_force", 100)]
    with pytest.raises(Conflict):
        put_in_force(**moved(draft), by=zhou)
    back = roll_back(**moved(draft), by=zhou)
    assert (back.version, running()) == (1, [(1, "in_force", 100)])


def test_a_changed_draft_wants_another_test(county: Unit, zhou: Person) -> None:
    draft = with_test(make_version(rule=stricter(), why="门槛提高", by=zhou), zhou)
    other = replace(stricter(), title="快进快出（大额）")
    change_draft(version=draft, rule=other, why="改名", by=zhou)
    put_on_trial(**moved(draft), by=zhou)
    with pytest.raises(Refused, match="试算"):
        put_in_force(**moved(draft), by=zhou)
    with pytest.raises(Refused, match="不是草稿"):
        change_draft(version=draft, rule=other, why="再改", by=zhou)


def test_only_who_may_release_puts_a_rule_in_force(
    county: Unit, zhou: Person, wei: Person, lin: Person
) -> None:
    with pytest.raises(NotAllowed):
        make_version(rule=stricter(), why="门槛提高", by=wei)
    draft = with_test(make_version(rule=stricter(), why="门槛提高", by=zhou), zhou)
    put_on_trial(**moved(draft), by=zhou)
    with pytest.raises(NotAllowed):
        put_in_force(**moved(draft), by=lin)
    put_in_force(**moved(draft), by=wei)
    assert running() == [(2, "in_force", 100)]


def test_a_roll_out_parts_the_accounts_and_leaves_none_out() -> None:
    rule = stricter()
    first, rest = Running(rule, range(30)), Running(rule, range(30, 100))
    accounts = [f"622200000000{n:07d}" for n in range(1000)]
    assert all(first.is_for(one) != rest.is_for(one) for one in accounts)
    assert 200 < sum(map(first.is_for, accounts)) < 400


def test_nobody_outside_can_tell_who_a_roll_out_is_for(settings: LazySettings) -> None:
    accounts = [f"622200000000{n:07d}" for n in range(200)]

    def chosen(version: int) -> list[str]:
        running = Running(stricter(), range(30), version)
        return list(filter(running.is_for, accounts))

    drawn = chosen(2)
    assert drawn == chosen(2)
    assert drawn != chosen(3)
    settings.SECRET_KEY = "another-secret-that-is-long-enough-for-keys"
    assert drawn != chosen(2)


@pytest.fixture
def transfers(tmp_path: Path) -> Path:
    """Money in and out again within the hour, at three accounts: 1500, 4000 and 9000
    yuan."""
    rows = []
    for n, yuan in enumerate((1500.0, 4000.0, 9000.0)):
        at = 1_767_225_600_000_000 + n * MINUTE
        rows.append((f"in{n}", at, f"payer{n}", f"mule{n}", yuan))
        rows.append((f"out{n}", at + 9 * MINUTE, f"mule{n}", f"boss{n}", yuan))
    columns: dict[str, list[object]] = {
        name: [row[place] for row in rows]
        for place, name in enumerate(("tx_id", "ts", "src", "dst", "amount"))
    }
    path = tmp_path / "month.parquet"
    stamps = pa.array(columns.pop("ts"), pa.timestamp("us", "UTC"))
    pq.write_table(pa.table({**columns, "ts": stamps}), path)
    return path


@pytest.fixture
def research(
    transfers: Path, county: Unit, zhou: Person
) -> Callable[[], dict[tuple[int, str], set[str]]]:
    """A run of the rules that run now; its hits of the rule, by version and state."""

    def run() -> dict[tuple[int, str], set[str]]:
        row = make_run(county, by=zhou, state="waiting", finished_at=None)
        run_rules(run=row.pk, files=[str(transfers)], by=zhou)
        row.refresh_from_db()
        assert row.state == "done", row.problem
        assert {"rule", "version", "title", "state", "share"} == set(row.rules[0])
        found: dict[tuple[int, str], set[str]] = {}
        for hit in Hit.objects.filter(run=row, rule=RULE):
            found.setdefault((hit.rule_version, hit.rule_state), set()).add(hit.account)
        return found

    return run


Research = Callable[[], dict[tuple[int, str], set[str]]]


def test_the_book_as_it_ships_finds_what_the_command_finds(
    county: Unit, transfers: Path, tmp_path: Path
) -> None:
    rooms = [tmp_path / "book", tmp_path / "files"]
    for room in rooms:
        room.mkdir()
    by_book = search_book(
        rules_now(), [transfers], {}, rooms[0], lambda doing, share: None
    )
    by_files = search_files(Inputs([transfers]), rooms[1])
    key = [("hit_id", "ascending")]
    book, files = (
        pq.read_table(found.hits).sort_by(key) for found in (by_book, by_files)
    )
    assert len(files) > 0
    assert book.equals(files)


def test_a_version_on_trial_is_put_to_the_transfers_beside_the_one_in_force(
    research: Research, zhou: Person
) -> None:
    draft = make_version(rule=stricter(), why="门槛提高", by=zhou)
    put_on_trial(**moved(draft), by=zhou)
    assert research() == {
        (1, "in_force"): {"mule0", "mule1", "mule2"},
        (2, "trial"): {"mule2"},
    }


def test_a_test_says_what_is_new_what_is_lost_and_what_people_judged(
    research: Research, zhou: Person
) -> None:
    with pytest.raises(Refused, match="上传"):
        ask_test(rule=RULE, version=1, by=zhou)
    research()
    Hit.objects.filter(rule=RULE, amount_cents=9000_00).update(
        state="confirmed", reviewed_by=zhou, reviewed_at=timezone.now()
    )
    draft = make_version(rule=stricter(), why="门槛提高", by=zhou)
    estimate = estimated(draft.read)
    assert estimate and (estimate.hits, estimate.days) == (1, 1.0)
    test = ask_test(rule=RULE, version=draft.version, by=zhou)
    with pytest.raises(Conflict, match="正在试算"):
        ask_test(rule=RULE, version=draft.version, by=zhou)
    job = Job.objects.get(name="monitoring.test_rule")
    try_rule(**job.arguments, by=zhou)
    test.refresh_from_db()
    outcome = Outcome(**test.outcome)
    assert (outcome.hits, outcome.beside) == (1, 1)
    assert (outcome.both, outcome.new, outcome.lost) == (1, 0, 2)
    assert outcome.all_before - outcome.all_after == 2
    assert (outcome.confirmed, outcome.dismissed) == (1, 0)
    assert [one["account"] for one in test.sample]
    assert "mule2" not in str(test.sample)
    put_on_trial(**moved(draft), by=zhou)
    put_in_force(**moved(draft), by=zhou)
    assert running() == [(2, "in_force", 100)]
