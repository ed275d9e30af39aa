import pytest

from wuzha.lib.narratives import masked

STORY = (
    "2026年3月4日，受害人王小明（电话13900001234）在河口镇柳林村家中接到电话，"
    "向户名为李强的账户6222020200000000006转账3万元，随后加微信号wx_kd92mm。"
)


def test_whom_a_story_could_lead_to_goes_and_what_happened_stays() -> None:
    assert masked(STORY).text == (
        "2026年3月4日，受害人王某某（电话某号码）在某镇街某村社家中接到电话，"
        "向户名为李某的账户某账号转账3万元，随后加微信号某账号。"
    )


def test_it_says_how_much_of_what_it_hid() -> None:
    assert masked(STORY).hidden == {
        "姓名": 2,
        "地点单位": 2,
        "号码账号": 2,
        "聊天账号": 1,
    }


@pytest.mark.parametrize(
    "said",
    [
        "我在群里做任务，垫付后提现不了，周转不开，向朋友借钱。",
        "对方让我马上转账，任务做完才能提现，平台客服说余额被冻结。",
        "骗子的套路是先返利，评论区里都是托，在小区门口交现金3,000元。",
    ],
)
def test_words_that_look_like_names_and_places_stay(said: str) -> None:
    assert masked(said).text == said


@pytest.mark.parametrize("family", "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高")
def test_whoever_is_called_as_most_are_is_hidden(family: str) -> None:
    told = f"受害人{family}小丽报警，说{family}强在网上认识她。"
    assert masked(told).text == f"受害人{family}某某报警，说{family}某在网上认识她。"


def test_what_the_case_knows_goes_wherever_it_stands() -> None:
    hidden = masked("把阿依古丽骗到榆林湾。", names=["阿依古丽"], places=["榆林湾"])
    assert hidden.text == "把阿某某某骗到某地。"


def test_an_address_and_an_identity_number_go() -> None:
    told = "点开 http://abc.example/x?id=1，填了110105199001011234。"
    assert masked(told).text == "点开 某网址，填了某账号。"


@pytest.mark.parametrize(
    ("told", "hidden"),
    [
        ("会议里闫秀英开了屏幕共享。", "会议里闫某某开了屏幕共享。"),
        ("阿依古丽扫了码，扎西多吉付了款。", "阿某某某扫了码，扎某某某付了款。"),
        ("班里的付老师和老周都收到了。", "班里的某老师和老某都收到了。"),
        ("【云桥】张伟您好，王芳同志在吗", "【云桥】张某您好，王某同志在吗"),
        ("一位姓简的老人，柜员邬倩在场。", "一位姓某的老人，柜员邬某在场。"),
    ],
)
def test_names_are_known_by_their_characters_and_titles(told: str, hidden: str) -> None:
    assert masked(told).text == hidden


@pytest.mark.parametrize(
    "said",
    [
        "江苏哥们说总部在美国，祝姐姐全家美丽，高兴兴地走了。",
        "小时候在老家，全国的阳光保险，高兴。",
    ],
)
def test_words_made_of_such_characters_stay(said: str) -> None:
    assert masked(said).text == said
