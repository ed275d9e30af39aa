"""Run tests where Django cannot be imported at all: `pure.py FOLDER…`."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BLOCK = """
import sys

class NoDjango:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == "django":
            raise ModuleNotFoundError("the pure floors know nothing of Django")

sys.meta_path.insert(0, NoDjango())
import pytest
raise SystemExit(pytest.main(sys.argv[1:]))
"""


def main() -> int:
    command = [
        sys.executable,
        "-c",
        BLOCK,
        "-p",
        "no:django",
        "-c",
        "tools/pure.ini",
        "--rootdir",
        str(ROOT),
        "--noconftest",
        *sys.argv[1:],
    ]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
