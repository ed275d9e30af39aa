"""Making a county takes seconds: one for all the tests here."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from wuzha.demo.tests.small import standing_county


@pytest.fixture(scope="package", autouse=True)
def county(django_db_setup: None, django_db_blocker: Any) -> Iterator[Path]:
    with standing_county(django_db_blocker) as folder:
        yield folder
