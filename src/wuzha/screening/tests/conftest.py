import pytest
from django.core.cache import caches


@pytest.fixture(autouse=True)
def _nothing_spent_yet() -> None:
    caches["strangers"].clear()
