"""What is shipped is what was fetched, and each licence lies beside it."""

import base64
import hashlib
import json
import re

import pytest

from wuzha.ui.vendored import FOLDER, shipped

ROOT = FOLDER.parents[4]


@pytest.mark.parametrize("name", ["echarts", "htmx", "idiomorph"])
def test_a_shipped_file_hashes_to_what_vendor_json_says(name: str) -> None:
    entry = shipped()[name]
    content = (FOLDER / entry["file"]).read_bytes()
    digest = base64.b64encode(hashlib.sha384(content).digest()).decode()
    assert digest == entry["sha384"]
    assert entry["version"] in entry["file"]


def test_every_shipped_file_is_listed_and_every_licence_is_there() -> None:
    listed = {"vendor.json"}
    for entry in shipped().values():
        assert entry["licences"], f"{entry['package']} comes without its licence"
        listed |= {entry["file"], *entry["licences"]}
    assert {path.name for path in FOLDER.iterdir()} == listed


def test_the_versions_are_those_of_the_lock_file() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text("utf8"))["packages"]
    for entry in shipped().values():
        assert lock[f"node_modules/{entry['package']}"]["version"] == entry["version"]


def test_nothing_shipped_names_a_source_map_that_is_not_there() -> None:
    # Hashed static files fail on a map that is missing.
    for entry in shipped().values():
        text = (FOLDER / entry["file"]).read_text("utf8")
        assert not re.search(r"//[#@]\s*sourceMappingURL", text)
