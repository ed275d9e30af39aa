"""The test table of the rules on returning money, and what always holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuzha.returns.shares import RULES, Loss, Way, problem, shares

CENTS = st.integers(1, 10**10)
LOSSES = st.lists(CENTS, min_size=1, max_size=9)


def lost(*cents: int) -> list[Loss]:
    return [Loss(one) for one in cents]


@pytest.mark.parametrize(
    ("available", "losses", "paid"),
    [
        (10_000_000, (6_000_000,), [6_000_000]),
        (10_000_000, (8_000_000, 12_000_000), [4_000_000, 6_000_000]),
        (10_000, (10_000, 10_000, 10_000), [3334, 3333, 3333]),
    ],
    ids=["under-claimed", "over-claimed", "cents"],
)
def test_the_table_of_the_rules(
    available: int, losses: tuple[int, ...], paid: list[int]
) -> None:
    assert shares(Way.PRO_RATA, "by_losses", available, lost(*losses)) == paid


@pytest.mark.parametrize("way", Way)
def test_of_nothing_nothing_is_decided(way: Way) -> None:
    assert problem(way, "by_losses", 0, [Loss(5, traced=5)]) is not None
    assert RULES["by_losses"].shares(0, [5, 7]) == [0, 0]


@given(CENTS, LOSSES)
def test_every_cent_goes_to_somebody_and_to_nobody_more_than_was_lost(
    available: int, losses: list[int]
) -> None:
    paid = shares(Way.PRO_RATA, "by_losses", available, lost(*losses))
    assert sum(paid) == min(available, sum(losses))
    assert all(0 <= got <= was for got, was in zip(paid, losses, strict=True))


@given(CENTS, LOSSES)
def test_who_lost_more_never_gets_less(available: int, losses: list[int]) -> None:
    paid = shares(Way.PRO_RATA, "by_losses", available, lost(*losses))
    both = sorted(zip(losses, paid, strict=True))
    assert [got for _was, got in both] == sorted(paid)


@given(CENTS, LOSSES)
def test_the_literal_rule_agrees_wherever_it_has_an_answer(
    available: int, losses: list[int]
) -> None:
    if sum(losses) > available:
        assert problem(Way.PRO_RATA, "in_full", available, lost(*losses)) is not None
    else:
        assert shares(Way.PRO_RATA, "in_full", available, lost(*losses)) == shares(
            Way.PRO_RATA, "by_losses", available, lost(*losses)
        )


def test_the_only_payer_gets_what_is_there_up_to_the_loss() -> None:
    assert shares(Way.SINGLE, "by_losses", 700, lost(900)) == [700]
    assert shares(Way.SINGLE, "by_losses", 900, lost(700)) == [700]
    assert problem(Way.SINGLE, "by_losses", 900, lost(1, 2)) is not None


def test_a_trace_pays_what_it_found_and_never_more_than_is_frozen() -> None:
    found = [Loss(900, traced=400), Loss(300, traced=500), Loss(50, traced=0)]
    assert shares(Way.TRACED, "by_losses", 700, found) == [400, 300, 0]
    assert problem(Way.TRACED, "by_losses", 699, found) is not None
    assert problem(Way.TRACED, "by_losses", 700, lost(900)) is not None
    assert problem(Way.TRACED, "by_losses", 700, [Loss(900, traced=0)]) is not None
