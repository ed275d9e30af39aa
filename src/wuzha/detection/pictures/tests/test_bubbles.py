import pytest

from wuzha.detection.pictures.bubbles import PAPER, Line, composed
from wuzha.detection.texts.normalising import normalised
from wuzha.detection.texts.signs import shown_signs


def bubble(left: float, top: float, *texts: str) -> list[Line]:
    """Lines 20 high and 26 apart."""
    return [
        Line(text, left, top + 26 * place, left + 15 * len(text), top + 26 * place + 20)
        for place, text in enumerate(texts)
    ]


def test_a_link_broken_between_two_lines_is_whole_again() -> None:
    lines = bubble(50, 0, "请打开 https://dai-kuan", ".top/a?id=3 领取")
    assert composed(lines) == "请打开 https://dai-kuan.top/a?id=3 领取"


def test_a_link_sent_in_two_bubbles_is_whole_again() -> None:
    parts = bubble(50, 0, "请打开 dai-kuan"), bubble(50, 100, ".top/a 领取")
    assert composed([*parts[0], *parts[1]]) == "请打开 dai-kuan.top/a 领取"
    answered = [*CHAT, *bubble(60, 340, "点 dai-kuan"), *own(500, 400, ".com吗")]
    assert "对方：点 dai-kuan\n我：.com吗" in composed(answered)


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


def own(right: float, top: float, *texts: str) -> list[Line]:
    """One's own bubble ends at the right; its lines begin under each other."""
    return bubble(right - 15 * max(map(len, texts)), top, *texts)


CHAT = (
    *bubble(10, -60, "9:41"), *bubble(470, -60, "5G 80%"),
    *bubble(220, 0, "昨天 20:15"),
    *bubble(60, 40, "您好，我是平台客服，", "要给您退款"),
    *own(500, 140, "好的，怎么退"),
    *bubble(60, 200, "把验证码发给我"),
    *own(500, 260, "你是骗子吧，我不", "会告诉你的"),
)  # fmt: skip


def test_in_a_chat_each_bubble_says_whose_it_is() -> None:
    assert composed(CHAT).split("\n") == [
        "9:41",
        "5G 80%",
        "昨天 20:15",
        "对方：您好，我是平台客服，要给您退款",
        "我：好的，怎么退",
        "对方：把验证码发给我",
        "我：你是骗子吧，我不会告诉你的",
    ]


def test_what_fills_the_width_may_be_of_either_side() -> None:
    wide = bubble(60, 320, "从左边写到右边" * 4 + "了")
    assert composed([*CHAT, *wide]).endswith(f"\n未知：{wide[0].text}")


GREEN = (149.0, 236.0, 105.0)


@pytest.mark.parametrize(("ground", "who"), [(PAPER, "对方"), (GREEN, "我")])
def test_what_fills_the_width_is_told_by_its_colour(
    ground: tuple[float, ...], who: str
) -> None:
    coloured = [
        line._replace(ground=GREEN) if line.right == 500 else line for line in CHAT
    ]
    wide = bubble(60, 320, "从左边写到右边" * 4 + "了")[0]._replace(ground=ground)
    assert composed([*coloured, wide]).endswith(f"\n{who}：{wide.text}")


FACES = (
    *bubble(10, 40, "客"), *bubble(10, 200, "客"),
    *bubble(510, 140, "我"), *bubble(510, 260, "我"),
)  # fmt: skip


def test_a_name_that_stands_for_a_face_speaks_for_nobody() -> None:
    said = composed([*CHAT, *FACES]).split("\n")
    assert [one for one in said if len(one) > 1] == composed(CHAT).split("\n")


def test_a_face_beside_what_fills_the_width_says_whose_it_is() -> None:
    wide = bubble(60, 320, "从左边写到右边" * 4 + "了")
    for face, says in ((10, "对方"), (510, "我")):
        told = composed([*CHAT, *FACES, *wide, *bubble(face, 320, "客")])
        assert f"{says}：{wide[0].text}" in told


def test_a_link_broken_within_its_first_letters_is_whole_again() -> None:
    lines = bubble(50, 0, "请打开 htt", "ps://dai-kuan.top/a")
    assert composed(lines) == "请打开 https://dai-kuan.top/a"


@pytest.mark.parametrize(
    "time", ["14:26", "昨天 20:15", "2026年11月21日 10:42", "周三"]
)
def test_a_time_under_a_link_is_no_part_of_it(time: str) -> None:
    lines = bubble(50, 0, "请打开 dai-kuan.top/a?id=3", time)
    assert composed(lines) == f"请打开 dai-kuan.top/a?id=3\n{time}"


def test_a_notice_with_a_title_is_no_chat() -> None:
    page = (
        *bubble(220, 0, "消息中心"),
        *bubble(60, 60, "动账提醒", "支出268元，如非本人"),
    )
    assert "：" not in composed(page)


LETTER = (*bubble(60, 0, "兹通知贵单位", "按时缴费"), *own(500, 90, "某某物业"))
COLUMNS = (
    *bubble(60, 0, "品名一"), *own(500, 2, "38元"),
    *bubble(60, 60, "品名二"), *own(500, 62, "5元"),
)  # fmt: skip
MESSAGES = (*bubble(60, 0, "您的快递到了"), *bubble(60, 80, "请凭码领取，过期退回"))


@pytest.mark.parametrize("lines", [LETTER, COLUMNS, MESSAGES])
def test_a_letter_a_list_and_one_sided_messages_are_no_chat(lines: list[Line]) -> None:
    assert "：" not in composed(lines)


def test_what_one_says_oneself_is_no_demand_of_the_other_side() -> None:
    asks = "把验证码告诉我"
    for says, is_asked in ((bubble, True), (own, False)):
        edge = 60 if says is bubble else 500
        talk = [*bubble(60, 0, "在吗"), *own(500, 60, "在"), *says(edge, 120, asks)]
        read = normalised(composed([*talk, *bubble(60, 180, "嗯嗯")]))
        shown = {one.sign.id for one in shown_signs(read)}
        assert ("tell_code" in shown) == is_asked
