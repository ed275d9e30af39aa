"""PDF: lines become paragraphs again, the edges of pages are told apart."""

import sys

import pytest

from wuzha.lib.refused import Refused
from wuzha.reading.intake import pdf, read_source
from wuzha.reading.source import BlockKind, Source
from wuzha.reading.tests.intake import papers
from wuzha.reading.tests.intake.papers import kinds

LEFT, INDENTED = 80, 112
# 26 letters of 16 points fill a line.
FULL = "各乡镇要结合本地实际制定实施细则并于三月底前完成入户宣传"[:26]
IMAGE = b"q 400 0 0 600 90 100 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q"


def read(*pages: list[tuple[float, float, str]]) -> Source:
    source = read_source(papers.pdf(pages), "方案.pdf")
    papers.sound(source)
    assert source.media == "pdf"
    return source


def test_lines_are_joined_to_paragraphs() -> None:
    source = read(
        [
            (200, 760, "清溪县反诈工作方案"),
            (INDENTED, 700, "一、工作任务"),
            (INDENTED, 672, FULL[2:]),
            (LEFT, 644, FULL),
            (LEFT, 616, "并按月报送进展。"),
            (INDENTED, 588, "二、工作要求"),
            (INDENTED, 560, "压实责任。"),
        ]
    )
    assert [text for _, text in source.texts()] == [
        "清溪县反诈工作方案",
        "一、工作任务",
        FULL[2:] + FULL + "并按月报送进展。",
        "二、工作要求",
        "压实责任。",
    ]


def test_a_number_begins_an_item_also_at_the_left_edge() -> None:
    source = read(
        [
            (LEFT, 700, FULL[:-1] + "。"),
            (LEFT, 672, "（二）" + FULL[3:]),
            (LEFT, 644, "一、二月为宣传月。"),
        ]
    )
    assert [text for _, text in source.texts()] == [
        FULL[:-1] + "。",
        "（二）" + FULL[3:] + "一、二月为宣传月。",
    ]


def test_a_paragraph_goes_on_over_the_page_between_edges() -> None:
    source = read(
        [
            (200, 800, "清溪县文件"),
            (INDENTED, 700, "一、工作任务"),
            (INDENTED, 672, FULL[2:]),
            (LEFT, 644, FULL),
            (280, 40, "— 1 —"),
        ],
        [
            (200, 800, "清溪县文件"),
            (LEFT, 700, "并按月报送进展。"),
            (INDENTED, 672, "二、工作要求"),
            (280, 40, "— 2 —"),
        ],
    )
    assert kinds(source) == [
        (BlockKind.HEADER, "清溪县文件"),
        (BlockKind.PARAGRAPH, "一、工作任务"),
        (BlockKind.PARAGRAPH, FULL[2:] + FULL + "并按月报送进展。"),
        (BlockKind.PARAGRAPH, "二、工作要求"),
        (BlockKind.FOOTER, "— 1 —"),
    ]


@pytest.mark.parametrize("number", ["1", "- 1 -", "第1页", "第 1 页 共 3 页", "1/3"])
def test_a_page_number_is_no_part_of_the_text(number: str) -> None:
    source = read([(LEFT, 600, "各村按月报送。"), (280, 40, number)])
    assert kinds(source)[1][0] == BlockKind.FOOTER


def test_a_first_line_that_is_not_repeated_is_text() -> None:
    source = read([(LEFT, 800, "清溪县方案")], [(LEFT, 800, "各村报送。")])
    assert {block.kind for block in source.blocks} == {BlockKind.PARAGRAPH}


def test_a_scanned_page_is_refused_by_its_number() -> None:
    words = papers.pdf([[(LEFT, 700, "方案")]])
    assert read_source(words, "方案.pdf").blocks
    with pytest.raises(Refused, match="第 1、2 页是扫描图片"):
        read_source(papers.pdf_of([IMAGE, IMAGE]), "扫描.pdf")


def test_writing_turned_into_curves_is_refused_as_scanned() -> None:
    curves = b"0 0 m 10 10 l S\n" * 60
    with pytest.raises(Refused, match="第 1 页是扫描图片"):
        read_source(papers.pdf_of([curves]), "曲线.pdf")


def test_many_scanned_pages_are_not_all_named() -> None:
    with pytest.raises(Refused, match="第 1、2、3、4、5、6、7、8… 页"):
        read_source(papers.pdf_of([IMAGE] * 12), "扫描.pdf")


def test_an_empty_page_is_no_scanned_page() -> None:
    assert len(read([(LEFT, 700, "方案")], []).blocks) == 1


def test_a_text_layer_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(Refused, match="文字层是乱码"):
        read([(LEFT, 700, "\ue001\ue002\ue003\ue004方")])


@pytest.mark.parametrize("end", [9, 400, -30])
def test_a_truncated_file_never_ends_in_an_error(end: int) -> None:
    content = papers.pdf([[(LEFT, 700, "方案")]])[:end]
    try:
        papers.sound(read_source(content, "半.pdf"))
    except Refused as refused:
        assert "半.pdf" in refused.sentence


def test_a_reader_that_gives_up_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(Refused, match="过于复杂"):
        read([(LEFT, 700, "方案")])


def test_a_reader_that_never_ends_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_SECONDS", 0)
    with pytest.raises(Refused, match="过于复杂"):
        read([(LEFT, 700, "方案")])
