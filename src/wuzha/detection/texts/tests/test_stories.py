"""The class that the story of a case speaks for."""

import pytest

from wuzha.detection.texts.stories import sorted_story

TOLD = {
    "F01": "我被拉进群里刷单，前两单返了佣金，后来说连单没做完不能提现。",
    "F03-03": "下载软件买虚拟货币，账上赚了钱，却说流水异常不让提现。",
    "F02-02": "对方自称快递客服，说我的快递丢失要理赔，让我打开屏幕共享。",
    "F07": "自称公安局的人说我涉嫌洗钱，要把钱转到安全账户做资金核查。",
    "F10-03": "和网友裸聊时被录屏威胁，对方要我转钱，不转就发给通讯录。",
}


@pytest.mark.parametrize("code", TOLD)
def test_a_victims_words_tell_the_class(code: str) -> None:
    found = sorted_story(TOLD[code])
    assert code in (found.fraud_class, found.subtype)


def test_each_reason_points_at_its_place_in_the_story() -> None:
    story = TOLD["F01"]
    reasons = sorted_story(story).reasons
    assert {"刷单", "连单"} <= {one.quote for one in reasons}
    assert all(story[one.start : one.end] == one.quote for one in reasons)


def test_a_story_that_says_nothing_gets_no_class() -> None:
    assert not sorted_story("今天来报案，材料稍后补充。").fraud_class


def test_the_wording_tells_the_class_where_no_sign_and_no_name_of_it_does() -> None:
    told = "报案人按对方所说存进一笔钱当作还款能力的证明，批下来的钱一直没到账。"
    found = sorted_story(told)
    assert (found.fraud_class, found.reasons) == ("F04", ())


def test_a_proposal_names_the_words_and_the_wording_it_stands_on() -> None:
    words, _, wording = sorted_story(TOLD["F01"]).version.partition("+")
    assert words and wording
