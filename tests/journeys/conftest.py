"""What several journeys need."""

from collections.abc import Iterator

import pytest

from tests.journeys.processes import Service, service


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Its tables were made by `wuzha migrate`, once; the others copy them."""
    with service(tmp_path_factory.mktemp("migrated")) as one:
        yield one
