"""The rules are put to a file once; what they said is kept with its transfers."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.conf import LazySettings

from wuzha.config.cli import main
from wuzha.jobs.models import Job
from wuzha.monitoring.actions import start_run
from wuzha.monitoring.ledger import file_of
from wuzha.monitoring.models import Hit, RuleRun
from wuzha.monitoring.running import run_rules
from wuzha.organisation.models import Person, Unit

MINUTE = 60_000_000
START = 1_767_225_600_000_000


@pytest.fixture(autouse=True)
def home(settings: LazySettings, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def transfers(tmp_path: Path) -> Path:
    """Three payers within the hour, out again within the hour."""
    rows = [
        (f"in{n}", START + n * MINUTE, f"payer{n}", "mule", 900.0) for n in range(6)
    ]
    rows.append(("out", START + 20 * MINUTE, "mule", "boss", 5000.0))
    names = ("tx_id", "ts", "src", "dst", "amount")
    table = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    path = tmp_path / "day.parquet"
    stamps = pa.array(table.pop("ts"), pa.timestamp("us", "UTC"))
    pq.write_table(pa.table({**table, "ts": stamps}), path)
    return path


def run_now(run: RuleRun, by: Person) -> None:
    job = Job.objects.get(name="monitoring.run")
    run_rules(**job.arguments, by=by)
    run.refresh_from_db()


def test_a_run_keeps_its_hits_and_its_transfers(
    transfers: Path, county: Unit, zhou: Person
) -> None:
    run = start_run(files=[str(transfers)], unit=county, by=zhou)
    run_now(run, zhou)
    assert (run.state, run.transfers) == ("done", 7)
    hit = Hit.objects.filter(rule="fast_in_fast_out").get()
    assert hit.account == "mule"
    assert set(hit.victims) <= {f"payer{n}" for n in range(6)}
    kept = [transfer["tx_id"] for transfer in hit.evidence["transfers"]]
    assert kept[-1] == "out"
    assert file_of(run.pk).exists()


def test_a_run_begun_again_after_a_crash_keeps_nothing_twice(
    transfers: Path, county: Unit, zhou: Person
) -> None:
    run = start_run(files=[str(transfers)], unit=county, by=zhou)
    run_now(run, zhou)
    before = Hit.objects.count()
    RuleRun.objects.filter(pk=run.pk).update(state="running")
    run_now(run, zhou)
    assert run.state == "done"
    assert Hit.objects.count() == before > 0


def test_a_broken_file_ends_the_run_with_a_sentence(
    tmp_path: Path, county: Unit, zhou: Person
) -> None:
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"PAR1 no table at all")
    run = start_run(files=[str(broken)], unit=county, by=zhou)
    run_now(run, zhou)
    assert run.state == "failed"
    assert run.problem
    assert not Hit.objects.exists()


def test_the_command_keeps_the_hits_of_a_file(
    transfers: Path, county: Unit, zhou: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["monitor", str(transfers), "--by", "zhou"]) == 0
    assert "7 笔流水" in capsys.readouterr().out
    assert Hit.objects.filter(rule="fast_in_fast_out").exists()
    assert main(["monitor", str(transfers), "--by", "nobody"]) == 2
