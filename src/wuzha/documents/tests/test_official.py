"""A paper in the official layout has its measures, and looks like one."""

import io
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Pt

from wuzha.documents.official import OfficialPaper
from wuzha.documents.papers import render
from wuzha.documents.tests import looking
from wuzha.documents.typesetting import official_layout


def bulletin() -> bytes:
    """A bulletin as a template: every part that the builder knows, with fields."""
    paper = OfficialPaper("通报")
    paper.red_head("{{ office }}", "{{ number }}")
    paper.title("{{ title }}")
    paper.addressee("各乡镇人民政府、街道办事处：")
    paper.paragraph("{{ summary }}")
    paper.heading("一、各单位情况")
    paper.list_table(
        {"name": "单位", "received": "接收", "met": "见面"},
        over="units",
        shares=[0.5, 0.25, 0.25],
    )
    paper.heading("（一）典型案例", 2)
    paper.each("cases", "{{ loop.index }}. {{ item.story }}")
    paper.when("warning", "需要注意：{{ warning }}")
    paper.form(
        [("联系人", "{{ contact }}"), ("电话", "96110"), ("备注", "{{ note }}")],
        wide=["备注"],
    )
    paper.signature("{{ office }}", "{{ day }}")
    paper.imprint("县委办公室，县政府办公室。", "{{ office }}", "{{ day }}")
    return paper.saved()


VALUES = {
    "office": "青石县反诈工作办公室",
    "number": "青反诈办〔2026〕12号",
    "title": "关于2026年11月上旬预警劝阻工作情况的通报",
    "summary": "11月1日至10日，全县共接收预警1,284条，见面劝阻317人。" * 3,
    "units": [
        {"name": f"青石镇第{n}村", "received": 20 + n, "met": 10 + n} for n in range(30)
    ],
    "cases": [{"story": "有人接到自称客服的来电，被要求开启屏幕共享。" * 2}] * 3,
    "warning": "",
    "contact": "林某",
    "note": "第一行\n第二行",
    "day": "2026年11月22日",
}


def test_the_page_the_type_and_the_lines_are_as_laid_down() -> None:
    layout = official_layout()
    document = docx.Document(io.BytesIO(bulletin()))
    section, normal = document.sections[0], document.styles["Normal"]
    # Word keeps lengths in twentieths of a point.
    lengths = [section.page_width, section.page_height, section.top_margin]
    measures = [layout.page_width, layout.page_height, layout.top]
    assert [round(length.mm) for length in lengths if length] == measures
    assert normal.paragraph_format.line_spacing == Pt(layout.line)
    fonts = normal.element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == layout.body_font
    assert fonts.get(qn("w:ascii")) == layout.latin_font
    assert document.settings.odd_and_even_pages_header_footer
    assert not document.core_properties.author


def test_the_layout_says_where_it_comes_from() -> None:
    layout = official_layout()
    assert "GB/T 9704" in layout.basis
    assert layout.confidence in set("ABCD")


def test_a_form_gives_a_wide_label_its_own_row() -> None:
    paper = OfficialPaper("表")
    paper.form(
        [("甲", "1"), ("乙", "2"), ("丙", "3"), ("丁", "4"), ("戊", "5")], wide=["丙"]
    )
    table = docx.Document(io.BytesIO(paper.saved())).tables[0]
    labels = [[cell.text for cell in row.cells] for row in table.rows]
    assert labels == [
        ["甲", "1", "乙", "2"],
        ["丙", "3", "3", "3"],
        ["丁", "4", "戊", "5"],
    ]


@pytest.mark.slow
@pytest.mark.word
def test_a_paper_is_drawn_with_everything_in_it(tmp_path: Path) -> None:
    drawn = looking.pages(render(bulletin(), VALUES), tmp_path)
    text = "".join(looking.words(tmp_path).split())
    assert len(drawn) == 3
    for part in ("青反诈办〔2026〕12号", "青石镇第29村", "第二行", "抄送：", "—2—"):
        assert part in text
    assert "需要注意" not in text
    assert "{" not in text
