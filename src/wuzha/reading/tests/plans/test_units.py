"""Who leads and who takes part: said in the sentence, in a field, by a heading."""

import pytest

from wuzha.reading.tests.plans.reading import item, plan, task

TITLE = "云岭县防诈宣传方案\n"


@pytest.mark.parametrize(
    ("listed", "names"),
    [
        ("县教育局、县民政局", ("县教育局", "县民政局")),
        ("县教育局，县民政局", ("县教育局", "县民政局")),
        ("县教育局和县民政局", ("县教育局", "县民政局")),
        ("县教育局、各乡镇及各村（社区）", ("县教育局", "各乡镇", "各村（社区）")),
        ("县文化和旅游局、县工业和信息化局", ("县文化和旅游局", "县工业和信息化局")),
        ("各乡镇各部门", ("各乡镇", "各部门")),
        ("公安、教育、卫健等部门", ("公安", "教育", "卫健")),
        ("县公安局等相关单位", ("县公安局",)),
        ("县公安局、各乡镇，按职责分工负责", ("县公安局", "各乡镇")),
        ("县打击和治理诈骗专班", ("县打击和治理诈骗专班",)),
    ],
)
def test_a_list_is_split_into_its_units(listed: str, names: tuple[str, ...]) -> None:
    found = task(f"清理闲置账户，逐户核实。（责任单位：{listed}）")
    assert (found.lead, found.units) == ((), names)


@pytest.mark.parametrize(
    ("field", "lead", "units", "due"),
    [
        ("（牵头单位：甲局；责任单位：乙办、丙局）", ("甲局",), ("乙办", "丙局"), None),
        ("【牵头单位：甲局，配合单位：乙办】", ("甲局",), ("乙办",), None),
        ("（甲局牵头，乙办、丙局配合）", ("甲局",), ("乙办", "丙局"), None),
        ("（甲局牵头、乙办配合）", ("甲局",), ("乙办",), None),
        ("（甲局、乙办负责）", (), ("甲局", "乙办"), None),
        ("（各村落实）", (), ("各村",), None),
        ("（责任单位：甲局；完成时限：6月底前）", (), ("甲局",), "XXXX-06-30"),
        ("（责任单位：甲局；完成时限：持续推进）", (), ("甲局",), "ongoing"),
        ("（甲局牵头，2025年3月31日前完成）", ("甲局",), (), "2025-03-31"),
    ],
)
def test_a_field_says_who_and_until_when(
    field: str, lead: tuple[str, ...], units: tuple[str, ...], due: str | None
) -> None:
    found = task(f"清理闲置账户，逐户核实。{field}")
    assert (found.lead, found.units, found.due) == (lead, units, due)
    assert found.text.endswith(field)


def test_whom_to_call_stands_between_two_lines_of_one_field() -> None:
    found = task("清理闲置账户。\n责任单位：甲局\n牵头人：某同志\n完成时限：6月底前")
    assert (found.units, found.due) == (("甲局",), "XXXX-06-30")


def test_whom_to_call_gives_nobody_work() -> None:
    read = plan(f"{TITLE}设立专线（举报电话：0123）。\n附件略。")
    assert read.tasks == ()


def test_a_title_with_a_field_below_it_is_a_task() -> None:
    read = plan(
        "云岭县任务分解表\n一、主要任务\n（一）止付金额增长7%以上\n责任单位：县公安局\n"
        "（二）回访户数增长9%以上\n责任单位：县妇联\n"
    )
    assert [(task.units, task.text[:3]) for task in read.tasks] == [
        (("县公安局",), "（一）"),
        (("县妇联",), "（二）"),
    ]
    assert [(t.op, t.value) for t in read.targets] == [
        ("increase>=", 7),
        ("increase>=", 9),
    ]


def test_a_field_may_stand_in_a_line_of_its_own() -> None:
    found = task("清理闲置账户。\n牵头单位：甲局\n责任单位：乙办\n完成时限：年底前")
    assert (found.lead, found.units) == (("甲局",), ("乙办",))
    assert found.due == "XXXX-12-31"


@pytest.mark.parametrize(
    ("sentence", "lead", "units"),
    [
        ("各村、各站所要逐户上门讲解。", (), ("各村", "各站所")),
        ("派出所负责核实线索。", (), ("派出所",)),
        ("镇宣传办在赶集日前，要备好资料。", (), ("镇宣传办",)),
        ("为摸清底数，各村应逐户登记。", (), ("各村",)),
        ("各村，各站所须逐户登记。", (), ("各村", "各站所")),
        ("由甲局牵头，乙办、丙局配合开展清查。", ("甲局",), ("乙办", "丙局")),
        ("接到指令后，派出所和网格员必须上门劝阻。", (), ("派出所", "网格员")),
        ("清查前应由镇派出所报县公安局备案。", (), ("镇派出所",)),
        ("各村（居）委会在清查期间，积极做好动员。", (), ("各村（居）委会",)),
        ("活动由甲局牵头，各校要全程参与。", ("甲局",), ("各校",)),
        ("在集市悬挂横幅，由各村委会负责制作。", (), ("各村委会",)),
        ("各支行请于9月10日前报送简报。", (), ("各支行",)),
        ("由派出所、村委会两家定期见面。", (), ("派出所", "村委会")),
        ("运营部、零售部——做好存量账户清理。", (), ("运营部", "零售部")),
        ("供销社、超市负责在收银台张贴提示。", (), ("供销社", "超市")),
        ("行业单位按照领导小组会议部署建立机制。", (), ("行业单位",)),
        ("视警情需要，区公安分局出台止付细则。", (), ("区公安分局",)),
        ("区教育局联合团区委印发公开信。", (), ("区教育局", "团区委")),
        ("值班室接到警情后立即报所长。", (), ("值班室",)),
        ("每个网点设立劝阻岗。", (), ("每个网点",)),
        ("县防诈指挥部（以下简称县指挥部）负责调度。", (), ("县防诈指挥部",)),
        ("按照统一安排，刑警大队具体推进，各所落实。", (), ("刑警大队", "各所")),
        ("入户讲解工作由社区的工作人员具体开展。", (), ("社区",)),
        ("下阶段，我行将走进集市讲解。", (), ("我行",)),
        ("专班设办公室，负责汇总数据。", (), ("办公室",)),
        ("逐户核对（具体到门牌、楼栋）。", (), ()),
        ("各村敲响铜锣提醒老人。", (), ("各村",)),
        ("各支行“一把手”要亲自抓。", (), ("各支行",)),
        ("值班保安稳住客户，大堂经理报警。", (), ("值班保安",)),
        ("警报响起后，班主任带领学生撤离。", (), ("班主任",)),
        ("各班教师讲解撤离路线。", (), ("各班教师",)),
        ("办公室或其他指定负责人要联系。", (), ("办公室", "其他指定负责人")),
        ("全体师生要学习。", (), ("全体师生",)),
        ("总指挥、副指挥和现场指挥要到场。", (), ("总指挥", "副指挥", "现场指挥")),
        ("各部门或车间在警报响起时应听从调度。", (), ("各部门", "车间")),
        ("全院职工要克服麻痹思想。", (), ("全院职工",)),
        ("各村屯也要排查。", (), ("各村屯",)),
        ("账户由主管部门的信息员负责登记。", (), ("主管部门",)),
        ("救护组接到警报后，除值班人员外，全部赶赴现场。", (), ("救护组",)),
        ("学校有计划地开展宣讲。", (), ("学校",)),
        ("柜员、大堂经理等重要岗位人员要提醒客户。", (), ("柜员", "大堂经理")),
        ("会计、信贷等重点部门要多问一句。", (), ("会计", "信贷")),
        ("农机、卫生和药品等行业监管部门要自查。", (), ("农机", "卫生", "药品")),
        ("农机、卫生等行业主管、监管部门要自查。", (), ("农机", "卫生")),
        ("东河、西山县政府、各校要自查。", (), ("东河", "西山县政府", "各校")),
        ("此项由村（社区）牵头，各校配合。", ("村（社区）",), ("各校",)),
        ("县教育局等12家单位要开展宣讲。", (), ("县教育局",)),
        ("各村、镇专班成员单位，按时报送数据。", (), ("各村", "镇专班成员单位")),
        ("各单位主要负责人要亲自抓。", (), ("各单位",)),
        ("各级宣讲队伍、有关单位按计划走访。", (), ("各级宣讲队伍", "有关单位")),
        ("督促各商业银行管好账户。", (), ()),
        ("镇平安办负责牵头、汇总各村数据。", ("镇平安办",), ()),
        ("司法所负责安排干警在赶集活动中，主动讲解。", (), ("司法所",)),
        ("由县教育局、团县委提出宣讲人选。", (), ("县教育局", "团县委")),
    ],
)
def test_a_sentence_says_who_acts(
    sentence: str, lead: tuple[str, ...], units: tuple[str, ...]
) -> None:
    found = task(sentence)
    assert (found.lead, found.units) == (lead, units)


def test_units_of_a_heading_hold_for_each_duty_below_it() -> None:
    text = (
        "（一）县公安局和县检察院。\n1.办理案件。\n2.通报情况。\n"
        "（二）团县委。\n组织宣讲。\n"
    )
    found = plan(TITLE + text).tasks
    assert [t.units for t in found] == [
        ("县公安局", "县检察院"),
        ("县公安局", "县检察院"),
        ("团县委",),
    ]


def test_units_before_a_colon_hold_for_the_paragraph() -> None:
    found = plan(TITLE + "刑警队：深挖线索。串并案件。\n网安队：封堵网址。\n").tasks
    assert [(t.units, t.text) for t in found] == [
        (("刑警队",), "刑警队：深挖线索。串并案件。"),
        (("网安队",), "网安队：封堵网址。"),
    ]


def test_a_list_that_lost_its_heading_inherits_nothing() -> None:
    text = "（一）县公安局。\n1.办理案件。\n2.通报情况。\n1.严格开户。\n2.清理账户。\n"
    found = plan(TITLE + text).tasks
    assert [t.units for t in found] == [("县公安局",), ("县公安局",), (), ()]


def test_a_field_behind_a_list_held_by_semicolons_speaks_for_all_of_it() -> None:
    text = "（一）进校园。\n1.发公开信；\n2.开班会；\n3.办讲堂（各学校落实）。\n"
    assert {t.units for t in plan(TITLE + text).tasks} == {("各学校",)}


def test_units_with_a_part_each_of_one_sentence_are_told_apart() -> None:
    found = item("教育局要办讲堂；民政局要访老人；各村要贴海报。").tasks
    assert [t.units for t in found[:3]] == [("教育局",), ("民政局",), ("各村",)]


def test_a_further_subject_begins_a_task_of_its_own() -> None:
    found = item("教育局要办讲堂，印好读本，民政局要访老人。").tasks
    assert [(t.text, t.units) for t in found[:2]] == [
        ("1.教育局要办讲堂，印好读本，", ("教育局",)),
        ("民政局要访老人。", ("民政局",)),
    ]


def test_what_leads_in_to_the_first_subject_is_no_task_of_its_own() -> None:
    first, second, *_ = item("从下月开始，各村要逐户走访，镇平安办要汇总。").tasks
    assert (first.text, first.units) == ("1.从下月开始，各村要逐户走访，", ("各村",))
    assert second.units == ("镇平安办",)


def test_a_further_subject_may_follow_a_colon_or_be_told_by_its_charge() -> None:
    text = "各村要报送数据，急事随时报：镇专班负责汇总，派出所具体负责核实。"
    assert [t.units for t in item(text).tasks[:3]] == [
        ("各村",),
        ("镇专班",),
        ("派出所",),
    ]


def test_who_must_found_a_group_has_a_task_though_the_group_is_organisation() -> None:
    text = "一、组织领导\n成立县专班，由甲担任组长。\n各学校也要成立专班。\n"
    assert [t.units for t in plan(TITLE + text).tasks] == [("各学校",)]


def test_a_sentence_that_says_who_is_a_task_though_items_stand_below_it() -> None:
    text = "一、宣讲\n1.学校利用班会开展宣讲。\n（1）播放短片。\n2.收尾。\n"
    found = plan(TITLE + text).tasks
    assert (found[0].text, found[0].units) == ("1.学校利用班会开展宣讲。", ("学校",))


def test_numbers_inside_one_line_find_their_headings() -> None:
    text = "全镇防诈。一、时间安排4月1日至5月31日。二、任务分工。（一）各村要走访。\n"
    read = plan(TITLE + text)
    assert [(p.start, p.end) for p in read.phases] == [("XXXX-04-01", "XXXX-05-31")]
    assert [t.units for t in read.tasks] == [("各村",)]
    assert [o.title for o in read.outline[1:3]] == ["时间安排", "任务分工"]


def test_sentences_with_the_same_answer_are_one_task() -> None:
    text = "各村要张贴海报。要逐户讲解。各校要开班会。要请民警授课。"
    assert [t.text for t in item(text).tasks[:2]] == [
        "1.各村要张贴海报。要逐户讲解。",
        "各校要开班会。要请民警授课。",
    ]


def test_each_task_names_the_rules_that_read_it() -> None:
    found = task("清理账户。（责任单位：甲局；完成时限：6月底前）")
    assert found.rules == ("units.field", "due.field")


def test_a_field_over_a_list_holds_for_its_items_with_its_date() -> None:
    text = (
        "（一）入户宣传\n责任部门：宣传办、各村  完成时间：4月15日前\n"
        "1.张贴海报。\n2.各校要开班会。\n"
    )
    read = plan(TITLE + text)
    assert [(t.units, t.due) for t in read.tasks] == [
        (("宣传办", "各村"), "XXXX-04-15"),
        (("各校",), "XXXX-04-15"),
    ]
    assert [o.style for o in read.outline].count("field") == 1
    assert read.unread == ()


@pytest.mark.parametrize("heading", ["宣传发动：", "宣传发动。", "教育引导："])
def test_a_short_heading_is_no_task_of_a_unit(heading: str) -> None:
    items = "（1）张贴海报。\n（2）播放短片。\n"
    read = plan(f"{TITLE}一、工作任务\n1.{heading}\n{items}2.其他：\n（1）做好收尾。\n")
    assert [(t.text, t.units) for t in read.tasks] == [
        ("（1）张贴海报。", ()),
        ("（2）播放短片。", ()),
        ("（1）做好收尾。", ()),
    ]


def test_a_branch_that_must_act_is_the_subject_of_a_short_sentence() -> None:
    assert task("公安要快侦快破：").units == ("公安",)


@pytest.mark.parametrize(
    ("sentence", "units"),
    [
        ("我校学工处负责登记外出学生。", ("学工处",)),
        ("本校学工处要登记外出学生。", ("学工处",)),
        ("我院护理部要提醒陪护家属。", ("护理部",)),
        ("我行运营部负责核对开户资料。", ("运营部",)),
        ("我镇派出所、综治办要逐户走访。", ("派出所", "综治办")),
        ("我局要逐户走访。", ("我局",)),
        ("本行业主管部门要逐户走访。", ("本行业主管部门",)),
    ],
)
def test_whose_office_it_is_is_no_part_of_its_name(
    sentence: str, units: tuple[str, ...]
) -> None:
    assert task(sentence).units == units


def test_an_office_of_ours_and_others_help_the_one_that_leads() -> None:
    found = task("讲座由县反诈中心牵头，我校学工处具体负责，教务处、校工会共同组织。")
    assert found.lead == ("县反诈中心",)
    assert found.units == ("学工处", "教务处", "校工会")


@pytest.mark.parametrize(
    ("listed", "names"),
    [
        ("学工部 后勤管理处", ("学工部", "后勤管理处")),
        ("学工部　后勤管理处  校医院", ("学工部", "后勤管理处", "校医院")),
        ("县教育局、县民政局 县司法局", ("县教育局", "县民政局", "县司法局")),
        ("县 公安局", ("县公安局",)),
        ("后勤 管理处", ("后勤管理处",)),
        ("校党委 学工部", ("校党委学工部",)),
        ("后勤处 办公室", ("后勤处办公室",)),
    ],
)
def test_a_blank_between_two_whole_names_parts_them(
    listed: str, names: tuple[str, ...]
) -> None:
    assert task(f"清理闲置账户。（责任部门：{listed}）").units == names


def test_those_through_whom_it_is_done_are_not_those_who_do_it() -> None:
    assert task("通过信息员建立楼栋微信群。").units == ()


@pytest.mark.parametrize(
    ("sentence", "lead", "units"),
    [
        (
            "由县委政法委牵头，会同县委组织部、县妇联制定办法。",
            ("县委政法委",),
            ("县委组织部", "县妇联"),
        ),
        ("由甲科牵头演练，乙科观摩。", ("甲科",), ("乙科",)),
        ("清理账户，责任单位：甲局，配合单位：乙局。", (), ("甲局", "乙局")),
        ("联合检查（县商务局、县税务局，10月前完成）。", (), ("县商务局", "县税务局")),
    ],
)
def test_units_stand_behind_the_work(
    sentence: str, lead: tuple[str, ...], units: tuple[str, ...]
) -> None:
    found = task(sentence)
    assert (found.lead, found.units) == (lead, units)


def test_a_date_may_stand_before_who_acts() -> None:
    assert task("4月25日下午，保卫处联合派出所开展讲座。").units == ("保卫处", "派出所")


def test_who_does_this_work_does_what_was_said_before() -> None:
    found = task("6月1日召开发布会。此项工作由宣传部部署，各单位落实，安监科负责协调。")
    assert found.units == ("宣传部", "各单位", "安监科")
    assert found.text.startswith("1.6月1日")


def test_a_unit_stands_before_the_day() -> None:
    assert task("德育科11月5日前将通知发到各班。").units == ("德育科",)


def test_an_item_of_fields_alone_is_a_task_with_its_title() -> None:
    read = plan(
        "云岭县方案\n一、活动内容\n（一）主题宣讲\n活动时间：6月5日—10日\n"
        "活动地点：各村委会\n责任单位：安监站、各村\n"
    )
    (only,) = read.tasks
    assert only.text.startswith("（一）主题宣讲")
    assert only.units == ("安监站", "各村")


def test_labels_behind_semicolons_each_have_their_part() -> None:
    read = item("教育局：负责学校宣传；卫健局：负责医院宣传；文旅局：负责酒店宣传。")
    assert [task.units for task in read.tasks[:3]] == [
        ("教育局",),
        ("卫健局",),
        ("文旅局",),
    ]


@pytest.mark.parametrize(
    ("sentence", "units"),
    [
        ("税务局、市监局（在办税、登记环节）开展提示。", ("税务局", "市监局")),
        ("由县委政法委、督查室组成督导组，每月督导一次。", ("县委政法委", "督查室")),
        ("寒暑假前一周，班主任逐一家访。", ("班主任",)),
    ],
)
def test_asides_do_not_hide_who_acts(sentence: str, units: tuple[str, ...]) -> None:
    assert task(sentence).units == units


def test_a_heading_of_a_kind_names_its_units_behind_dashes() -> None:
    read = plan(
        "云岭县任务分解方案\n一、宣传部门——县委宣传部、县融媒体中心\n负责宣传。\n"
    )
    assert read.tasks[0].units == ("县委宣传部", "县融媒体中心")


def test_a_field_between_the_title_and_the_sentences_is_for_them() -> None:
    read = item("加强值守。【责任科室：后勤中心】落实制度，开展检查。")
    assert read.tasks[0].units == ("后勤中心",)
    assert read.tasks[0].text.endswith("开展检查。")
