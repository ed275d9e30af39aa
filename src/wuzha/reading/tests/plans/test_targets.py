"""Targets: what is measured, how it is compared, by when."""

import pytest

from wuzha.reading.tests.plans.reading import item, plan, target


@pytest.mark.parametrize(
    ("words", "op", "value", "unit"),
    [
        ("知晓率达到95%以上", ">=", 95, "%"),
        ("知晓率不低于百分之九十", ">=", 90, "%"),
        ("知晓率要达60.5％", ">=", 60.5, "%"),
        ("知晓率提升至98%", ">=", 98, "%"),
        ("发案率控制在5%以内", "<=", 5, "%"),
        ("发案率不超过5%", "<=", 5, "%"),
        ("承诺书签订率100%", "=", 100, "%"),
        ("创建12个无诈小区", ">=", 12, "pieces"),
        ("确保全镇有2个示范点", ">=", 2, "pieces"),
        ("确保每个村（居）有3名宣讲员", ">=", 3, "people"),
        ("新建反诈宣传长廊 6处", ">=", 6, "处"),
        ("8月底前开工建设20套岗亭", ">=", 20, "pieces"),
        ("经费不低于财政性支出的2%", ">=", 2, "%"),
        ("发案数环比下降15%的工作目标", "decrease>=", 15, "%"),
        ("发案数同比下降20%以上", "decrease>=", 20, "%"),
        ("损失降低15%", "decrease>=", 15, "%"),
        ("破案率提升10个百分点", "increase>=", 10, "%"),
        ("破案数增长一成以上", "increase>=", 10, "%"),
        ("知晓率达到九成以上", ">=", 90, "%"),
        ("群众评分不低于85分", ">=", 85, "points"),
        ("力争返还资金80万元", ">=", 800000, "CNY"),
        ("悬挂不少于2条标语", ">=", 2, "pieces"),
        ("张贴不少于5条的标语", ">=", 5, "pieces"),
        ("发放资料3000份以上", ">=", 3000, "pieces"),
        ("损失控制在50万元以内", "<=", 500000, "CNY"),
        ("发案不超过三起", "<=", 3, "cases"),
        ("走访至少五百户", ">=", 500, "households"),
        ("单位内部力争“零发案”", "=", 0, "cases"),
        ("师生零受骗", "=", 0, "cases"),
        ("全年较大火灾事故为零", "=", 0, "cases"),
        ("电梯困人事故降为0起", "=", 0, "cases"),
        ("职工重伤率为零", "=", 0, "%"),
        ("人均绿地面积达到4.5平方米", ">=", 4.5, "平方米"),
        ("创建无积水示范路段14条", ">=", 14, "pieces"),
        ("每日用水量不高于230吨", "<=", 230, "吨"),
        ("设备日均完好台数高于45台", ">=", 45, "台"),
    ],
)
def test_a_figure_is_compared(words: str, op: str, value: float, unit: str) -> None:
    found = target(f"各村要做到{words}。")
    assert (found.op, found.value, found.unit) == (op, value, unit)


@pytest.mark.parametrize(
    ("words", "metric"),
    [
        ("国家反诈中心APP安装率达到60%", "app_install_rate"),
        ("群众知晓率达到60%", "awareness_rate"),
        ("入户率达到60%", "household_coverage"),
        ("承诺书签订率达到60%", "pledge_rate"),
        ("发案数下降60%", "case_count"),
        ("群众财产损失下降60%", "loss"),
        ("预警劝阻率达到60%", "dissuasion_rate"),
        ("群众满意度达到60%", "satisfaction"),
        ("植树率达到60%", "other"),
    ],
)
def test_what_is_measured_has_a_stable_name(words: str, metric: str) -> None:
    assert target(f"各村要做到{words}。").metric == metric


def test_each_figure_of_a_sentence_is_a_target_with_its_own_words() -> None:
    found = item(
        "2025年底，干部安装率要达100%，企业安装率要达60%以上；"
        "2026年6月底，群众安装率达80%以上。"
    ).targets
    assert [(t.value, t.due) for t in found] == [
        (100, "2025-12-31"),
        (60, "2025-12-31"),
        (80, "2026-06-30"),
    ]
    assert [t.text for t in found] == [
        "2025年底，干部安装率要达100%，",
        "企业安装率要达60%以上；",
        "2026年6月底，群众安装率达80%以上。",
    ]


def test_what_is_compared_with_is_no_deadline() -> None:
    found = target("2025年下半年发案环比2025年上半年下降10%。")
    assert (found.op, found.due) == ("decrease>=", "2025-12-31")


def test_rates_before_one_figure_are_a_target_each() -> None:
    found = item("各校要落实知晓率、签订率、安装率“三个100%”责任。").targets
    assert [t.metric for t in found] == [
        "awareness_rate",
        "pledge_rate",
        "app_install_rate",
    ]
    found = item("各校知晓率、安装率均达到90%。").targets
    assert [(t.metric, t.value) for t in found] == [
        ("awareness_rate", 90),
        ("app_install_rate", 90),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "目前安装率为31.2%。",
        "全县已走访300户以上。",
        "五十万元以上的案件由县里督办。",
        "各村每月走访不少于20次。",
        "各村有12名网格员。",
        "对满16岁以上的人员宣讲。",
        "目前泵站已经投用，日处理能力提升至700吨。",
        "涉及人数达到30人的聚集活动须报备。",
        "去年全镇零火灾。",
        "已新建泵站6座，排水能力达到900吨。",
        "不发生一次受伤3人以上或者受困9人以上的事故。",
        "违者处以20万元以上50万元以下的罚款。",
        "一旦积水面积达到40平方米，由值班室报告。",
        "实行零报告制度，事故数为零的单位可以评优。",
    ],
)
def test_not_every_figure_is_a_target(sentence: str) -> None:
    assert item(sentence).targets == ()


def test_a_report_of_what_was_reached_holds_no_targets_but_what_it_aims_at() -> None:
    text = (
        "云岭县反诈工作总结\n今年发案同比下降20%，安装率达80%。\n"
        "下一步，力争安装率达到90%以上。\n"
    )
    assert [t.value for t in plan(text).targets] == [90]


def test_figures_named_respectively_measure_what_they_stand_for() -> None:
    found = item("各村发案数和损失数分别下降20%和30%。").targets
    assert [(t.metric, t.op, t.value) for t in found] == [
        ("case_count", "decrease>=", 20),
        ("loss", "decrease>=", 30),
    ]


def test_many_that_are_set_up_are_a_target() -> None:
    found = target("组建1万人的志愿者队伍。")
    assert (found.op, found.value, found.unit) == (">=", 10000, "people")


def test_a_count_that_falls_against_another_year() -> None:
    found = target("发案数较去年减少3起以上。")
    assert (found.op, found.value, found.unit) == ("decrease>=", 3, "cases")


def test_a_rate_that_no_list_knows_takes_no_other_measure() -> None:
    assert target("力争不发生案件，堵截率达到90%以上。").metric == "other"


def test_what_holds_for_one_of_a_list_holds_for_the_next() -> None:
    found = item("年内建成便民服务驿站35个、充电车棚8座。").targets
    assert [(t.text, t.value, t.op) for t in found] == [
        ("年内建成便民服务驿站35个", 35, ">="),
        ("充电车棚8座。", 8, ">="),
    ]
    found = item("实现“零火灾”、“零伤亡”。").targets
    assert [(t.text, t.value) for t in found] == [
        ("实现“零火灾”", 0),
        ("“零伤亡”。", 0),
    ]


def test_what_is_to_be_made_may_have_a_measure_of_its_own() -> None:
    found = item("建成12处绿化率不低于35%的口袋公园。").targets
    assert [(t.value, t.unit, t.op) for t in found] == [
        (12, "处", ">="),
        (35, "%", ">="),
    ]


@pytest.mark.parametrize(
    ("said", "op", "value"),
    [
        ("提高重点人群预警软件占比至75%。", ">=", 75),
        ("每人限提交1件作品。", "<=", 1),
        ("预留不低于20%的名额给老年学员。", ">=", 20),
    ],
)
def test_shares_and_limits_are_read(said: str, op: str, value: float) -> None:
    found = target(said)
    assert (found.op, found.value) == (op, value)


def test_from_where_a_figure_moves_is_no_target() -> None:
    found = target("骗贷率由目前的1.2%降到0.6%以内。")
    assert (found.op, found.value) == ("<=", 0.6)


def test_payments_that_were_stopped_are_counted() -> None:
    counted = item("柜面拦截不少于50笔，挽回资金400万元以上。").targets
    assert [one.value for one in counted] == [50, 4_000_000]


def test_tenths_may_have_a_half() -> None:
    assert target("安装率要达到9成5以上。").value == 95
    assert target("知晓率要达到七成半。").value == 75


def test_a_count_is_called_the_target() -> None:
    assert target("今年受众人数目标为30万人次。").value == 300_000
