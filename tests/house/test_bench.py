"""No bench is run here; each must still find what it measures."""

from importlib import import_module

import pytest

from bench.__main__ import BENCHES


@pytest.mark.parametrize("name", BENCHES)
def test_a_bench_finds_all_that_it_imports(name: str) -> None:
    assert callable(import_module(f"bench.{name}").main)
