"""Tables of tasks, as a Word file gives them or plain text draws them."""

import pytest

from wuzha.reading.intake import read_source
from wuzha.reading.plan import Plan
from wuzha.reading.reader import read_plans
from wuzha.reading.source import Block, BlockKind, Place, Source


def read(rows: list[list[str]], merged: dict[tuple[int, int], int]) -> Plan:
    """`merged`: how many rows the cell of a row and column covers."""
    text = "云岭县2025年反诈任务清单\n"
    blocks = [Block(0, len(text) - 1, BlockKind.PARAGRAPH)]
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if cell:
                place = Place(0, r, c, merged.get((r, c), 1))
                span = len(text), len(text) + len(cell)
                blocks.append(Block(*span, BlockKind.CELL, place=place))
                text += cell + "\t"
        text += "\n"
    (plan,) = read_plans(Source(text, tuple(blocks), "docx"))
    return plan


HEAD = ["序号", "工作任务", "牵头单位", "责任单位", "完成时限"]


def test_a_row_says_what_by_whom_until_when() -> None:
    plan = read(
        [
            HEAD,
            ["1", "清理闲置账户", "甲局", "乙办、丙局\n各乡镇", "6月底"],
            ["2", "逐户走访，知晓率达到95%", "", "各村", "持续推进"],
        ],
        {(1, 2): 2},
    )
    assert [(t.text, t.lead, t.units, t.due) for t in plan.tasks] == [
        ("清理闲置账户", ("甲局",), ("乙办", "丙局", "各乡镇"), "2025-06-30"),
        ("逐户走访，知晓率达到95%", ("甲局",), ("各村",), "ongoing"),
    ]
    assert [t.value for t in plan.targets] == [95]
    assert plan.unread == ()


def test_a_row_that_says_nothing_to_do_is_listed_as_unread() -> None:
    plan = read([HEAD, ["1", "走访", "甲局", "", ""], ["填表人", "", "", "", ""]], {})
    assert [u.reason for u in plan.unread] == ["table"]


def test_a_table_of_another_kind_is_read_as_text() -> None:
    plan = read([["姓名", "电话"], ["略", "略"]], {})
    assert plan.tasks == ()
    assert plan.unread


def test_plain_text_needs_no_table() -> None:
    source = read_source("任务清单\n各村要走访。".encode(), "清单.txt")
    assert len(read_plans(source)) == 1


@pytest.mark.parametrize("row", ["{}\t{}\t{}", "|{}|{}|{}|", "{} | {} | {} |"])
def test_a_table_may_be_drawn_in_plain_text(row: str) -> None:
    rows = [
        ("整治领域", "时间安排", "责任单位"),
        ("养老机构", "3月份", "民政所 派出所"),
        ("农贸市场", "4月份", "市监所"),
    ]
    lines = [row.format(*cells) for cells in rows]
    if row.startswith("|"):
        lines.insert(1, "|---|---|---|")
    letter = "各村：\n现将《云岭镇2031年整治工作计划》印发给你们。\n一、安排表\n"
    after = "\n二、工作要求\n各村要按时报送。\n"
    text = letter + "\n".join(lines) + after
    (plan,) = read_plans(read_source(text.encode(), "计划.txt"))
    assert [(t.text, t.units, t.due) for t in plan.tasks] == [
        ("养老机构", ("民政所", "派出所"), "2031-03"),
        ("农贸市场", ("市监所",), "2031-04"),
        ("各村要按时报送。", ("各村",), None),
    ]


def test_a_cell_that_names_a_stage_and_its_time_is_a_phase() -> None:
    found = read(
        [
            ["时间阶段", "工作内容", "责任单位"],
            ["第一阶段（1-2月）", "制定方案", "办公室"],
        ],
        {},
    )
    assert [(p.start, p.end) for p in found.phases] == [("2025-01", "2025-02")]
