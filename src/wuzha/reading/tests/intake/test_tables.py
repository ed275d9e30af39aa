"""Tables are read row by row; a merged cell is said once."""

from wuzha.reading.source import BlockKind, Place, Source
from wuzha.reading.tests.intake import papers
from wuzha.reading.tests.intake.papers import p, source


def tc(text: str, properties: str = "") -> str:
    inside = "".join(p(line) for line in text.split("|"))
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def places(read: Source) -> list[tuple[str, Place | None]]:
    papers.sound(read)
    return [
        (text, block.place)
        for block, text in read.texts()
        if block.kind == BlockKind.CELL
    ]


def test_cells_stand_row_by_row() -> None:
    read = source(
        p("分工表")
        + tbl(tr(tc("任务"), tc("单位")), tr(tc("宣传"), tc("各村|各学校")))
        + p("完。")
    )
    assert read.text == "分工表\n任务\t单位\n宣传\t各村\n各学校\n完。\n"
    assert places(read) == [
        ("任务", Place(0, 0, 0)),
        ("单位", Place(0, 0, 1)),
        ("宣传", Place(0, 1, 0)),
        ("各村\n各学校", Place(0, 1, 1)),
    ]


def test_merged_cells_are_said_once_with_their_reach() -> None:
    down, more = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    wide = '<w:gridSpan w:val="2"/>'
    read = source(
        tbl(
            tr(tc("表", wide), tc("时限")),
            tr(tc("公安局", down), tc("侦办"), tc("三月")),
            tr(tc("", more), tc("宣传"), tc("四月")),
            tr(tc("教育局"), tc("", wide)),
        )
    )
    assert places(read) == [
        ("表", Place(0, 0, 0, columns=2)),
        ("时限", Place(0, 0, 2)),
        ("公安局", Place(0, 1, 0, rows=2)),
        ("侦办", Place(0, 1, 1)),
        ("三月", Place(0, 1, 2)),
        ("宣传", Place(0, 2, 1)),
        ("四月", Place(0, 2, 2)),
        ("教育局", Place(0, 3, 0)),
    ]
    assert read.text.splitlines()[2] == "\t宣传\t四月"


def test_a_continued_cell_without_a_beginning_is_read() -> None:
    read = source(tbl(tr(tc("独行", "<w:vMerge/>"))))
    assert places(read) == [("独行", Place(0, 0, 0))]


def test_a_deleted_row_is_not_read() -> None:
    gone = tr(tc("旧"), properties="<w:del/>")
    assert places(source(tbl(gone, tr(tc("新"))))) == [("新", Place(0, 0, 0))]


def test_a_table_in_a_cell_belongs_to_the_cell() -> None:
    inner = tbl(tr(tc("一"), tc("二")))
    cell = f"<w:tc>{p('外')}{inner}{p('尾')}</w:tc>"
    assert places(source(tbl(tr(cell)))) == [("外\n一\n二\n尾", Place(0, 0, 0))]


def test_a_table_at_the_edge_of_a_page_only_holds_its_line() -> None:
    section = '<w:sectPr><w:headerReference r:id="header1"/></w:sectPr>'
    read = source(p("文") + section, header1=tbl(tr(tc("左"), tc("右"))))
    assert papers.kinds(read)[:2] == [
        (BlockKind.HEADER, "左"),
        (BlockKind.HEADER, "右"),
    ]


def test_absurd_spans_do_not_fill_the_text() -> None:
    read = source(tbl(tr(tc("宽", '<w:gridSpan w:val="99999999"/>'), tc("外"))))
    assert places(read) == [("宽", Place(0, 0, 0, columns=100))]
