"""However it is spelt, the same is seen, and the place in the original is known."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wuzha.detection.texts.normalising import normalised
from wuzha.detection.texts.verdicts import screen

PLAIN = "您涉嫌洗钱，请把钱转到安全账户，加微信13800138000配合调查"
SPELLINGS = {
    "traditional": "您涉嫌洗錢，請把錢轉到安全賬戶，加微信13800138000配合調查",
    "full width": (
        "您涉嫌洗钱，请把钱转到安全账户，加微信１３８００１３８０００配合调查"
    ),
    "circled": "您涉嫌洗钱，请把钱转到安全账户，加微信①③⑧⓪⓪①③⑧⓪⓪⓪配合调查",
    "spaces": (
        "您 涉 嫌 洗 钱 ，请 把 钱 转 到 安 全 账 户 ，加 微 信 13800138000 配 合 调 查"
    ),
    "stars": "您涉*嫌洗*钱，请把钱转*到安*全*账*户，加微*信13800138000配合调查",
    "emoji": "您涉嫌洗💰钱，请把钱转到安🔒全账户，加微❤️信13800138000配合调查",
    "unseen": (
        "您涉\u200b嫌洗\u2060钱，请把钱转到安\u200d"
        "全\ufeff账户，加微信13800138000配合调查"
    ),
    "right to left": (
        "\u202e您涉嫌洗钱，请把钱转到安全账户\u202c，加微信13800138000配合调查"
    ),
}


@pytest.mark.parametrize("text", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_a_trick_of_spelling_changes_no_reason(text: str) -> None:
    plain = {reason.id for reason in screen(PLAIN).reasons}
    assert {reason.id for reason in screen(text).reasons} == plain
    assert screen(text).verdict == "scam"


def test_a_number_said_in_words_is_a_number() -> None:
    found = screen("打我电话一三八零零一三八零零零").found
    assert [(one.kind, one.value) for one in found] == [
        ("mobile", "一三八零零一三八零零零")
    ]


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("加薇芯", "加微信"),
        ("把钱砖到涨沪", "把钱转到账户"),
        ("加wei xin领", "加微信领"),
        ("zhuanzhang给我", "转账给我"),
        ("钅艮行车专账", "银行转账"),
        ("有威信的人付货款", "有威信的人付货款"),
    ],
)
def test_a_disguised_word_is_read_as_the_plain_one(written: str, plain: str) -> None:
    normal = normalised(written)
    assert normal.text == plain
    assert normal.span(0, len(plain)) == (0, len(written))


def test_latin_lookalikes_are_latin() -> None:
    assert normalised("ѕhор").text == "shop"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_no_text_raises_and_every_span_lies_inside(text: str) -> None:
    verdict = screen(text)
    assert 0 <= verdict.score <= 1
    for one in (*verdict.reasons, *verdict.found):
        assert 0 <= one.start < one.end <= len(text)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="安全账户转*微 信\u200b❤️,。1零", max_size=60))
def test_every_character_knows_its_place(text: str) -> None:
    normal = normalised(text)
    places = [normal.place(at) for at in range(len(normal.text))]
    assert places == sorted(set(places))
    assert all(at < len(text) for at in places)


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    [
        "转账到",
        "安*",
        "http://a.b.top/",
        "1 ",
        "不要",
        "a.",
        "left:",
        "\u202e",
        "\0",
        "wei ",
        "薇",
        "“a",
    ],
)
def test_a_megabyte_of_bait_is_answered_at_once(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    begun = time.process_time()
    screen(text)
    assert time.process_time() - begun < 2


def test_ten_thousand_links_and_bytes_of_any_encoding_are_answered_at_once() -> None:
    links = " ".join(f"http://host{n}.top/a" for n in range(10_000))
    mixed = "安全账户".encode("gb18030") + bytes(range(256)) * 400 + "转账".encode()
    begun = time.process_time()
    for text in (links, mixed.decode("latin-1"), mixed.decode("utf8", "replace")):
        screen(text)
    assert time.process_time() - begun < 2
