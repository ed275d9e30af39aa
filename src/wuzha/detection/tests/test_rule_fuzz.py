"""Rule files bent at random: read as a rule of bounded size, or refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wuzha.detection.monitoring import RULES
from wuzha.detection.rules.batch import hits_query
from wuzha.detection.rules.reader import RuleError, read_text
from wuzha.detection.rules.words import rule_text

SHIPPED = sorted(path.read_text("utf8") for path in RULES.glob("*.toml"))
PIECES = st.sampled_from(
    [
        *("(", ")", "not ", " and ", " or ", "元", "%", "@", "{", "}", '"', "'", "\n"),
        *("amount", "@accounts.class2_day", "9" * 30, "(" * 60, "not " * 120),
        *("__import__('os')", "open('/etc/passwd')", "[[bands]]", "all", "-1", "\x00"),
    ]
)
CHANGES = st.lists(
    st.tuples(st.integers(0, 3000), st.integers(0, 40), PIECES), min_size=1, max_size=6
)
MOST = 200_000  # characters of the query of one rule


def bent(text: str, changes: list[tuple[int, int, str]]) -> str:
    for at, length, piece in changes:
        place = at % len(text)
        text = text[:place] + piece + text[place + length :]
    return text


@settings(max_examples=100, deadline=None)
@given(text=st.sampled_from(SHIPPED), changes=CHANGES)
def test_a_bent_rule_file_is_read_or_refused(
    text: str, changes: list[tuple[int, int, str]]
) -> None:
    try:
        rule = read_text(bent(text, changes), "bent.toml")
    except RuleError as refused:
        assert "bent.toml" in str(refused)
    else:
        assert rule_text(rule)
        assert len(hits_query([rule], 0, 1)) < MOST


@pytest.mark.parametrize(
    "text", ["a = " + "[" * 5000, "a." * 20_000 + "b = 1", "[" + "a." * 3000 + "b]"]
)
def test_a_file_nested_without_end_is_refused(text: str) -> None:
    with pytest.raises(RuleError, match=r"deep\.toml"):
        read_text(text, "deep.toml")
