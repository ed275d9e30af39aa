"""Who acts with others: asked, joined, named by one word for all, or beside others."""

import pytest

from wuzha.reading.tests.plans.reading import item, plan, task


@pytest.mark.parametrize(
    ("said", "units"),
    [
        ("县公安局将会同县教育局，对各校开展督导。", ("县公安局", "县教育局")),
        ("县公安局应联合团县委开展宣讲。", ("县公安局", "团县委")),
        ("县公安局列出名单，会同县法院等部门开展约谈。", ("县公安局", "县法院")),
        ("由镇政府负责选址，派出所派员进驻。", ("镇政府", "派出所")),
        ("县公安局和县法院列出涉诈人员清单。", ("县公安局", "县法院")),
        ("综治中心、派出所双方联动，开展夜间宣讲。", ("综治中心", "派出所")),
    ],
)
def test_who_joins_in_acts_as_well(said: str, units: tuple[str, ...]) -> None:
    assert task(said).units == units


@pytest.mark.parametrize(
    ("said", "units"),
    [
        ("为加强防范，请各学院近日安排专人领取手册。", ("各学院",)),
        ("防诈是长期任务，请综治办于7月21日前上报报表。", ("综治办",)),
        ("此项工作请各班主任在5月6日前完成。", ("各班主任",)),
        ("望各单位认真组织落实。", ("各单位",)),
        ("希各支行近期开展自查。", ("各支行",)),
    ],
)
def test_who_is_asked_has_to_do_it(said: str, units: tuple[str, ...]) -> None:
    assert task(said).units == units


@pytest.mark.parametrize(
    ("named", "units"),
    [
        ("各市（州）、县（市、区）", ("各市（州）", "县（市、区）")),
        ("各设区市、县（区）", ("各设区市", "县（区）")),
        ("各有关委、办、局", ("各有关委、办、局",)),
        ("各科、室、站、所", ("各科、室、站、所",)),
        ("综合监管、公安部门", ("综合监管", "公安部门")),
        ("教育系统", ("教育系统",)),
    ],
)
def test_kinds_of_offices_are_named_together(
    named: str, units: tuple[str, ...]
) -> None:
    assert task(f"{named}要开展自查。").units == units


def test_and_others_may_stand_behind_a_list_that_acts() -> None:
    found = task("县教育局、县民政局等按照职责收集线索。")
    assert found.units == ("县教育局", "县民政局")


def test_those_concerned_lead_at_their_level() -> None:
    said = "线索核查由所涉及的甲局、乙局等县级主管部门牵头完成，其他相关部门配合。"
    assert task(said).lead == ("甲局", "乙局")


def test_who_decides_to_begin_is_given_nothing_by_that() -> None:
    found = item("镇党委、镇政府决定从即日起开展专项行动。")
    assert all(not one.units for one in found.tasks)


def test_a_heading_that_ends_like_an_office_names_none() -> None:
    found = item("优化劝阻点布局。在车站、市场增设点位。")
    assert all(not one.units for one in found.tasks)


@pytest.mark.parametrize(
    ("said", "lead", "units"),
    [
        ("本次行动责任主体为县公安局，统筹开展线索核查。", (), ("县公安局",)),
        ("该项牵头单位是甲局，抓好线索核查。", ("甲局",), ()),
        ("甲局为主责单位，乙局为协同单位，做好宣讲。", ("甲局",), ("乙局",)),
        (
            "镇综治办牵头组织、派出所具体负责、各村配合落实。",
            ("镇综治办",),
            ("派出所", "各村"),
        ),
        ("甲支行、乙支行等单位所有值班人员全部到岗。", (), ("甲支行", "乙支行")),
        ("办好注销手续（各班主任负责核对）。", (), ("各班主任",)),
    ],
)
def test_roles_are_read_wherever_they_stand(
    said: str, lead: tuple[str, ...], units: tuple[str, ...]
) -> None:
    found = task(said)
    assert (found.lead, found.units) == (lead, units)


def test_each_office_of_a_sentence_has_its_own_work() -> None:
    found = item("县公安局开展侦办，县检察院、县法院按职责做好起诉、审判。").tasks
    assert [one.units for one in found][:2] == [("县公安局",), ("县检察院", "县法院")]


def test_each_label_of_a_line_gives_its_own_work() -> None:
    read = plan("劝阻预案\n一、分工\n预警科：负责派发预警。刑侦大队：负责侦办案件。\n")
    assert [one.units for one in read.tasks] == [("预警科",), ("刑侦大队",)]


@pytest.mark.parametrize(
    ("said", "units"),
    [
        ("反诈领导小组，负责指挥、协调。", ("反诈领导小组",)),
        ("参赛队伍请自行录制短片。", ("参赛队伍",)),
        ("县民政局视情组织走访。", ("县民政局",)),
        ("各县市区主要领导要带头宣讲。", ("各县市区",)),
        ("人员密集场所须张贴警示标语。", ("人员密集场所",)),
        ("每个党员干部要带头宣讲。", ("每个党员干部",)),
        ("电信企业、互联网平台要清理账号。", ("电信企业", "互联网平台")),
    ],
)
def test_who_acts_is_known_by_what_follows(said: str, units: tuple[str, ...]) -> None:
    assert task(said).units == units


@pytest.mark.parametrize(
    "said",
    [
        "筹集宣传册印制所需资金。",
        "注重劝阻网络顶层设计和市区统筹。",
        "适时委托第三方机构开展测评。",
    ],
)
def test_what_only_ends_like_an_office_gives_nobody_work(said: str) -> None:
    assert task(said).units == ()


def test_who_is_given_a_part_behind_a_semicolon_has_it_alone() -> None:
    said = "派出所要及时联系当事人；联系不上的，由所在村干部、网格员上门见面。"
    assert [one.units for one in item(said).tasks][:2] == [
        ("派出所",),
        ("村干部", "网格员"),
    ]


def test_an_office_with_a_verb_begins_a_part_of_its_own() -> None:
    (found,) = item("各支行核实身份，运营管理部每月抽查一次。").duties
    assert found.units == ("运营管理部",)


def test_an_office_is_said_to_be_the_one_that_leads() -> None:
    found = task("运营部为牵头部门，科技部为配合部门，排查闲置账户。")
    assert (found.lead, found.units) == (("运营部",), ("科技部",))


def test_roles_follow_each_other_behind_what_they_are_for() -> None:
    found = task("建立联络机制，校长室统筹，德育处具体抓，班主任逐级落实。")
    assert found.units == ("校长室", "德育处", "班主任")


def test_who_helps_is_named_behind_a_semicolon() -> None:
    said = "平安办牵头，派出所、司法所参加，成立专班；各社区网格长、测评公司配合。"
    found = task(said)
    assert found.lead == ("平安办",)
    assert found.units == ("派出所", "司法所", "各社区网格长", "测评公司")


def test_with_whom_a_paper_is_signed_is_not_told_to_act() -> None:
    said = "经侦大队牵头，各派出所配合，与辖区银行网点逐一签订协作书。"
    assert task(said).units == ("各派出所",)


def test_whom_a_label_names_acts_and_not_whom_its_words_mention() -> None:
    said = "镇派出所、镇司法所：组成巡讲组，每个村至少讲一课，12月31日以前讲完。"
    assert task(said).units == ("镇派出所", "镇司法所")


def test_those_of_a_heading_are_joined_by_others() -> None:
    text = (
        "云岭县反诈工作方案\n二、任务分工\n（五）县民政局\n"
        "1、对收取高额押金的机构，会同县公安局联合查处。\n2、张贴提示牌。\n"
    )
    assert plan(text).tasks[0].units == ("县民政局", "县公安局")


def test_each_unit_of_a_line_has_a_list_of_its_own() -> None:
    text = (
        "宏达公司反诈方案\n二、各部门做什么\n"
        "工会：1、把反诈写进提案；2、为被骗困难员工申请帮扶金。\n"
        "财务部：1、付款严格执行两级审批；2、7月31日前完成网银分人保管；3、每周核对。\n"
        "信息中心：开启登录二次验证。\n"
    )
    found = [(one.units, one.due) for one in plan(text).tasks]
    assert found[-4:-1] == [
        (("财务部",), None),
        (("财务部",), "XXXX-07-31"),
        (("财务部",), None),
    ]
    assert found[:2] == [(("工会",), None)] * 2


def test_another_label_in_a_bracket_ends_the_list_of_units() -> None:
    said = "线索当日反馈。（责任单位：各社区、派出所；数据来源：县公安局）"
    assert task(said).units == ("各社区", "派出所")


def test_what_is_to_be_built_is_no_unit() -> None:
    said = "建好劝阻专班。对预警信息，网格员接到后电话联系。"
    assert ("建好劝阻专班",) not in [one.units for one in item(said).tasks]


def test_who_reports_is_named_behind_the_day() -> None:
    said = "排查结果于10月31日前由各二级学院书面报保卫处。"
    assert task(said).units == ("各二级学院",)
