"""What an office program writes, read back: numbers and lines are its own."""

import subprocess
from pathlib import Path

import pytest

from wuzha.reading.intake import read_source
from wuzha.reading.source import BlockKind, Source
from wuzha.reading.tests.intake import papers
from wuzha.reading.tests.intake.papers import docx, listed, p
from wuzha.reading.tests.intake.test_numbering import PLAN, num
from wuzha.reading.tests.intake.test_tables import tbl, tc, tr

pytestmark = [pytest.mark.word, pytest.mark.slow]

LONG = (
    "各乡镇、各成员单位要结合本地实际制定实施细则，明确专人负责，"
    "于2026年3月底前完成首轮入户宣传，每月25日前向县反诈中心报送进展情况，"
    "对重点人群逐户见面、逐人建档，不漏一户、不漏一人。"
)
SECTION = (
    '<w:sectPr><w:headerReference w:type="default" r:id="header1"/>'
    '<w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587"'
    ' w:header="851" w:footer="992" w:gutter="0"/></w:sectPr>'
)
INDENTED = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
WORDS = ["目标", "措施", "宣传", "打击", "保障", "督导", "考核", "总结", "经费", "培训"]
BODY = (
    p("清溪县反诈工作方案", '<w:jc w:val="center"/>')
    + "".join(
        p(words, listed(1, 0)) + p(LONG, listed(1, 1)) + p(LONG, INDENTED)
        for words in WORDS
    )
    + tbl(tr(tc("任务"), tc("单位")), tr(tc("入户宣传"), tc("各村")))
    + SECTION
)
DOCX = docx(BODY, numbering=PLAN + num(1, 0), header1=p("内部文件 注意保存"))


def converted(folder: Path, form: str) -> Source:
    (folder / "plan.docx").write_bytes(DOCX)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", "--headless", profile, "--convert-to", form]
    subprocess.run(
        [*command, "--outdir", "out", "plan.docx"],
        cwd=folder,
        check=True,
        timeout=100,
        capture_output=True,
    )
    source = read_source(folder / "out" / f"plan.{form}")
    papers.sound(source)
    return source


def said(source: Source, kind: BlockKind = BlockKind.PARAGRAPH) -> list[str]:
    return [text for block, text in source.texts() if block.kind == kind]


def test_a_document_saved_anew_reads_the_same(tmp_path: Path) -> None:
    before, after = read_source(DOCX, "plan.docx"), converted(tmp_path, "docx")
    assert said(after) == said(before)
    assert said(before)[1:5] == ["一、目标", f"（一）{LONG}", LONG, "二、措施"]
    assert said(after, BlockKind.CELL) == ["任务", "单位", "入户宣传", "各村"]
    assert said(after, BlockKind.HEADER) == ["内部文件 注意保存"]


def test_a_document_printed_to_pdf_reads_the_same(tmp_path: Path) -> None:
    before, after = read_source(DOCX, "plan.docx"), converted(tmp_path, "pdf")
    plain = ["".join(text.split()) for text in said(after)]
    assert plain[: len(said(before))] == said(before)
    assert said(after, BlockKind.HEADER) == ["内部文件 注意保存"]
