import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuzha.lib.sealing import BadKeys, Keyring, NotSealed, Tampered, UnknownKey

OLD, NEW = "2025-a", "2026-a"
SECRETS = {
    OLD: "an older secret of enough length!",
    NEW: "a newer secret, just as long as it",
}
RING = Keyring(SECRETS, current=NEW)
OLDER_RING = Keyring({OLD: SECRETS[OLD]}, current=OLD)
PHONE = "Warning.phone"


@given(st.text(), st.text())
def test_what_is_sealed_opens_in_the_same_field(text: str, field: str) -> None:
    assert RING.open(RING.seal(text, context=field), context=field) == text


def test_the_same_text_is_sealed_differently_each_time_and_shows_nothing() -> None:
    sealed = [RING.seal("13800138000", context=PHONE) for _ in range(2)]
    assert sealed[0] != sealed[1]
    assert all(one.startswith("w1.2026-a.") and "138001" not in one for one in sealed)


def test_a_value_moved_to_another_field_does_not_open() -> None:
    sealed = RING.seal("13800138000", context=PHONE)
    with pytest.raises(Tampered, match=r"Warning\.name"):
        RING.open(sealed, context="Warning.name")


def test_any_changed_character_is_noticed() -> None:
    sealed = RING.seal("13800138000", context=PHONE)
    start = len("w1.2026-a.")
    for place in range(start, len(sealed) - 2):
        other = "A" if sealed[place] != "A" else "B"
        with pytest.raises(Tampered):
            RING.open(sealed[:place] + other + sealed[place + 1 :], context=PHONE)


def test_a_key_id_that_was_exchanged_is_noticed() -> None:
    sealed = RING.seal("13800138000", context=PHONE)
    with pytest.raises(Tampered):
        RING.open(sealed.replace(NEW, OLD), context=PHONE)


def test_after_rotation_old_texts_still_open_and_can_be_told_apart() -> None:
    sealed = OLDER_RING.seal("王小满", context="Warning.name")
    assert RING.open(sealed, context="Warning.name") == "王小满"
    assert not RING.is_current(sealed)
    assert RING.is_current(RING.seal("王小满", context="Warning.name"))


def test_without_its_key_a_text_stays_closed_and_the_key_is_named() -> None:
    sealed = RING.seal("王小满", context="Warning.name")
    with pytest.raises(UnknownKey, match=NEW):
        OLDER_RING.open(sealed, context="Warning.name")


@pytest.mark.parametrize("text", ["", "王小满", "w1.", "w1.2026-a.?", "w1.2026-a.AAAA"])
def test_a_text_that_was_never_sealed_is_named_so(text: str) -> None:
    with pytest.raises(NotSealed):
        RING.open(text, context=PHONE)


def test_equal_values_of_a_kind_have_one_index_and_kinds_do_not_mix() -> None:
    index = RING.index("13800138000", kind="phone")
    assert index == RING.index("13800138000", kind="phone")
    assert len(index) == 64
    assert index != RING.index("13800138000", kind="account")
    assert index != RING.index("13800138001", kind="phone")


def test_a_search_finds_what_an_older_key_has_indexed() -> None:
    indexes = RING.indexes("13800138000", kind="phone")
    assert indexes == [
        RING.index("13800138000", kind="phone"),
        OLDER_RING.index("13800138000", kind="phone"),
    ]


@pytest.mark.parametrize(
    ("secrets", "current", "problem"),
    [
        (SECRETS, "2027-a", "not among the secrets"),
        ({"a": "short"}, "a", "shorter than 32"),
        ({"a.b": SECRETS[OLD]}, "a.b", "letters, digits and hyphens"),
        ({"": SECRETS[OLD]}, "", "letters, digits and hyphens"),
    ],
)
def test_a_wrong_ring_of_keys_is_refused(
    secrets: dict[str, str], current: str, problem: str
) -> None:
    with pytest.raises(BadKeys, match=problem):
        Keyring(secrets, current=current)


def test_what_an_earlier_release_wrote_still_opens_and_is_found() -> None:
    sealed = "w1.2025-a.MDAwMDAwMDAwMDAwBwfqDFqj_brH438lLtXOCt11dFp8dji6og=="
    assert OLDER_RING.open(sealed, context="Warning.name") == "王小满"
    assert OLDER_RING.index("13800138000", kind="phone") == (
        "6c65cb049bd550f26b41245639b67ab12fb02d17149601c8eaf9f7e0adf6b678"
    )
