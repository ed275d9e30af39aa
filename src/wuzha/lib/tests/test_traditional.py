from wuzha.lib.traditional import simplified


def test_traditional_letters_become_simplified_ones_each_in_its_place() -> None:
    assert "關於徵求預防詐騙意見".translate(simplified()) == "关于征求预防诈骗意见"
