"""One county for all the tests that ask for it: making it takes seconds."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from wuzha.demo.tests.small import standing_county


@pytest.fixture(scope="package")
def county(django_db_setup: None, django_db_blocker: Any) -> Iterator[Path]:
    with standing_county(django_db_blocker) as folder:
        yield folder
