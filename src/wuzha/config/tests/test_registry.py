from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from wuzha.clocks import jobs as clocks_jobs
from wuzha.config.registry import registry
from wuzha.notices import jobs as notices_jobs


@pytest.fixture
def entered(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    registry.cache_clear()

    def enter(**tables: Any) -> None:
        for name, table in tables.items():
            monkeypatch.setattr(clocks_jobs, name, table, raising=False)

    return enter


def test_the_areas_that_are_there_fit_together() -> None:
    registry.cache_clear()
    whole = registry()
    assert "notices.try_channel" in whole.jobs
    assert "wuzha_clocks_overdue" in {gauge.name for gauge in whole.gauges}


@pytest.mark.parametrize("table", ["JOBS", "SCHEDULE", "GAUGES"])
def test_two_areas_may_not_enter_the_same_name(
    entered: Callable[..., None], table: str
) -> None:
    entered(**{table: getattr(notices_jobs, table)})
    with pytest.raises(ImproperlyConfigured, match="two areas"):
        registry()
    registry.cache_clear()
