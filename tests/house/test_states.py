"""Each table of states has its picture in docs/states, and the picture is fresh."""

from wuzha.config.management.commands.diagrams import stale


def test_the_diagrams_are_fresh() -> None:
    assert stale() == []
