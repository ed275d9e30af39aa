"""Dates of tasks and phases, as Extended Date/Time Format."""

import pytest

from wuzha.reading.tests.plans.reading import item, plan, plans, task


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("2025年3月31日前", "2025-03-31"),
        ("二〇二五年三月三十一日前", "2025-03-31"),
        ("2025.3.31前", "2025-03-31"),
        ("4月30日之前", "XXXX-04-30"),
        ("20xx年4月30日前", "XXXX-04-30"),
        ("20**年4月30日前", "XXXX-04-30"),
        ("7月底前", "XXXX-07-31"),
        ("2月底前", "XXXX-02-28"),
        ("2024年2月底前", "2024-02-29"),
        ("6月上旬前", "XXXX-06-10"),
        ("6月前", "XXXX-06"),
        ("年底前", "XXXX-12-31"),
        ("2025年年底前", "2025-12-31"),
        ("上半年", "XXXX-06-30"),
        ("第三季度末前", "XXXX-09-30"),
        ("于5月8日", "XXXX-05-08"),
        ("在5月份", "XXXX-05"),
        ("20日前", "XXXX-XX-20"),
        ("5月8日17时前", "XXXX-05-08"),
        ("不晚于5月8日", "XXXX-05-08"),
    ],
)
def test_a_task_is_due(words: str, due: str) -> None:
    assert task(f"各村{words}完成登记。").due == due


@pytest.mark.parametrize(
    "sentence",
    [
        "各村要吸取2023年3月以来的教训。",
        "各村要落实《关于2023年5月底前清查的通知》。",
        "各村要管好5年内不得开户的人员。",
        "各村要在20xx年x月x日完成登记。",
        "各村要在每季度最后一个月的25日前完成登记。",
        "各村要逐户登记。",
    ],
)
def test_not_every_date_is_a_deadline(sentence: str) -> None:
    assert task(sentence).due is None


def test_a_year_of_the_title_holds_for_dates_without_one() -> None:
    text = "云岭县2025年反诈工作方案\n（一）各村6月底前完成登记。\n（二）略。"
    assert plan(text).tasks[0].due == "2025-06-30"


def test_a_year_of_the_papers_own_number_holds_too() -> None:
    text = "云岭县反诈工作方案\n云政办发〔2025〕7号\n（一）各村要年内完成登记。"
    read = plan(text)
    assert (read.year, read.tasks[0].due) == (2025, "2025-12-31")
    assert [(n.number, n.own) for n in read.document_numbers] == [
        ("云政办发〔2025〕7号", True)
    ]


def test_a_year_said_before_holds_for_the_rest_of_the_sentence() -> None:
    found = task("各村要吸取2025年1月的教训，6月底前完成登记。")
    assert found.due == "2025-06-30"


def test_a_short_sentence_with_a_date_speaks_for_the_item() -> None:
    assert task("各村要逐户登记。要录入台账。6月底前完成。").due == "XXXX-06-30"


@pytest.mark.parametrize(
    ("printed", "start", "end"),
    [
        ("2025年3月1日至3月31日", "2025-03-01", "2025-03-31"),
        ("2025年11月1日至2026年1月31日", "2025-11-01", "2026-01-31"),
        ("2025年11月至次年1月", "2025-11", "2026-01"),
        ("3月1日—31日", "XXXX-03-01", "XXXX-03-31"),
        ("20xx年4月6至4月12", "XXXX-04-06", "XXXX-04-12"),
        ("2025年9月3日-10月8", "2025-09-03", "2025-10-08"),
        ("2025年12月9日至2026年1月7", "2025-12-09", "2026-01-07"),
        ("5月6-18日", "XXXX-05-06", "XXXX-05-18"),
        ("9月-11月", "XXXX-09", "XXXX-11"),
        ("20xx年5月8日至20xx年6月30日", "XXXX-05-08", "XXXX-06-30"),
        ("2025年3月", "2025-03", "2025-03"),
        ("2025年4-6月", "2025-04", "2025-06"),
        ("4月至6月底", "XXXX-04", "XXXX-06-30"),
        ("5月中旬", "XXXX-05-11", "XXXX-05-20"),
        ("5月下旬—8月底", "XXXX-05-21", "XXXX-08-31"),
        ("9月1日起", "XXXX-09-01", None),
        ("3月底前", None, "XXXX-03-31"),
    ],
)
def test_a_stage_has_its_dates(
    printed: str, start: str | None, end: str | None
) -> None:
    text = f"云岭县方案\n（一）动员部署阶段（{printed}）。各村要开会动员。\n（二）略。"
    (found,) = plan(text).phases
    assert (found.name, found.start, found.end) == ("动员部署阶段", start, end)
    assert text[slice(*found.source)] == f"（一）动员部署阶段（{printed}）。"


def test_stages_follow_each_other_over_the_turn_of_the_year() -> None:
    text = (
        "云岭县方案\n（一）动员阶段（2025年9月）。开会。\n"
        "（二）攻坚阶段（10月至12月）。清查。\n（三）总结阶段（1月）。总结。\n"
    )
    assert [(p.start, p.end) for p in plan(text).phases] == [
        ("2025-09", "2025-09"),
        ("2025-10", "2025-12"),
        ("2026-01", "2026-01"),
    ]


def test_a_task_of_a_stage_is_due_at_its_end() -> None:
    text = "云岭县方案\n（一）动员阶段（2025年9月）。各村要开会。\n（二）其他。略。"
    assert plan(text).tasks[0].due == "2025-09"


@pytest.mark.parametrize(
    ("sentence", "start", "end"),
    [
        (
            "决定从2025年1月3日起至2025年3月20日，在全镇开展宣传活动。",
            "2025-01-03",
            "2025-03-20",
        ),
        ("决定自即日起至20xx年12月31日在全镇开展专项行动。", None, "XXXX-12-31"),
        ("从2025年1月开始，在全镇开展宣传活动。", "2025-01", None),
        ("活动时间：8月16日。", "XXXX-08-16", "XXXX-08-16"),
        ("5月26日至6月26日。", "XXXX-05-26", "XXXX-06-26"),
    ],
)
def test_the_time_of_the_whole_is_a_phase(
    sentence: str, start: str | None, end: str | None
) -> None:
    (found,) = plan(f"云岭镇方案\n{sentence}\n各村要抓好落实。\n").phases
    assert (found.start, found.end) == (start, end)


def test_what_happened_is_no_phase() -> None:
    text = "云岭镇工作总结\n2025年3月1日至3月31日，全镇开展了宣传活动。\n"
    assert plan(text).phases == ()


def test_an_empty_year_is_said_as_unknown() -> None:
    (only,) = plans("云岭镇方案\n各村要抓好落实。\n")
    assert only.year is None


def test_a_stage_without_a_number_of_its_own_is_one() -> None:
    text = (
        "云岭县方案\n二、实施步骤\n第一阶段：动员部署（2025年4月1日—4月15日）。各村要开会。\n"
        "第二阶段：全面推进（4月16日至11月30日）。\n三、其他\n略。"
    )
    read = plan(text)
    assert [(p.name, p.start, p.end) for p in read.phases] == [
        ("第一阶段：动员部署", "2025-04-01", "2025-04-15"),
        ("第二阶段：全面推进", "2025-04-16", "2025-11-30"),
    ]
    assert [t.text for t in read.tasks] == ["各村要开会。"]


def test_each_day_in_a_sentence_has_its_own_task() -> None:
    found = item("各村要于4月10日前报名单，5月底前建好台账，做好公示。").tasks
    assert [(t.text, t.units, t.due) for t in found[:2]] == [
        ("1.各村要于4月10日前报名单，", ("各村",), "XXXX-04-10"),
        ("5月底前建好台账，做好公示。", ("各村",), "XXXX-05-31"),
    ]


def test_a_stage_needs_no_stop_behind_its_days() -> None:
    text = "（一）动员阶段（5月6日一5月20日）各村要开会动员。\n（二）总结阶段（6月）。"
    read = plan(f"云岭县方案\n一、步骤\n{text}\n")
    assert [(p.start, p.end) for p in read.phases] == [
        ("XXXX-05-06", "XXXX-05-20"),
        ("XXXX-06", "XXXX-06"),
    ]
    assert [(t.units, t.due) for t in read.tasks] == [(("各村",), "XXXX-05-20")]


def test_a_stage_may_have_a_comma_in_its_name_and_its_number_no_stop_before_it() -> (
    None
):
    read = plan(
        "云岭县方案\n一、步骤（1）摸清底数，动员部署阶段（2031年4月—6月）。各村开会。"
        "（2）分片包干，清查整治阶段（7月—12月）。各村清查。\n"
    )
    assert [(p.name, p.start, p.end) for p in read.phases] == [
        ("摸清底数，动员部署阶段", "2031-04", "2031-06"),
        ("分片包干，清查整治阶段", "2031-07", "2031-12"),
    ]


def test_one_sentence_may_list_the_stages() -> None:
    text = "行动分三步，2031年4-5月为动员阶段、6月至9月为整治阶段，2032年巩固阶段。"
    assert [(p.name, p.start, p.end) for p in item(text).phases] == [
        ("动员阶段", "2031-04", "2031-05"),
        ("整治阶段", "2031-06", "2031-09"),
        ("巩固阶段", "2032", "2032"),
    ]


@pytest.mark.parametrize(
    ("sentence", "due"),
    [
        ("各村将常态化开展宣讲。", "ongoing"),
        ("持续推进入户走访。", "ongoing"),
        ("6月底前持续开展宣讲。", "XXXX-06-30"),
        ("年内确保示范点建成。", "XXXX-12-31"),
        ("5月20日下午召开动员会。", "XXXX-05-20"),
        ("5月20日9时召开动员会。", "XXXX-05-20"),
    ],
)
def test_work_goes_on_or_takes_place_on_a_day(sentence: str, due: str) -> None:
    assert task(sentence).due == due


def test_a_stage_names_itself_behind_its_number() -> None:
    read = plan("云岭县方案\n一、步骤\n（一）第一阶段：自查（2.1-3.31）\n各村自查。\n")
    (stage,) = read.phases
    assert (stage.name, stage.start, stage.end) == (
        "第一阶段：自查",
        "XXXX-02-01",
        "XXXX-03-31",
    )


def test_the_year_of_the_phases_is_the_year_of_the_plan() -> None:
    read = plan(
        "云岭县方案\n一、步骤\n（一）准备阶段（2025年3月1日至15日）。动员。\n"
        "（二）总结阶段（4月1日至30日）。各村于4月20日前报送总结。\n"
    )
    assert read.tasks[-1].due == "2025-04-20"


def test_an_end_that_opens_the_sentence_is_a_deadline() -> None:
    assert task("2025年底，全县普遍建立联席会议制度。").due == "2025-12-31"


def test_a_beginning_and_an_end_in_two_clauses_are_one_phase() -> None:
    (phase,) = item("活动时间：活动于6月1日正式启动，并持续至6月30日结束。").phases
    assert (phase.start, phase.end) == ("XXXX-06-01", "XXXX-06-30")


def test_lines_of_a_schedule_are_phases() -> None:
    read = plan(
        "学校方案\n时间节点：\n9月1日-9月15日 入学教育\n9月16日-10月15日 宣传\n"
    )
    assert [(one.name, one.start) for one in read.phases] == [
        ("入学教育", "XXXX-09-01"),
        ("宣传", "XXXX-09-16"),
    ]


def test_a_stage_without_a_number_ends_what_stands_behind_it() -> None:
    read = plan(
        "云岭县方案\n三、工作步骤\n部署阶段（8月1日至8月5日）。召开动员会。\n"
        "攻坚阶段（8月6日至10月31日）。各单位按要求推进。\n"
    )
    assert [task.due for task in read.tasks] == ["XXXX-08-05", "XXXX-10-31"]


def test_a_month_that_opens_the_sentence_is_a_deadline() -> None:
    assert task("7月份，组织检查。").due == "XXXX-07"


def test_a_plan_is_of_the_year_of_the_letter_that_issues_it() -> None:
    *_, read = plans(
        "柳政〔2024〕6号\n各村：\n现将《平安宣传实施方案》印发给你们，请贯彻执行。\n"
        "柳河乡人民政府\n2024年5月6日\n平安宣传实施方案\n一、工作任务\n"
        "各村6月底前完成宣传。\n"
    )
    assert read.tasks[0].due == "2024-06-30"


def test_lines_of_a_timetable_without_a_stop_are_phases_of_their_own() -> None:
    found = plan(
        "情景剧比赛方案\n三、时间：\n"
        "4月2日--6日选定题目、演员并报名，负责人：各班班长\n"
        "4月5日--20日拍完短片并交片，负责人：各班班长\n"
        "4月20日--5月3日网上展播\n"
    )
    assert [(one.start, one.end) for one in found.phases] == [
        ("XXXX-04-02", "XXXX-04-06"),
        ("XXXX-04-05", "XXXX-04-20"),
        ("XXXX-04-20", "XXXX-05-03"),
    ]


def test_a_plan_without_a_year_is_of_the_year_in_which_its_page_was_put_up() -> None:
    read = plan(
        "反诈知识竞赛方案\n发布时间：2024-09-30 浏览次数：12\n"
        "一、活动安排\n1.初赛环节：（10月8日至10月20日）网上答题。\n"
        "2.决赛环节：（11月2日至11月5日）现场答题。\n"
    )
    assert [(one.start, one.end) for one in read.phases] == [
        ("2024-10-08", "2024-10-20"),
        ("2024-11-02", "2024-11-05"),
    ]


@pytest.mark.parametrize(
    ("line", "start", "end"),
    [
        ("1.评选：10月9日", "XXXX-10-09", "XXXX-10-09"),
        ("评选月（10月）：各校推荐作品。", "XXXX-10", "XXXX-10"),
        ("10月9日至12日，组织专家评选。", "XXXX-10-09", "XXXX-10-12"),
        ("10月 表彰先进", "XXXX-10", "XXXX-10"),
        ("1.投稿时间：即日起至10月9日。", None, "XXXX-10-09"),
        ("（一）摸底阶段（10月9日以前）。各校登记。", None, "XXXX-10-09"),
        ("（一）摸底阶段（10月初至11月底）。各校登记。", "XXXX-10-01", "XXXX-11-30"),
    ],
)
def test_a_line_of_a_timetable_is_a_phase(line: str, start: str, end: str) -> None:
    (phase,) = plan(f"云岭县反诈作品征集方案\n三、活动安排\n{line}\n").phases
    assert (phase.start, phase.end) == (start, end)


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("为营造氛围，学校定于4月18日下午举办知识竞赛。", "XXXX-04-18"),
        ("经研究，4月为全县防诈宣传月，各校要广泛动员。", "XXXX-04"),
    ],
)
def test_a_day_or_month_fixed_for_something_is_a_phase(sentence: str, day: str) -> None:
    (phase,) = plan(f"云岭县防诈宣传方案\n{sentence}\n").phases
    assert (phase.start, phase.end) == (day, day)


def test_a_stage_from_when_to_when_may_be_said_in_passing() -> None:
    read = plan(
        "某校防诈方案\n一、概况\n排查整改阶段从5月中旬开始，到7月中旬基本结束。\n"
    )
    (found,) = read.phases
    assert (found.name, found.start, found.end) == (
        "排查整改阶段",
        "XXXX-05-11",
        "XXXX-07-20",
    )


@pytest.mark.parametrize(
    ("said", "due"),
    [
        ("各班于5.20前上交作品。", "XXXX-05-20"),
        ("各村11月份组织验收。", "XXXX-11"),
        ("为检验效果，3月份，由保卫处开展测试。", "XXXX-03"),
        ("各村于12月中下旬前报送总结。", "XXXX-12-31"),
        ("4月1日至4月30日，各村开展摸排。", "XXXX-04-30"),
    ],
)
def test_months_and_days_with_dots_are_days_by_which_work_is_due(
    said: str, due: str
) -> None:
    assert task(said).due == due


def test_each_month_that_opens_a_part_is_its_own_deadline() -> None:
    found = item("10月底前完成检查；11月份开展整改；12月20日前报送报告。").tasks
    assert [one.due for one in found][:3] == ["XXXX-10-31", "XXXX-11", "XXXX-12-20"]
