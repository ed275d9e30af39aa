"""Run the tests of the pure floors where Django cannot be imported at all."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PURE = ("lib", "detection", "reading")
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
    folders = [f"src/wuzha/{area}" for area in PURE]
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
        *folders,
    ]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
