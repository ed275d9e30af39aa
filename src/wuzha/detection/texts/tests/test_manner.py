"""The same words, told of others and aimed at a reader; all texts are made up."""

import pytest

from wuzha.detection.texts.findings import findings
from wuzha.detection.texts.manner import Hearing, Side, hearing, manner
from wuzha.detection.texts.normalising import normalised
from wuzha.detection.texts.verdicts import CAUTION, SCAM, screen

TWINS = {
    "safe account": (
        "谁在电话里让你把存款转进安全账户，谁就是骗子，挂掉就行。",
        "您的存款不安全，请马上转进安全账户，我帮您办理。",
    ),
    "shared screen": (
        "有人自称客服，说你误开会员，教你下载会议软件开屏幕共享，听到这里就挂。",
        "我是客服，您误开了会员，请下载会议软件开屏幕共享，我教您取消。",
    ),
    "rebates": (
        "所谓刷单返利，就是先让你赚十块，再让你垫三千，最后有去无回。",
        "刷单返利，先赚十块，请再垫三千，做完一起提现，加我微信。",
    ),
}


def heard(text: str) -> Hearing:
    normal = normalised(text)
    return hearing(normal, findings(normal.text))


@pytest.mark.parametrize(("told", "aimed"), TWINS.values(), ids=TWINS.keys())
def test_a_scam_counts_less_where_it_is_told_of(told: str, aimed: str) -> None:
    assert heard(told).scam < heard(aimed).scam == 1
    assert screen(told).verdict != SCAM
    assert screen(aimed).verdict == SCAM


def test_words_of_a_warning_do_not_hide_a_demand() -> None:
    bait = "骗子很多，谨防受骗！请加我们专员微信，把钱转到指定账户，我帮您保护。"
    told = pytest.approx(1 - manner().muted)
    assert heard(bait) == Hearing(scam=1, told=told, aimed=True)


def test_a_way_to_whoever_asks_aims_at_the_reader() -> None:
    told = "收到这样的短信就删掉，都是骗子。"
    assert heard(f"{told}http://s.id/3k2").scam > heard(told).scam


def test_what_the_person_called_says_is_no_mark() -> None:
    call = "left: 您的包裹有问题。\nright: {}"
    doubt = "有人冒充快递，都是骗子，我挂了。"
    assert heard(call.format(doubt)) == heard(call.format("嗯。"))
    assert heard(doubt).scam < 1


def test_whoever_asks_whether_it_is_true_tells_of_his_own_case() -> None:
    told = "有人自称客服，说我误开了会员"
    assert heard(f"{told}。").scam < heard(f"{told}，是真的吗？").scam


def test_an_order_that_is_warned_of_is_none() -> None:
    assert heard("不要。加我微信。").told < heard("不要加我微信。").told == 1


def test_what_another_did_is_no_order() -> None:
    assert heard("请先交手续费。").aimed
    assert not heard("人家请先交手续费。").aimed


def test_words_in_plain_quotation_marks_are_another_s() -> None:
    told = "她照着念：{}您先把手续费转给我，马上放款{}"
    assert heard(told.format("“", "”")) == heard(told.format('"', '"'))


def test_where_nothing_aims_at_the_reader_care_is_all_that_is_advised() -> None:
    tale = "刷单返利的任务，共享屏幕的客服"
    assert screen(f"{tale}。").verdict == CAUTION
    assert screen(f"{tale}，点链接 http://s.id/3k2").verdict == SCAM


def test_every_mark_is_of_a_side_and_named_once() -> None:
    names = [one.id for one in manner().marks]
    assert len(names) == len(set(names))
    assert {one.side for one in manner().marks} == set(Side)
