"""Groups with posts and seats, attachments, numbers of papers."""

from wuzha.reading.tests.plans.reading import plan

TITLE = "云岭县防诈宣传方案\n"


def test_a_group_has_posts_a_seat_and_no_names_among_its_offices() -> None:
    text = (
        "二、组织领导\n成立云岭县反诈工作领导小组，由副县长高山任组长。\n"
        "副组长：县公安局局长田野\n成员：县教育局、县民政局负责人\n"
        "领导小组下设办公室，办公室设在县公安局。\n"
    )
    (group,) = plan(TITLE + text).groups
    assert (group.name, group.seat) == ("云岭县反诈工作领导小组", "县公安局")
    assert [(p.role, p.holders, p.people) for p in group.posts] == [
        ("组长", ("副县长",), ("高山",)),
        ("副组长", ("县公安局局长",), ("田野",)),
        ("成员", ("县教育局", "县民政局负责人"), ()),
    ]


def test_posts_that_are_left_blank_are_posts_without_holders() -> None:
    text = "成立云岭县反诈专班。\n组长：xx\n成员：\n"
    (group,) = plan(TITLE + text).groups
    assert [(p.role, p.holders, p.people) for p in group.posts] == [
        ("组长", (), ()),
        ("成员", (), ()),
    ]


def test_the_organisation_part_holds_no_tasks() -> None:
    text = "二、组织领导\n成立反诈领导小组。领导小组下设办公室，设在县公安局。\n"
    assert plan(TITLE + text).tasks == ()


def test_who_leads_a_group_may_have_work_there() -> None:
    text = (
        "二、组织领导\n成立巡检专班，由县水务局牵头，县应急局、各乡镇为成员单位，"
        "统筹开展巡检。\n由县长牵头成立领导小组。\n"
    )
    (only,) = plan(TITLE + text).tasks
    assert only.lead == ("县水务局",)


def test_attachments_are_named_in_the_text_and_in_the_list_at_the_end() -> None:
    text = "（一）各村要发放《致居民的信》（附件2）。\n附件：1.任务清单\n2.致居民的信\n"
    found = plan(TITLE + text).attachments
    assert [(a.number, a.title) for a in found] == [
        (2, "致居民的信"),
        (None, "1.任务清单"),
        (2, "致居民的信"),
    ]


def test_a_number_of_another_paper_is_not_the_plans_own() -> None:
    text = "（一）各村要按《通知》（云公发〔2024〕3号）要求逐户登记。\n"
    read = plan(TITLE + text)
    assert [(n.number, n.own) for n in read.document_numbers] == [
        ("云公发〔2024〕3号", False)
    ]
    assert read.year is None
