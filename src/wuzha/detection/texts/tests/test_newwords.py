"""Words that are new this week."""

from wuzha.detection.texts.newwords import new_words

BEFORE = ["您的快递到了，请领取", "会议改到下午三点，请准时参加"]
NOW = [
    "您的宠物医保卡要停用，请点链接",
    "宠物医保到期，不交就停用",
    "关于宠物医保的通知",
    "会议改到明天",
]


def test_a_word_of_several_texts_that_no_earlier_text_had_is_new() -> None:
    assert new_words(NOW, BEFORE, 3) == [("宠物医保", 3)]


def test_a_word_of_one_text_or_of_before_is_not() -> None:
    assert new_words(NOW[:1], BEFORE, 2) == []
    assert new_words(NOW, NOW, 1) == []


def test_a_latin_word_is_one_word() -> None:
    assert new_words(["点yangmaotuan领钱"] * 2, BEFORE, 2)[0] == ("yangmaotuan", 2)


def test_spelling_does_not_hide_a_word() -> None:
    assert new_words(["寵物醫保", "宠*物*医*保", "宠物医保"], BEFORE, 3) == [
        ("宠物医保", 3)
    ]


def test_a_long_phrase_is_told_once() -> None:
    now = ["周末山里采茶免费团", "再说一次：周末山里采茶免费团", "周末山里采茶免费团吗"]
    assert new_words(now, BEFORE, 3) == [("周末山里采茶免费团", 3)]
    assert new_words(now, [], 3) == []
