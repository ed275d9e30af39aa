from wuzha.detection.pictures.bubbles import Line, composed


def bubble(left: float, top: float, *texts: str) -> list[Line]:
    """Lines 20 high and 26 apart."""
    return [
        Line(text, left, top + 26 * place, left + 15 * len(text), top + 26 * place + 20)
        for place, text in enumerate(texts)
    ]


def test_a_link_broken_between_two_lines_is_whole_again() -> None:
    lines = bubble(50, 0, "请打开 https://dai-kuan", ".top/a?id=3 领取")
    assert composed(lines) == "请打开 https://dai-kuan.top/a?id=3 领取"


def test_bubbles_stay_apart_and_in_the_order_of_the_talk() -> None:
    other, own = bubble(50, 0, "您的包裹丢了，", "我来赔付"), bubble(120, 100, "真的吗")
    assert composed([*own, *other]) == "您的包裹丢了，我来赔付\n真的吗"


def test_words_keep_their_space_and_numbers_need_none() -> None:
    assert composed(bubble(0, 0, "your parcel", "is here")) == "your parcel is here"
    assert composed(bubble(0, 0, "卡号6222 02", "00 1234")) == "卡号6222 0200 1234"


def test_two_that_speak_at_one_height_are_two() -> None:
    assert composed([*bubble(0, 0, "左边"), *bubble(300, 2, "右边")]) == "左边\n右边"


def test_nothing_is_nothing() -> None:
    assert composed([]) == ""
