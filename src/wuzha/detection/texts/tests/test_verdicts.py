"""What is a scam, what is not, and why; all texts are made up."""

import pytest

from wuzha.detection.texts.verdicts import screen, screen_many
from wuzha.lib.taxonomy import taxonomy

SCAMS = {
    "F01": (
        "兼职点赞做任务，每单佣金二十元日结，先垫"
        "付本金，做完连单才能提现，加微信进福利群。"
    ),
    "F02": (
        "您好，我是京东客服，您误开了会员会自动扣"
        "费，请下载会议软件共享屏幕，我帮您取消。"
    ),
    "F03": "跟着导师在我们的平台投资虚拟币，内幕消息稳赚不赔，先入金一万元翻倍提现。",
    "F04": (
        "您的贷款已通过，无抵押秒到账，但卡号填错被冻结，请先缴纳解冻费，转到指定账户。"
    ),
    "F05": (
        "我是金融客服，您的校园贷账户不注销会影响"
        "征信，请把借呗额度提现转入清算专员的账号。"
    ),
    "F07": "我是市公安局民警，您涉嫌洗钱，请把钱转到安全账户核查资金，不要告诉家人。",
    "F08": "我是你领导，这是我的私人号，先帮我垫付两万元给客户，急，把钱转过去。",
    "F12": "尊敬的客户，您的积分即将清零可兑换现金，请登录 wap.ccb-jf.top 领取。",
}

INNOCENT = {
    "delivery": (
        "【中通快递】您的包裹已到幸福路驿站，凭取件码6-2-3081领取，营业到晚上八点。"
    ),
    "refund": "您申请的退款59元已原路退回支付账户，预计三个工作日内到账，请留意。",
    "bank_code": "【建设银行】您的验证码为482913，5分钟内有效，请勿告诉任何人。",
    "bank_spending": "您尾号6620的储蓄卡消费支出88元，余额8213.55元。",
    "police_publicity": (
        "警方提示：凡是要求转账到安全账户的都是诈骗，谨防冒充公检法，遇事拨打96110。"
    ),
    "police_refund": (
        "反诈宣传：骗子常冒充客服，要求共享屏幕、索要验证码，请不要轻信，不要转账。"
    ),
    "school": "各位家长，本周五下午三点开家长会，请准时参加，注意交通安全。",
    "id_card": "【城关派出所】您的身份证已办好，请到户籍窗口领取。",
    "chat": "妈，我周五晚上到家，想吃你做的饺子。",
    "news": "今天下午球赛最后一分钟绝杀，太激动了。",
    "never_asks": "我行工作人员不会向您索要密码和验证码，如非本人操作请致电95588。",
}

TWINS = {
    "new_number": (
        "家长们，我的旧号被盗了，只认这个新号，班费请直接转我，转好发截图。",
        "家长们，我的旧号被盗了，谁叫你们交班费都别理，学校从不在群里收钱。",
    ),
    "ritual": (
        "您家今年有灾，请一道符化解，一千六，现在转给我，别告诉家里人。",
        "村里来过算命的，说谁家有灾要花钱化解，大家都没信，把他劝走了。",
    ),
    "health_scare": (
        "您的血管堵了七成，随时会瘫，国家补贴的药今天只收两千九，先付五百定金。",
        "您的片子出来了，血管没有大问题，药不用加，三个月后到门诊复查。",
    ),
}


@pytest.mark.parametrize(("scam", "innocent"), TWINS.values(), ids=TWINS.keys())
def test_a_scam_shows_its_sign_and_its_twin_is_none(
    request: pytest.FixtureRequest, scam: str, innocent: str
) -> None:
    said = screen(scam)
    assert said.verdict == "scam"
    assert request.node.callspec.id in {one.id for one in said.reasons}
    assert screen(innocent).verdict != "scam"


@pytest.mark.parametrize(("code", "text"), SCAMS.items())
def test_a_scam_is_called_one_and_gets_its_class(code: str, text: str) -> None:
    verdict = screen(text)
    assert (verdict.verdict, verdict.fraud_class) == ("scam", code)
    assert verdict.reasons and verdict.advice


@pytest.mark.parametrize("text", INNOCENT.values(), ids=INNOCENT.keys())
def test_an_innocent_lookalike_is_no_scam(text: str) -> None:
    assert screen(text).verdict == "none"


def test_a_demand_counts_from_the_other_side_alone() -> None:
    asked = {
        side: {one.id for one in screen(f"{side}：请把验证码告诉我，马上").reasons}
        for side in ("客服", "客户")
    }
    assert "tell_code" in asked["客服"]
    assert "tell_code" not in asked["客户"]


def test_nothing_found_is_never_called_safe() -> None:
    verdict = screen("今天天气真好")
    assert verdict.verdict == "none"
    assert verdict.reasons == () and verdict.fraud_class == ""
    assert "不等于安全" in verdict.advice[0]


def test_the_heaviest_reason_comes_first_and_quotes_the_original() -> None:
    text = "請把錢轉到安 全 賬 戶"
    first = screen(text).reasons[0]
    assert first.id == "safe_account"
    assert first.quote == "安 全 賬 戶" == text[first.start : first.end]


def test_a_verdict_names_the_words_and_the_model_that_gave_it() -> None:
    words, model = screen("你好").versions
    assert words and model


def test_many_are_judged_as_one_by_one() -> None:
    texts = [*SCAMS.values(), *INNOCENT.values(), ""]
    together = [one.score for one in screen_many(texts)]
    assert together == pytest.approx([screen(text).score for text in texts], abs=2e-4)


def test_every_class_of_a_sign_is_in_the_taxonomy() -> None:
    from wuzha.detection.texts.lexicon import lexicon, weights

    known = {code for code, _ in taxonomy().choices}
    named = {c for one in lexicon().signs for c in one.classes}
    named |= {c for one in weights().findings for c in one.classes}
    subtypes = {sub.code for one in taxonomy().classes for sub in one.subtypes}
    assert named <= known | subtypes


def test_a_verdict_can_name_the_subtype() -> None:
    assert screen(SCAMS["F02"]).subtype == "F02-03"


def test_every_sign_that_accuses_can_say_why_or_only_sets_the_scene() -> None:
    from wuzha.detection.texts.lexicon import lexicon

    silent = [s.id for s in lexicon().signs if s.weight >= 1 and not s.says]
    assert silent == []
