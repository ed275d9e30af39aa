from dataclasses import replace

import pytest

from wuzha.lib.taxonomy import Entry, PublicList, Subtype, taxonomy

KINDS = taxonomy()


def test_there_are_twelve_classes_and_the_rest() -> None:
    assert [code for code, _ in KINDS.choices] == [
        *(f"F{number:02}" for number in range(1, 13)),
        "F99",
    ]


def test_there_are_57_sub_types_numbered_without_gaps() -> None:
    assert sum(len(one.subtypes) for one in KINDS.classes) == 57
    for one in KINDS.classes:
        assert [sub.code for sub in one.subtypes] == [
            f"{one.code}-{number:02}" for number in range(1, len(one.subtypes) + 1)
        ]


def test_a_class_is_found_by_its_own_code_and_by_a_sub_type() -> None:
    assert KINDS.fraud_class("F03").short == "虚假投资理财"
    assert KINDS.fraud_class("F03-01").code == "F03"
    assert KINDS.subtype("F02-05").name == "机票火车票退改签"


@pytest.mark.parametrize("code", ["F13", "", "F3"])
def test_an_unknown_class_is_named(code: str) -> None:
    with pytest.raises(LookupError, match=f"no fraud class {code}"):
        KINDS.fraud_class(code)


def test_an_unknown_sub_type_is_named() -> None:
    with pytest.raises(LookupError, match="no sub-type F01-99"):
        KINDS.subtype("F01-99")


def test_every_class_but_the_rest_says_how_it_goes_and_whom_it_meets() -> None:
    for one in KINDS.classes[:-1]:
        assert one.stages and one.targets and one.signs and one.subtypes
        assert len(one.definition) <= 40
    assert sum(one.share_permille for one in KINDS.classes) == 1000


def test_ways_the_money_left_can_be_chosen() -> None:
    assert dict(KINDS.money_out_choices)["gold"] == "黄金"


def test_public_lists_lead_to_our_codes() -> None:
    newest = max(KINDS.lists, key=lambda one: one.year)
    assert {"机票退改签": "F02-05"}.items() <= {
        entry.name: entry.code for entry in newest.entries
    }.items()


def test_a_taxonomy_that_contradicts_itself_is_refused() -> None:
    first = KINDS.classes[0]
    with pytest.raises(ValueError, match="sub-type is there twice"):
        replace(KINDS, classes=(*KINDS.classes, first))
    with pytest.raises(ValueError, match="F02-01 is not of F01"):
        replace(first, subtypes=(Subtype("F02-01", "x"),))
    stray = PublicList(2027, "x", "D", (Entry("某类", "F77"),))
    with pytest.raises(ValueError, match="某类: no code F77"):
        replace(KINDS, lists=(stray,))
    with pytest.raises(ValueError, match="money left is there twice"):
        replace(KINDS, money_out_forms=KINDS.money_out_forms * 2)
