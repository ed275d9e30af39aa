"""What `wuzha demo` prepares: accounts that open, findings, and nothing among what is
real."""

from pathlib import Path
from random import Random

import pytest
from django.contrib.auth.hashers import check_password

from wuzha.demo import run
from wuzha.demo.staff import ACCOUNTS
from wuzha.demo.tests.small import NOW
from wuzha.demo.transfers import Ledger
from wuzha.detection.hits import LEARNED
from wuzha.earlywarnings.states import Grade
from wuzha.incidents.models import StopPaymentOrder
from wuzha.lib.refused import Refused
from wuzha.monitoring.actions import confirm_hit, open_incident_of_hit
from wuzha.monitoring.models import (
    AccountHolder,
    Hit,
    RuleRun,
    RuleVersion,
    ScoreVersion,
)
from wuzha.organisation.models import Person

pytestmark = [
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.django_db,
]


def test_the_password_opens_every_account_and_is_another_next_time() -> None:
    first, second = run.open_accounts(), run.open_accounts()
    assert first != second
    accounts = Person.objects.filter(username__in=ACCOUNTS)
    assert accounts.count() == len(ACCOUNTS)
    # One for all: checking it is slow on purpose.
    [password] = set(accounts.values_list("password", flat=True))
    assert check_password(second, password)


def test_the_table_names_role_account_password_and_what_to_look_at() -> None:
    lines = run.table("baka-dido-1234").splitlines()
    assert len(lines) == len(ACCOUNTS) + 1
    for username, line in zip(ACCOUNTS, lines[1:], strict=True):
        role, account, password, *look = line.split()
        assert account == username
        assert password == "baka-dido-1234"
        assert role
        assert look


def test_a_county_that_is_there_is_not_made_again() -> None:
    before = Person.objects.count()
    assert run.prepare() is False
    assert Person.objects.count() == before


def test_a_database_with_real_people_is_left_alone() -> None:
    Person.objects.create(username="real", name="真实的人")
    with pytest.raises(Refused, match="正式账号"):
        run.prepare()


def test_the_rules_find_the_frauds_and_a_hit_becomes_stops() -> None:
    found = set(Hit.objects.to_review().values_list("rule", flat=True))
    assert {"fast_in_fast_out", "gathering", "first_large_payee"} <= found
    analyst = Person.objects.get(username="yanpan")
    hit = Hit.objects.filter(rule="first_large_payee").latest("score")
    [victim] = hit.victims
    warning = confirm_hit(hit=hit, account=victim, grade=Grade.HIGH.value, by=analyst)
    holder = AccountHolder.objects.holding(victim)
    assert holder is not None
    assert warning.phone == holder.phone
    assert warning.dissuasion.unit.kind == "station"
    incident = open_incident_of_hit(
        raised=hit.warnings.get(), by=Person.objects.get(username="zhiban")
    )
    drafts = StopPaymentOrder.objects.filter(incident=incident)
    assert drafts.count() >= 2
    assert all(draft.missing_items == [] for draft in drafts)


def test_a_stricter_rule_is_tested_and_on_trial() -> None:
    trial = RuleVersion.objects.get(state="trial", rule="fast_in_fast_out")
    test = trial.tests.get()
    assert test.state == "done"
    assert test.outcome["both"] + test.outcome["lost"] > 0


def test_a_learned_score_beside_the_rules_has_hits_with_reasons() -> None:
    version = ScoreVersion.objects.in_force()
    assert version is not None and version.outcome["hits"] > 0
    hits = Hit.objects.to_review().filter(rule=LEARNED)
    assert hits.count() == version.outcome["hits"]
    assert all("主要因为" in hit.reason for hit in hits)
    assert AccountHolder.objects.holding(hits.latest("score").suspect)


def test_a_file_of_ones_own_is_researched_once_with_holders_made_up(
    tmp_path: Path,
) -> None:
    path = tmp_path / "own.parquet"
    Ledger(Random(99), NOW).write(path)
    run.find(path)
    hits = Hit.objects.filter(run__files="own.parquet")
    assert hits.exists()
    best = hits.latest("score")
    assert all(AccountHolder.objects.holding(victim) for victim in best.victims)
    run.find(path)
    assert RuleRun.objects.filter(files="own.parquet").count() == 1


def test_a_broken_file_is_told_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "broken.csv"
    path.write_text("tx_id,ts\n1,2\n", "utf8")
    with pytest.raises(Refused, match="broken"):
        run.find(path)
