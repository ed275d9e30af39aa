"""What shares a mark belongs together, with guards."""

from random import Random

import pytest

from wuzha.detection.grouping import carried, grouped


def test_who_shares_marks_in_a_chain_is_one_group() -> None:
    assert grouped(
        {"phone": ["a", "b"], "link": ["b", "c"], "chat": ["d"]}, most=5
    ) == [["a", "b", "c"]]


def test_a_mark_of_very_many_joins_nobody_by_itself() -> None:
    many = [f"m{number}" for number in range(9)]
    assert grouped({"hotline": many}, most=5) == []


def test_two_marks_of_very_many_in_common_do() -> None:
    many = [f"m{number}" for number in range(9)]
    other = ["m1", "m2", *(f"n{number}" for number in range(7))]
    assert grouped({"hotline": many, "app": other}, most=5) == [["m1", "m2"]]


def test_a_weak_mark_joins_only_with_another() -> None:
    bearers = {"app": ["a", "b", "c"], "script": ["a", "b"]}
    assert grouped(bearers, most=5, weak={"app", "script"}) == [["a", "b"]]


def test_what_a_person_put_apart_stays_apart_though_a_third_shares_with_both() -> None:
    bearers = {"phone": ["a", "b"], "link": ["b", "c"]}
    assert grouped(bearers, most=5, apart=[("a", "c")]) == [["a", "b"]]


def test_what_a_person_put_together_needs_no_mark() -> None:
    assert grouped({}, most=5, together=[("a", "z")]) == [["a", "z"]]


def test_a_group_that_grew_is_the_same_group() -> None:
    before = {7: {"a", "b", "c"}, 9: {"x", "y"}}
    now = [["a", "b", "c", "x", "y"], ["p", "q"]]
    assert carried(before, now) == {0: 7}


def test_of_a_group_that_fell_apart_the_greater_part_goes_on() -> None:
    assert carried({7: {"a", "b", "c", "d", "e"}}, [["a", "b"], ["c", "d", "e"]]) == {
        1: 7
    }


@pytest.mark.parametrize("seed", range(10))
def test_the_order_of_rows_makes_no_difference(seed: int) -> None:
    chance = Random(seed)
    bearers = {
        str(mark): [str(chance.randrange(40)) for _ in range(chance.randint(1, 6))]
        for mark in range(30)
    }
    shuffled = chance.sample(list(bearers.items()), len(bearers))
    turned = {mark: members[::-1] for mark, members in shuffled}
    assert grouped(turned, most=4) == grouped(bearers, most=4)
