import pytest

from wuzha.lib.codes import organisation_code, social_credit_code


@pytest.mark.parametrize(
    "typed", ["91110000600037341L", "91350100m000100y43", "91350100 M000100Y43"]
)
def test_valid_credit_codes_pass(typed: str) -> None:
    assert social_credit_code(typed).ok


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("91350100M000100Y42", "校验不通过"),
        ("91350100M000100Y4", "现在是17位"),
        ("91350100I000100Y43", "不会有“I”"),
        ("9.135E+17", "位数已经丢失"),
        ("", "没有填写"),
    ],
)
def test_a_wrong_credit_code_says_what_is_wrong(typed: str, says: str) -> None:
    problem = social_credit_code(typed).problem
    assert problem is not None and says in problem


def test_an_organisation_code_is_kept_without_its_hyphen() -> None:
    assert organisation_code("60003734-1").value == "600037341"
    assert organisation_code("60003734-1").ok


@pytest.mark.parametrize(
    ("typed", "says"),
    [("600037342", "校验不通过"), ("6000373", "8位加1位"), ("", "没有填写")],
)
def test_a_wrong_organisation_code_says_what_is_wrong(typed: str, says: str) -> None:
    problem = organisation_code(typed).problem
    assert problem is not None and says in problem
