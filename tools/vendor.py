"""Refreshes the front-end libraries that the project ships.

Run `npm ci`, then this. The chosen files are copied with their version in the name,
their licences beside them, and `vendor.json` says which file is which and what it
hashes to. Nothing here is needed to build, test or run Wuzha.
"""

import base64
import hashlib
import json
import shutil
import sys
from pathlib import Path
from typing import TypedDict

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
TARGET = ROOT / "src" / "wuzha" / "ui" / "static" / "vendor"

# name in templates → package, the file, licences of it and of what is bundled inside
CHOSEN: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "echarts": (
        "echarts",
        "dist/echarts.min.js",
        (
            "echarts/LICENSE",
            "echarts/NOTICE",
            "echarts/licenses/LICENSE-d3",
            "zrender/LICENSE",
            "tslib/LICENSE.txt",
        ),
    ),
    "htmx": ("htmx.org", "dist/htmx.min.js", ("htmx.org/LICENSE",)),
    "idiomorph": ("idiomorph", "dist/idiomorph.min.js", ("idiomorph/LICENSE",)),
}


class Shipped(TypedDict):
    package: str
    version: str
    licence: str
    file: str
    sha384: str
    licences: list[str]


def sha384(path: Path) -> str:
    return base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()


def ship(name: str) -> Shipped:
    package, file, licences = CHOSEN[name]
    description = json.loads((PACKAGES / package / "package.json").read_text("utf8"))
    stem = f"{name}-{description['version']}"
    script = TARGET / f"{stem}.min.js"
    shutil.copyfile(PACKAGES / package / file, script)
    texts = []
    for licence in licences:
        owner, text = licence.split("/", 1)
        papers = TARGET / f"{stem}.{owner}.{Path(text).name.removesuffix('.txt')}.txt"
        shutil.copyfile(PACKAGES / licence, papers)
        texts.append(papers.name)
    return {
        "package": package,
        "version": description["version"],
        "licence": description["license"],
        "file": script.name,
        "sha384": sha384(script),
        "licences": texts,
    }


def main() -> int:
    if not PACKAGES.is_dir():
        sys.stderr.write("node_modules is missing: run `npm ci` first\n")
        return 1
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    shipped = {name: ship(name) for name in CHOSEN}
    (TARGET / "vendor.json").write_text(json.dumps(shipped, indent=2) + "\n", "utf8")
    sys.stdout.write(
        "".join(f"{entry['file']}  {entry['sha384']}\n" for entry in shipped.values())
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
