"""What a Word document says, in the order of its pages."""

import io
from pathlib import Path

import docx as word
import pytest

from wuzha.lib.refused import Refused
from wuzha.reading.intake import read_source
from wuzha.reading.source import BlockKind
from wuzha.reading.tests.intake import papers
from wuzha.reading.tests.intake.papers import kinds, lines, p, r, source


def test_a_document_of_a_word_processor() -> None:
    made = word.Document()
    made.add_paragraph("清溪县反诈工作方案", style="Title")
    made.add_heading("目标", level=1)
    made.add_heading("分步目标", level=2)
    made.add_paragraph("发案下降。")
    content = io.BytesIO()
    made.save(content)
    read = read_source(content.getvalue(), "方案.docx")
    papers.sound(read)
    assert read.media == "docx"
    assert read.text == "清溪县反诈工作方案\n目标\n分步目标\n发案下降。\n"
    assert [(block.level, block.style) for block in read.blocks] == [
        (None, "Title"),
        (1, "heading 1"),
        (2, "heading 2"),
        (None, "Normal"),
    ]


def test_a_heading_level_of_the_paragraph_goes_before_that_of_its_style() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="标题 1"/></w:style>'
    )
    body = (
        p("甲", '<w:pStyle w:val="1"/>')
        + p("乙", '<w:pStyle w:val="1"/><w:outlineLvl w:val="2"/>')
        + p("丙", '<w:pStyle w:val="1"/><w:outlineLvl w:val="9"/>')
    )
    assert [b.level for b in source(body, styles=styles).blocks] == [1, 3, None]


def test_styles_that_rest_on_each_other_in_a_circle_end() -> None:
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{a}"><w:name w:val="{a}"/>'
        f'<w:basedOn w:val="{b}"/></w:style>'
        for a, b in ("ab", "ba")
    )
    assert lines(p("文", '<w:pStyle w:val="a"/>'), styles=styles) == ["文"]


def test_breaks_tabs_and_signs() -> None:
    body = (
        "<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t>"
        '<w:br w:type="page"/><w:t>丁</w:t><w:noBreakHyphen/><w:softHyphen/>'
        '<w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:char="2460"/></w:r></w:p>'
    )
    assert lines(body) == ["甲\t乙", "丙丁-•①"]


def test_links_fields_and_controls_are_read_as_they_are_shown() -> None:
    body = (
        f"<w:p><w:hyperlink>{r('甲')}</w:hyperlink>"
        f"<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{r('乙')}</w:sdtContent>"
        f"</w:sdt><w:fldSimple w:instr='DATE'>{r('丙')}</w:fldSimple>"
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        "<w:r><w:instrText>PAGE</w:instrText></w:r>"
        f"<w:smartTag>{r('丁')}</w:smartTag>"
        "<w:r><w:ruby><w:rt><w:r><w:t>shang</w:t></w:r></w:rt>"
        "<w:rubyBase><w:r><w:t>上</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>"
    )
    assert lines(f"<w:sdt><w:sdtContent>{body}</w:sdtContent></w:sdt>") == [
        "甲乙丙丁上"
    ]


def test_insertions_are_read_and_deletions_are_not() -> None:
    body = (
        f"<w:p>{r('每月')}<w:del><w:r><w:delText>10</w:delText></w:r>{r('旧')}</w:del>"
        f"<w:ins>{r('13')}</w:ins>{r('日前报送')}<w:moveFrom>{r('移')}</w:moveFrom></w:p>"
        f"<w:p><w:moveTo>{r('移来')}</w:moveTo></w:p>"
    )
    assert lines(body) == ["每月13日前报送", "移来"]


def test_a_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    mark = "<w:rPr><w:del/></w:rPr>"
    assert lines(p("各乡镇", mark) + p("按月报送。")) == ["各乡镇按月报送。"]


def test_hidden_text_is_not_on_the_page() -> None:
    styles = (
        '<w:style w:type="character" w:styleId="h"><w:name w:val="h"/>'
        "<w:rPr><w:vanish/></w:rPr></w:style>"
    )
    styled, shown = "<w:rStyle w:val='h'/>", "<w:vanish w:val='0'/>"
    body = (
        f"<w:p>{r('见')}{r('藏', '<w:vanish/>')}{r('也藏', styled)}"
        f"{r('不藏', styled + shown)}</w:p>"
    )
    assert lines(body, styles=styles) == ["见不藏"]


SECTION = (
    '<w:sectPr><w:headerReference w:type="default" r:id="header1"/>'
    '<w:footerReference w:type="default" r:id="footer1"/></w:sectPr>'
)


def test_headers_notes_and_footers_stand_around_the_body() -> None:
    notes = (
        f'<w:footnote w:type="separator">{p("——")}</w:footnote>'
        f'<w:footnote w:id="1">{p("以统计口径为准。")}</w:footnote>'
    )
    body = p("正文。") + f"<w:p><w:pPr>{SECTION}</w:pPr></w:p>" + SECTION
    read = source(body, header1=p("内部文件"), footer1=p("— 1 —"), footnotes=notes)
    papers.sound(read)
    assert kinds(read) == [
        (BlockKind.HEADER, "内部文件"),
        (BlockKind.PARAGRAPH, "正文。"),
        (BlockKind.FOOTNOTE, "以统计口径为准。"),
        (BlockKind.FOOTER, "— 1 —"),
    ]


def shape(inside: str) -> str:
    """A text box as Word writes it: once for new programs, once for old ones."""
    new = (
        "<w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp><wps:txbx>"
        f"<w:txbxContent>{inside}</w:txbxContent></wps:txbx></wps:wsp>"
        "</a:graphicData></a:graphic></wp:anchor></w:drawing>"
    )
    pict = (
        "<w:pict><v:shape><v:textbox><w:txbxContent>"
        f"{inside}</w:txbxContent></v:textbox></v:shape></w:pict>"
    )
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{new}</mc:Choice>'
        f"<mc:Fallback>{pict}</mc:Fallback></mc:AlternateContent></w:r>"
    )


def test_a_text_box_is_read_once() -> None:
    body = f"<w:p>{r('前')}{shape(p('联系人：办公室') + p('电话'))}{r('后')}</w:p>"
    read = source(body)
    papers.sound(read)
    assert kinds(read) == [
        (BlockKind.PARAGRAPH, "前后"),
        (BlockKind.TEXT_BOX, "联系人：办公室"),
        (BlockKind.TEXT_BOX, "电话"),
    ]


def test_the_older_form_is_read_where_the_newer_one_is_empty() -> None:
    old = (
        '<w:r><mc:AlternateContent><mc:Choice Requires="x"/><mc:Fallback><w:pict>'
        f"<w:txbxContent>{p('框')}</w:txbxContent></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    assert lines(f"<w:p>{old}</w:p>") == ["框"]


def test_a_text_box_in_a_footer_is_footer() -> None:
    footer = f"<w:p>{shape(p('— 3 —'))}</w:p>"
    read = source(p("正文。") + SECTION, header1=p(), footer1=footer)
    assert kinds(read)[1:] == [(BlockKind.FOOTER, "— 3 —")]


def test_the_strict_dialect_reads_alike() -> None:
    parts = papers.parts(p("正文。"))
    strict = {
        name: text.replace(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://purl.oclc.org/ooxml/wordprocessingml/main",
        ).replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
        for name, text in parts.items()
    }
    assert read_source(papers.packed(strict), "方案.docx").text == "正文。\n"


def test_a_relation_that_points_out_of_the_file_is_not_followed() -> None:
    parts = papers.parts(p("正文。") + SECTION, header1=p("页眉"), footer1=p("页脚"))
    name = "word/_rels/document.xml.rels"
    parts[name] = (
        parts[name]
        .replace(
            'Target="header1.xml"', 'Target="file:///etc/passwd" TargetMode="External"'
        )
        .replace('Target="footer1.xml"', 'Target="../../../../etc/passwd"')
    )
    assert read_source(papers.packed(parts), "方案.docx").text == "正文。\n"


def test_a_path_is_read_under_its_own_name(tmp_path: Path) -> None:
    (tmp_path / "方案.docx").write_bytes(papers.docx(p("正文。")))
    assert read_source(tmp_path / "方案.docx").text == "正文。\n"


@pytest.mark.parametrize("body", ["", "<w:p/>", p(" \u3000")])
def test_a_document_without_words_is_refused(body: str) -> None:
    with pytest.raises(Refused, match="没有文字"):
        source(body)
