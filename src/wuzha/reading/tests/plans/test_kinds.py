"""Invented plans of kinds that counties write: each is read as a whole."""

from wuzha.reading.plan import Plan, Task
from wuzha.reading.tests.plans.reading import plan


def answers(read: Plan) -> list[tuple[str, tuple[str, ...], str | None]]:
    return [(task.text, (*task.lead, *task.units), task.due) for task in read.tasks]


def units_of(tasks: tuple[Task, ...]) -> list[tuple[str, ...]]:
    return [task.units for task in tasks]


def test_a_county_plan_whose_offices_stand_over_their_lists_without_numbers() -> None:
    read = plan(
        "松溪县防诈骗工作方案\n"
        "各乡镇人民政府、县直各部门：\n"
        "为守好群众的钱袋子，现就有关事项通知如下。\n"
        "一、职责分工\n"
        "县公安局：\n"
        "1.汇总线索。\n"
        "2.侦办案件。\n"
        "县教育局\n"
        "1.组织家长会宣讲。\n"
        "2.编写校本读物。\n"
        "二、工作要求\n"
        "各单位要按时报送。\n"
        "松溪县人民政府\n"
        "2031年4月2日\n"
    )
    assert answers(read) == [
        ("1.汇总线索。", ("县公安局",), None),
        ("2.侦办案件。", ("县公安局",), None),
        ("1.组织家长会宣讲。", ("县教育局",), None),
        ("2.编写校本读物。", ("县教育局",), None),
        ("各单位要按时报送。", ("各单位",), None),
    ]
    assert read.year == 2031


def test_a_list_of_duties_named_by_office() -> None:
    read = plan(
        "临泽县反诈职责清单\n"
        "（一）县民政局职责\n"
        "1.排查养老机构。\n"
        "（二）县卫健局主要职责：在医院张贴海报。\n"
        "（三）县商务局、县税务局的职责：提醒企业财务人员。\n"
        "（四）各金融机构（责任单位：各银行网点）。柜面人员要做好劝阻。\n"
        "【县司法局】组织普法宣讲。\n"
    )
    assert units_of(read.tasks) == [
        ("县民政局",),
        ("县卫健局",),
        ("县商务局", "县税务局"),
        ("各银行网点",),
        ("县司法局",),
    ]


def test_a_school_calendar_by_month() -> None:
    read = plan(
        "柳林小学反诈教育安排\n"
        "一、组织机构\n"
        "组长：校长\n"
        "二、活动安排\n"
        "3月份：\n"
        "1.印发告家长书（政教处）。\n"
        "2.布置宣传栏。\n"
        "4月\n"
        "1.开展手抄报比赛（美术组、各班级）。\n"
        "2.张榜公布获奖名单。\n"
        "5月：邀请民警讲课。\n"
        "第四季度：总结评比。\n"
    )
    assert [(units, due) for _, units, due in answers(read)] == [
        (("政教处",), "XXXX-03"),
        ((), "XXXX-03"),
        (("美术组", "各班级"), "XXXX-04"),
        ((), "XXXX-04"),
        ((), "XXXX-05"),
        ((), "XXXX-12-31"),
    ]


def test_a_response_plan_gives_work_to_posts() -> None:
    read = plan(
        "青河农商银行反诈处置预案\n"
        "一、人员分工\n"
        "值班主任：负责现场指挥。\n"
        "柜员：发现可疑转账，立即暂停办理。\n"
        "大堂经理、保安：负责维持秩序。\n"
        "联系人：小禾\n"
        "二、处置流程\n"
        "（一）发现可疑转账的，由运营部根据情形暂停业务。\n"
        "（二）接到止付通知后，运营管理部应当在30分钟内办结。\n"
    )
    assert units_of(read.tasks) == [
        ("值班主任",),
        ("柜员",),
        ("大堂经理", "保安"),
        ("运营部",),
        ("运营管理部",),
    ]


def test_a_response_plan_puts_posts_over_their_lists() -> None:
    read = plan(
        "青河农商银行反诈处置预案\n"
        "疏散小组长：\n"
        "1.接到指令后,疏散网点内客户.\n"
        "2.协助清点人数.\n"
        "网点保安员：\n"
        "1.留意联动门外的人.\n"
        "2.按组长安排排查可疑物品.\n"
    )
    assert units_of(read.tasks) == [
        ("疏散小组长",),
        ("疏散小组长",),
        ("网点保安员",),
        ("网点保安员",),
    ]


def test_groups_of_the_organisation_part_have_their_work() -> None:
    read = plan(
        "青河农商银行反诈处置预案\n"
        "一、组织机构\n"
        "（一）疏散组：由保卫部确定名单，成立救护小队，第一时间赶赴现场。\n"
        "（二）宣传组：组长由办公室主任担任。\n"
    )
    assert units_of(read.tasks) == [("保卫部",)]


def test_lines_that_were_broken_at_the_margin_are_read_as_one() -> None:
    lines = (
        "全镇上下狠抓落实，齐抓共管，把防范诈骗\n"
        "的各项工作做细做实，主要工作步骤和任务\n"
        "如下：\n"
        "1、各村负责把镇里印发的防诈提示信张贴到\n"
        "每个院落和商铺门口。4月30日前各村必须召\n"
        "开一次村民代表会，学习止付办法并做好记\n"
        "录存档。\n"
    )
    read = plan(f"云岭镇防诈工作安排\n一、工作任务\n{lines}2、收尾。\n")
    assert [(t.units, t.due) for t in read.tasks if t.units] == [
        (("各村",), None),
        (("各村",), "XXXX-04-30"),
    ]


def test_a_name_that_the_text_shortens_acts_under_it() -> None:
    read = plan(
        "云岭县防诈处置预案\n"
        "一、组织机构\n"
        "成立县防诈联防指挥中心（以下简称联防指），总指挥由县长担任。"
        "办公室设在县公安局，联防指负责统一调度。\n"
        "二、处置流程\n"
        "联防指统一调配警力，网点经理和园领导及时赶赴现场。\n"
    )
    assert units_of(read.tasks) == [("联防指",), ("联防指",)]


def test_a_village_plan_with_principles_and_a_group() -> None:
    read = plan(
        "桃园村防骗工作方案\n"
        "（一）预防为主，源头治理。增强防骗意识，及早发现隐患。\n"
        "（二）统一领导，分级负责。健全工作格局。\n"
        "一、加强领导\n"
        "成立村防骗小分队，村治保会议定期会商，村调解委员会负责登记求助。\n"
        "二、主要任务\n"
        "1.入户讲解。\n"
        "2.清点老年人手机。\n"
        "3.各小组每15天走访一次，每1周上报一次，于次月5日前报村委会。\n"
        "4.组织村民按月学习，于次月8日前交回签到表。\n"
        "桃园村村民委员会\n"
        "2031年5月\n"
    )
    assert answers(read) == [
        (
            "成立村防骗小分队，村治保会议定期会商，村调解委员会负责登记求助。",
            ("村调解委员会",),
            None,
        ),
        ("1.入户讲解。", (), None),
        ("2.清点老年人手机。", (), None),
        (
            "3.各小组每15天走访一次，每1周上报一次，于次月5日前报村委会。",
            ("各小组",),
            None,
        ),
        ("4.组织村民按月学习，于次月8日前交回签到表。", (), None),
    ]
    assert [(duty.per, duty.monthday) for duty in read.duties] == [
        ("half_month", ()),
        ("week", ()),
        ("month", (8,)),
    ]


def test_a_report_tells_what_comes_next_and_no_more() -> None:
    read = plan(
        "云溪县反诈工作总结\n"
        "现将有关情况总结如下。\n"
        "一是宣传到位。各网点通过晨会开展培训，县政府办按照领导小组会议部署建立机制。\n"
        "二是预警到位。上门劝阻三百余人次。\n"
        "下一步，云溪县人民政府将加大宣传力度。\n"
    )
    assert answers(read) == [
        ("下一步，云溪县人民政府将加大宣传力度。", ("云溪县人民政府",), None)
    ]


def test_a_plan_named_for_a_report_of_others_is_none_itself() -> None:
    read = plan(
        "云溪县《反诈工作报告》任务分解方案\n一、任务\n1.各村10月底前完成登记。\n2.略。\n"
    )
    assert read.tasks[0].due == "XXXX-10-31"


def test_a_text_with_dated_stages_is_a_plan_whatever_its_page_is_called() -> None:
    read = plan(
        "反诈心得体会总结\n一、步骤\n（一）准备阶段（5月1日至10日）。各村积极落实。\n"
        "（二）宣传阶段（5月11日至30日）。各村张贴海报。\n"
    )
    assert len(read.tasks) == 2


def test_what_comes_next_in_a_report_is_asked_for() -> None:
    read = plan(
        "白河镇上半年反诈工作总结\n一、工作开展情况\n1.各村走访群众。\n"
        "二、下一步工作\n1.派出所10月底前完成回访。\n"
    )
    (only,) = read.tasks
    assert (only.units, only.due) == (("派出所",), "XXXX-10-31")
