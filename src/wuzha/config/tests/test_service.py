"""The whole life of a service, with real processes and a real file."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

pytestmark = pytest.mark.slow
SECRET = "a-secret-for-tests-that-is-long-enough-to-be-one"
NAMES = {"clocks": "worker", "windows": "windows"}
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def environment_of(home: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("WUZHA_")}
    kept.pop("DATABASE_URL", None)
    return {**kept, "WUZHA_HOME": str(home), "WUZHA_SECRET": SECRET}


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return environment_of(tmp_path / "home")


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "wuzha.config.cli", *words]


def run(environment: dict[str, str], *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command(*words),
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def wuzha(environment: dict[str, str]) -> Run:
    def run_here(*words: str, **more: str) -> "subprocess.CompletedProcess[str]":
        return run({**environment, **more}, *words)

    return run_here


@pytest.fixture(scope="module")
def new_service(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of a service just founded, and what `setup` said."""
    home = tmp_path_factory.mktemp("service") / "home"
    words = "--county 青石县 --code 990101 --admin guan --name 管理员关"
    done = run(environment_of(home), "setup", *words.split())
    assert done.returncode == 0, done.stderr
    return home, done.stdout


@pytest.fixture
def founded(new_service: tuple[Path, str], environment: dict[str, str]) -> str:
    """A copy of it for this test."""
    home, said = new_service
    shutil.copytree(home, environment["WUZHA_HOME"])
    return said


def health(port: int) -> dict[str, object] | None:
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return dict(json.load(answer))
    except HTTPError as unwell:
        return dict(json.load(unwell))
    except OSError:  # Not there yet, or too busy to answer.
        return None


def until(true: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "too late"
        time.sleep(0.1)


@contextmanager
def served(
    environment: dict[str, str],
) -> "Iterator[tuple[subprocess.Popen[str], int]]":
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    process = subprocess.Popen(
        command("serve", "--port", str(port)),
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process, port
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def children(process: "subprocess.Popen[str]") -> dict[str, int]:
    """Name → process id."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
            line = (folder / "cmdline").read_text().split("\0")
        except OSError:
            continue
        if int(parent) == process.pid:
            name = next((n for word, n in NAMES.items() if word in line), "web")
            found[name] = int(folder.name)
    return found


def is_there(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def test_a_service_is_founded_once(wuzha: Run, founded: str) -> None:
    assert "只显示这一次" in founded
    again = wuzha("setup")
    assert (again.returncode, again.stderr.count("\n")) == (2, 1)
    assert wuzha("check").returncode == 0
    wrong = wuzha("check", WUZHA_SECRET=SECRET[::-1])
    assert wrong.returncode == 1 and "wuzha.E018" in wrong.stderr


def test_what_is_missing_for_the_founding_is_said(wuzha: Run) -> None:
    for words, more, said in (
        ((), {"WUZHA_SECRET": ""}, "没有设置密钥"),
        ((), {}, "--county"),
        (("--county", "县", "--code", "12", "--admin", "a", "--name", "b"), {}, "区划"),
    ):
        done = wuzha("setup", *words, **more)
        assert done.returncode == 2
        assert said in done.stderr and "Traceback" not in done.stderr


def test_a_service_that_was_not_founded_does_not_start(wuzha: Run) -> None:
    done = wuzha("serve")
    assert done.returncode == 2 and "wuzha setup" in done.stderr


def test_a_backup_is_put_back(
    wuzha: Run, founded: str, tmp_path: Path, environment: dict[str, str]
) -> None:
    folder = tmp_path / "backups"
    assert wuzha("backup", str(folder)).returncode == 0
    (backup,) = folder.iterdir()
    database = Path(environment["WUZHA_HOME"]) / "wuzha.sqlite3"
    database.unlink()
    done = wuzha("restore", str(backup))
    assert done.returncode == 0, done.stderr
    assert wuzha("audit", "verify").returncode == 0
    again = wuzha("restore", str(backup), WUZHA_SECRET=SECRET[::-1])
    assert again.returncode == 2 and "密钥" in again.stderr
    assert len(list(database.parent.glob("wuzha.sqlite3.before-*"))) == 1
    wrong = wuzha("restore", str(Path(__file__)))
    assert wrong.returncode == 2 and "不是完好的无诈数据库" in wrong.stderr


UNITS = """单位名称,单位类型,单位编码,上级单位,管辖或服务的地方,变动日期
河口镇,乡镇,990101100000,990101000000,,
柳湾村,村,990101100200,990101100000,,
"""


def test_a_table_is_imported(wuzha: Run, founded: str, tmp_path: Path) -> None:
    file = tmp_path / "units.csv"
    file.write_text(UNITS, "utf8")
    for said in ("已导入 2 行", "无变化 2"):
        done = wuzha("import", "units", str(file), "--by", "guan", "--apply")
        assert done.returncode == 0, done.stderr
        assert said in done.stdout


def test_web_and_worker_live_and_end_together(
    wuzha: Run, founded: str, environment: dict[str, str], tmp_path: Path
) -> None:
    with served({**environment, "WUZHA_HOSTS": "fz.example"}) as (process, port):
        until(lambda: (health(port) or {}).get("faults") == [])
        first = children(process)
        assert first.keys() == {"web", "worker", "windows"}
        backup = wuzha("backup", str(tmp_path))
        assert backup.returncode == 0, "while people work"
        (file,) = tmp_path.glob("wuzha-*.sqlite3")
        assert "还在运行" in wuzha("restore", str(file)).stderr
        os.kill(first["worker"], signal.SIGKILL)
        until(
            lambda: children(process).get("worker", first["worker"]) != first["worker"]
        )
        process.terminate()
        assert process.wait(30) == 0
        until(lambda: not any(map(is_there, first.values())))


def test_a_killed_parent_leaves_nobody_behind(
    founded: str, environment: dict[str, str]
) -> None:
    with served(environment) as (process, port):
        until(lambda: health(port))
        left = children(process)
        assert left
        process.kill()
        until(lambda: not any(map(is_there, left.values())))
        assert health(port) is None
