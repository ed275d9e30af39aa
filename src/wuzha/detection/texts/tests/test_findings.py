"""Links and numbers, judged by themselves."""

import pytest

from wuzha.detection.texts.findings import (
    chat_identities,
    known,
    link_kind,
    number_kind,
)
from wuzha.detection.texts.normalising import normalised
from wuzha.detection.texts.verdicts import screen


@pytest.mark.parametrize(
    ("link", "kind"),
    [
        ("https://www.icbc.com.cn/page", "official_link"),
        ("http://chengguan.gov.cn/tz", "official_link"),
        ("http://icbc-jf.top/a", "lookalike_link"),
        ("wap.10086-dh.cc", "lookalike_link"),
        ("http://icbc.com.cn.evil-site.net/login", "lookalike_link"),
        ("http://t.cn/AbC", "short_link"),
        ("http://45.77.1.2/login", "odd_link"),
        ("https://qr.alipay.com/fkx0", "payment_code"),
        ("http://www.zhonghuahuayuan.com.cn", "link"),
        ("https://example.org/news", "link"),
    ],
)
def test_the_shape_of_a_link_says_what_it_is(link: str, kind: str) -> None:
    assert link_kind(link) == kind


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("96110", "official_number"),
        ("13900001234", "mobile"),
        ("+8613900001234", "mobile"),
        ("+447911123456", "foreign_number"),
        ("4111111111111111", "account"),
        ("2026", ""),
    ],
)
def test_the_shape_of_a_number_says_what_it_is(number: str, kind: str) -> None:
    assert number_kind(number) == kind


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("加我微信号：Dai_kuan88，QQ群 612345678", ["dai_kuan88", "612345678"]),
        ("薇信wxid_k3d9qq，vx:abc12345", ["wxid_k3d9qq", "abc12345"]),
        ("微信转账500元，QQ 20000元，微信同号13812345678", []),
        ("https://wx.example.com/wxpay1 用微信支付20000，qq.com", []),
    ],
)
def test_by_what_strangers_are_added(text: str, names: list[str]) -> None:
    assert list(chat_identities(normalised(text).text)) == names


def test_what_was_found_is_quoted_from_the_original() -> None:
    text = "请看 ｗｗｗ.icbc-jf.top 或致电 139 0000 1234"
    found = {one.kind: text[one.start : one.end] for one in screen(text).found}
    assert found == {
        "lookalike_link": "ｗｗｗ.icbc-jf.top",
        "mobile": "139 0000 1234",
    }


def test_software_and_what_a_code_opens_are_found() -> None:
    text = "请下载“融信宝”APP，再扫 wxp://f2f0aBcD 付款"
    found = {one.kind: one.value for one in screen(text).found}
    assert found == {"app": "融信宝", "payment_code": "wxp://f2f0aBcD"}


def test_every_entry_of_a_list_says_when_and_where_from() -> None:
    for one in (*known().names, *known().official_numbers):
        assert one.source and one.as_of.year >= 2026
