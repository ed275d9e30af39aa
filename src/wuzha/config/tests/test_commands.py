"""The command as a person meets it: sentences, exit codes, no traceback."""

import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import Error, Warning
from django.db import OperationalError, connection
from django.utils import timezone

import wuzha
from wuzha.audit import chain
from wuzha.audit.record import record
from wuzha.config import worker
from wuzha.config.cli import main
from wuzha.config.commands import service
from wuzha.config.serving import is_free
from wuzha.documents.models import ImportRun
from wuzha.jobs.models import Job
from wuzha.organisation.models import Person, Unit

Captured = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ([], "命令写法不对"),
        (["nonsense"], "命令写法不对"),
        (["audit"], "命令写法不对"),
        (["serve", "--port", "many"], "wuzha serve --help"),
    ],
)
def test_a_wrong_call_is_told_how_to_call(
    call: list[str], said: str, capsys: Captured
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(call)
    told = capsys.readouterr()
    assert (ended.value.code, told.out) == (2, "")
    assert said in told.err and "Traceback" not in told.err


def test_help_names_every_command_and_the_exit_codes(capsys: Captured) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    text = capsys.readouterr().out
    assert ended.value.code == 0
    for command in (
        "serve",
        "clocks",
        "check",
        "detect",
        "screen",
        "plans",
        "setup",
        "audit",
    ):
        assert f"    {command} " in text
    assert "退出码：0 完成" in text


def test_the_version_is_printed(capsys: Captured) -> None:
    assert main(["version"]) == 0
    assert capsys.readouterr().out.strip() == wuzha.__version__


def test_reading_a_plan_loads_no_django(tmp_path: Path) -> None:
    plan = tmp_path / "方案.txt"
    plan.write_text("一、各村每月报送一次进展。\n", "utf8")
    program = (
        "import sys; from wuzha.config.cli import main;"
        "code = main(['plans', 'extract', sys.argv[1]]);"
        "sys.exit(code or 'django' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(plan)], capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["file"] == "方案.txt"


def test_detection_is_handed_on(capsys: Captured) -> None:
    assert main(["detect", "explain"]) == 0
    assert capsys.readouterr().out


def test_a_database_that_is_away_is_a_sentence(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise OperationalError("no such table: people\nmore")

    monkeypatch.setattr(worker, "clockwork", away)
    assert main(["clocks"]) == 2
    told = capsys.readouterr().err
    assert "数据库不能使用：no such table: people\n" in told and "wuzha setup" in told


@pytest.mark.django_db
def test_without_the_machine_person_the_clocks_do_not_run(capsys: Captured) -> None:
    assert main(["clocks"]) == 2
    assert "设置有误" in capsys.readouterr().err


@pytest.mark.django_db
def test_what_is_due_is_done_once(clockwork: Person) -> None:
    assert main(["clocks", "--once"]) == 0


@pytest.mark.parametrize(
    ("found", "code", "said"),
    [
        ([], 0, ""),
        ([Warning("留意。", "看看。", id="wuzha.W1")], 0, "提醒 wuzha.W1 留意。看看。"),
        ([Error("不行。", id="wuzha.E1")], 1, "错误 wuzha.E1 不行。"),
    ],
)
def test_the_check_names_faults_and_doubts(
    capsys: Captured,
    monkeypatch: pytest.MonkeyPatch,
    found: list[Any],
    code: int,
    said: str,
) -> None:
    monkeypatch.setattr(service, "faults_and_doubts", lambda: found)
    assert main(["check"]) == code
    assert said in capsys.readouterr().err


def test_a_service_with_faults_does_not_start(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = [Error("不行。", id="wuzha.E1")]
    monkeypatch.setattr(service, "faults_and_doubts", lambda: faults)
    assert main(["serve"]) == 2
    assert "服务没有启动" in capsys.readouterr().err


def test_a_port_that_is_taken_is_said(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "faults_and_doubts", list)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["serve", "--port", str(port)]) == 2
    assert f"端口 {port} 不能使用" in capsys.readouterr().err
    assert is_free("127.0.0.1", port)


@pytest.mark.django_db
def test_a_sound_chain_is_said_to_be_sound(capsys: Captured, guan: Person) -> None:
    record("anything", by=guan)
    chain.seal_all_entries()
    assert main(["audit", "verify"]) == 0
    assert "审计链完好，共 1 条" in capsys.readouterr().out
    assert main(["audit", "stub"]) == 0
    stub = capsys.readouterr().out.strip()
    assert main(["audit", "verify", "--against", stub]) == 0
    assert main(["audit", "verify", "--against", "不是"]) == 2
    assert "不完整" in capsys.readouterr().err
    other = f"1-{'0' * 16}"
    assert main(["audit", "verify", "--against", other]) == 1
    assert f"{other} 对不上" in capsys.readouterr().out


@pytest.mark.django_db
def test_a_changed_chain_is_named(capsys: Captured, guan: Person) -> None:
    record("anything", by=guan)
    chain.seal_all_entries()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_chainhead SET sealed = 5")
    assert main(["audit", "verify"]) == 1
    told = capsys.readouterr()
    assert told.out and "处问题" in told.err


@pytest.mark.django_db
def test_a_job_that_was_given_up_is_shown_and_tried_again(capsys: Captured) -> None:
    now = timezone.now()
    Job.objects.create(
        name="briefs.derive",
        state="dead",
        failure="KeyError",
        created_at=now,
        finished_at=now,
    )
    job = Job.objects.get()
    assert main(["jobs"]) == 0
    told = capsys.readouterr().out
    assert "已放弃  briefs.derive  KeyError" in told and "共 1 个" in told
    assert main(["jobs", "--retry", str(job.pk)]) == 0
    job.refresh_from_db()
    assert job.state == "waiting"
    assert main(["jobs", "--retry", str(job.pk)]) == 2


UNITS = """单位名称,单位类型,单位编码,上级单位,管辖或服务的地方,变动日期
柳湾村,村,990101100200,990101100000,,
无上级村,村,990101200200,990101200000,,
"""


@pytest.mark.django_db
def test_a_table_is_looked_at_before_it_is_imported(
    capsys: Captured, tmp_path: Path, guan: Person, town: Unit
) -> None:
    file = tmp_path / "units.csv"
    file.write_text(UNITS, "utf8")
    assert main(["import", "units", str(file), "--by", "guan"]) == 1
    told = capsys.readouterr()
    assert "新增 1，更新 0，无变化 0，有误 1" in told.out
    assert "第 3 行“上级单位”" in told.err
    assert not Unit.objects.filter(name="柳湾村").exists()
    assert not ImportRun.objects.exists(), "a preview leaves nothing"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("file", "by", "code"),
    [("none.csv", "guan", 2), ("odd.csv", "nobody", 2), ("odd.csv", "guan", 1)],
)
def test_what_cannot_be_imported_is_a_sentence(
    capsys: Captured, tmp_path: Path, guan: Person, file: str, by: str, code: int
) -> None:
    (tmp_path / "odd.csv").write_bytes(b"MZ\x90\x00\x03 not a table at all")
    assert main(["import", "units", str(tmp_path / file), "--by", by]) == code
    told = capsys.readouterr().err
    assert told.count("\n") == 1 and "Traceback" not in told
