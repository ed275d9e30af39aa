"""Who leads without being named there, and who signs for a whole item."""

import pytest

from wuzha.reading.tests.plans.reading import item, plan, task

TITLE = "云岭县防汛方案\n"


def test_who_leads_what_stands_under_the_name_of_a_unit() -> None:
    read = plan(
        f"{TITLE}一、职责分工\n1.县应急局。牵头开展仓库排查，汇总结果。整理台账。\n"
        "2.县水务局。负责定期牵头召开会商会；负责保管记录。\n"
        "3.县气象站。负责预报，配合牵头单位工作。\n"
    )
    assert [(t.lead, t.units) for t in read.tasks] == [
        (("县应急局",), ()),
        ((), ("县应急局",)),
        (("县水务局",), ()),
        ((), ("县水务局",)),
        ((), ("县气象站",)),
    ]


@pytest.mark.parametrize(
    "words", ["县应急局要牵头清查仓库。", "县应急局：牵头清查仓库。"]
)
def test_whoever_is_to_take_the_lead_leads(words: str) -> None:
    found = task(words)
    assert (found.lead, found.units) == (("县应急局",), ())


def test_a_field_below_a_section_speaks_for_its_heading_too() -> None:
    read = plan(
        f"{TITLE}一、主要任务\n（一）推进仓库改造\n完善仓库通风设施。更换老旧线路。\n"
        "（牵头单位：县应急局，支撑单位：各乡镇）\n（二）收尾\n做好总结。\n"
    )
    first = read.tasks[0]
    assert first.text.startswith("（一）推进仓库改造 完善仓库")
    assert (first.lead, first.units) == (("县应急局",), ("各乡镇",))


@pytest.mark.parametrize(
    ("last", "lead", "units"),
    [
        ("县应急局牵头，各乡镇配合。", ("县应急局",), ("各乡镇",)),
        ("（县应急局、各乡镇）", (), ("县应急局", "各乡镇")),
    ],
)
def test_units_alone_in_the_last_line_speak_for_the_item(
    last: str, lead: tuple[str, ...], units: tuple[str, ...]
) -> None:
    found = task(f"修缮仓库屋面。\n{last}")
    assert (found.lead, found.units) == (lead, units)
    assert found.text.startswith("1.修缮仓库屋面。")


def test_units_alone_in_the_last_line_take_no_work_from_others() -> None:
    read = item("县教育局要修缮仓库屋面。\n县应急局牵头，各乡镇配合。")
    assert [(t.lead, t.units) for t in read.tasks[:2]] == [
        ((), ("县教育局",)),
        (("县应急局",), ("各乡镇",)),
    ]


def test_a_day_may_stand_before_who_leads() -> None:
    said = "县金融中心应在2025年6月30日前牵头建成风险名单库。"
    assert task(said).lead == ("县金融中心",)


def test_who_provides_what_the_leader_needs_helps() -> None:
    said = "县金融中心牵头建成名单库，县税务局、县市场监管局提供数据支持。"
    found = task(said)
    assert found.lead == ("县金融中心",)
    assert found.units == ("县税务局", "县市场监管局")
