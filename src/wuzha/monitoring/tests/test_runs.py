"""The rules are put to a file once; what they said is kept with its transfers."""

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from wuzha.config.cli import main
from wuzha.jobs.models import Job
from wuzha.monitoring.actions import start_run
from wuzha.monitoring.models import Hit, RuleRun
from wuzha.monitoring.running import run_rules
from wuzha.organisation.models import Person, Unit
from wuzha.transfers.store import path_of
from wuzha.transfers.uploads import shown_name

SignIn = Callable[[Person], Client]
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
    assert run.kept is not None
    assert path_of(run.kept).exists()


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


def upload(client: Client, name: str, content: bytes) -> RuleRun:
    file = SimpleUploadedFile(name, content)
    assert client.post(reverse("monitoring:new_run"), {"file": file}).status_code == 302
    return RuleRun.objects.get()


def test_an_uploaded_file_is_shown_by_the_name_it_came_with(
    transfers: Path, county: Unit, zhou: Person, signed_in: SignIn
) -> None:
    client = signed_in(zhou)
    run = upload(client, "十月\u202e流水.parquet", transfers.read_bytes())
    assert run.files == "十月流水.parquet"
    (path,) = Job.objects.get(name="monitoring.run").arguments["files"]
    assert "流水" not in path
    page = client.get(reverse("monitoring:run", args=(run.pk,))).content.decode()
    assert "十月流水.parquet" in page
    assert "upload-" not in page


def test_what_is_wrong_with_an_upload_names_it_as_it_came(
    county: Unit, zhou: Person, signed_in: SignIn
) -> None:
    run = upload(signed_in(zhou), "十月流水.csv", b"a,b\n1,2\n")
    run_now(run, zhou)
    assert run.state == "failed"
    assert "十月流水.csv" in run.problem
    assert "upload-" not in run.problem


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/a.csv", "a.csv"),
        ("C:\\流水\\b.csv", "b.csv"),
        ("x" * 300 + ".csv", "x" * 96 + ".csv"),
        ("一\x00\n二.csv", "一二.csv"),
    ],
)
def test_the_name_of_a_file_is_only_text(name: str, shown: str) -> None:
    assert shown_name(name) == shown
