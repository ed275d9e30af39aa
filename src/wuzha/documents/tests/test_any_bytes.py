"""Whatever comes in: a table comes out or a sentence, never another error."""

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wuzha.documents.excel import read_table
from wuzha.documents.official import OfficialPaper
from wuzha.documents.papertemplates import check_template
from wuzha.documents.tests import files
from wuzha.documents.uploads import PAPERS, checked
from wuzha.lib.refused import Refused

ROWS = [
    [*files.TITLES, "出生日期", "预警等级", "是否见面", "次数"],
    ["王小明", "13812345678", 330106, 12.5, "2026-11-22", 46000, "高危", "是", 3],
]
XLSX = files.xlsx(ROWS)
PARTS = files.members(XLSX)
XLS = files.xls(
    [
        *(files.xls_text(0, place, title) for place, title in enumerate(files.TITLES)),
        *(files.xls_text(1, place, str(cell)) for place, cell in enumerate(ROWS[1])),
        files.xls_number(2, 1, 13812345678),
    ]
)
XLS_BEGINS = 512 * 3
ODS = files.members(
    files.ods(files.ods_row(*ROWS[0]) + files.ods_row(*map(str, ROWS[1])))
)
CSV = files.csv_text([ROWS[0], [str(cell) for cell in ROWS[1]]])

thorough = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def is_answered(content: bytes, name: str = "名单") -> bool:
    """By a table whose faults have sentences, or by a sentence."""
    try:
        upload = checked(io.BytesIO(content), name=name)
        table = read_table(upload, expected=files.PEOPLE)
    except Refused as refused:
        return bool(refused.sentence)
    return bool(table.rows) and all(problem.sentence for problem in table.problems)


def changed(content: bytes, place: int, instead: bytes) -> bytes:
    at = place % (len(content) + 1)
    return content[:at] + instead + content[at + len(instead) :]


changes = st.lists(
    st.tuples(st.integers(0, 100_000), st.binary(max_size=6)), min_size=1, max_size=4
)


@thorough
@given(st.binary(max_size=400))
def test_any_bytes(content: bytes) -> None:
    assert is_answered(content)


@thorough
@given(st.sampled_from([b"PK\x03\x04", XLS[:8], b"\xff\xfe"]), st.binary(max_size=900))
def test_any_bytes_behind_a_known_beginning(magic: bytes, content: bytes) -> None:
    assert is_answered(magic + content)


@thorough
@given(changes)
def test_a_workbook_with_any_bytes_changed(places: list[tuple[int, bytes]]) -> None:
    content = XLSX
    for place, instead in places:
        content = changed(content, place, instead)
    assert is_answered(content)


@thorough
@given(st.sampled_from(sorted(PARTS)), changes)
def test_a_workbook_with_any_part_changed(
    part: str, places: list[tuple[int, bytes]]
) -> None:
    content = PARTS[part]
    for place, instead in places:
        content = changed(content, place, instead)
    assert is_answered(files.zipped(PARTS | {part: content}))


@thorough
@given(changes)
def test_an_old_workbook_with_any_bytes_changed(
    places: list[tuple[int, bytes]],
) -> None:
    content = XLS
    for place, instead in places:
        content = changed(content, XLS_BEGINS + place % 1_000, instead)
        content = changed(content, place if place % 3 else place % 1_536, instead)
    assert is_answered(content)


@thorough
@given(changes)
def test_an_open_document_with_any_bytes_changed(
    places: list[tuple[int, bytes]],
) -> None:
    content = ODS["content.xml"]
    for place, instead in places:
        content = changed(content, place, instead)
    assert is_answered(files.zipped(ODS | {"content.xml": content}))


@thorough
@given(changes, st.sampled_from(["utf-8", "gbk", "utf-16", "utf-8-sig"]))
def test_a_text_file_with_any_bytes_changed(
    places: list[tuple[int, bytes]], encoding: str
) -> None:
    content = CSV.encode(encoding)
    for place, instead in places:
        content = changed(content, place, instead)
    assert is_answered(content, "名单.csv")


CELLS = st.one_of(
    st.text(max_size=12),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.sampled_from(
        ["1.2万", "2026年", "￥", "'", '=""', "#N/A", "9" * 400, "〇", "²"]
    ),
)


@thorough
@given(st.lists(st.lists(CELLS, max_size=9), min_size=1, max_size=3))
def test_any_values_in_the_cells_of_a_text_file(rows: list[list[object]]) -> None:
    import csv

    text = io.StringIO()
    csv.writer(text).writerows([ROWS[0], *rows])
    assert is_answered(text.getvalue().encode("utf-8", "replace"), "名单.csv")


PAPER = OfficialPaper("{{ title }}")
PAPER.paragraph("{{ title }}")
PAPER.list_table({"name": "姓名"}, over="rows")
PAPER_PARTS = files.members(PAPER.saved())
PAPER_TEXTS = sorted(p for p in PAPER_PARTS if p.endswith((".xml", ".rels")))


@pytest.mark.slow
@thorough
@given(st.sampled_from(PAPER_TEXTS), changes)
def test_a_template_with_any_part_changed(
    part: str, places: list[tuple[int, bytes]]
) -> None:
    content = PAPER_PARTS[part]
    for place, instead in places:
        content = changed(content, place, instead)
    file = io.BytesIO(files.zipped(PAPER_PARTS | {part: content}))
    try:
        upload = checked(file, name="模板.docx", kinds=PAPERS)
        report = check_template(upload, known={"title": "标题"})
    except Refused as refused:
        assert refused.sentence
    else:
        assert set(report.used) <= {"title"}
