"""The glossary is law: every noun in the code stands there with the customer's word."""

import re

import pytest
from django.apps import apps

from tests.house.floors import ROOT, floors

WORDS = set(
    re.findall(r"^\| `(\w+)`", (ROOT / "GLOSSARY.md").read_text("utf8"), re.MULTILINE)
)


@pytest.mark.parametrize(
    "name",
    sorted(m.__name__ for m in apps.get_models() if m._meta.app_label in floors()),
)
def test_a_model_stands_in_the_glossary(name: str) -> None:
    assert name in WORDS
