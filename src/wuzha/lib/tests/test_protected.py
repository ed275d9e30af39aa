import pytest

from wuzha.lib.protected import protected_accounts, warnings_for


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("清水县总工会", "工会经费"),
        ("中共清水县委 党费专户", "党费"),
        ("清水县住房公积金管理中心", "住房公积金"),
        ("清水县人民法院", "法院执行"),
        ("某某支付有限公司客户备付金", "客户备付金"),
        ("清水县社会保险基金", "社会保险"),
        ("某某银行 承兑汇票保证金", "保证金"),
    ],
)
def test_a_name_that_hints_at_a_protected_account_warns(name: str, kind: str) -> None:
    assert any(kind in sentence for sentence in warnings_for(name))


def test_the_warning_names_word_and_basis_and_what_to_do() -> None:
    (sentence,) = warnings_for("清水县总工会")
    assert "“工会”" in sentence and "53号" in sentence and "核实账户性质" in sentence


@pytest.mark.parametrize("name", ["张三丰", "柳溪村粮油店", "", "某某科技有限公司"])
def test_an_ordinary_name_gives_no_warning(name: str) -> None:
    assert warnings_for(name) == []


def test_no_two_kinds_have_one_name_and_no_word_is_shorter_than_two() -> None:
    kinds = protected_accounts().kinds
    assert len({kind.name for kind in kinds}) == len(kinds)
    assert all(len(word) >= 2 for kind in kinds for word in kind.words)
