"""The page, as a reader of HTML sees it."""

import re
from html.parser import HTMLParser

from wuzha.reading.forms import Reading, written
from wuzha.reading.intake import read_source
from wuzha.reading.plan import Plan, Span, Unread
from wuzha.reading.tests.forms.plans import PLAN, TEXT, reading
from wuzha.reading.tests.intake import papers


class Page(HTMLParser):
    """Elements with their attributes; words by the element they stand in."""

    def __init__(self, written: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(written)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag != "meta":
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in set(self._open):
            self.words.setdefault(tag, []).append(data)

    def text(self, tag: str) -> str:
        return "".join(self.words.get(tag, []))

    def ids(self) -> list[str]:
        return [at["id"] or "" for _, at in self.elements if "id" in at]


def page(*plans: Plan) -> Page:
    return Page(written(reading(*plans), "html"))


def test_the_document_stands_there_with_its_items() -> None:
    made = page()
    text = re.sub(r"\s", "", made.text("main"))
    assert "根据县里<安排>&要求，制定本方案。" in text
    for label in ("阶段 1", "任务 1", "经常性工作 1", "指标 1"):
        # Once at the words and once beside them.
        assert made.text("main").count(label) == 2
    assert "牵头公安局责任教育局、各学校时限6月30日（年份未写）" in text


def test_each_item_and_its_words_point_to_each_other() -> None:
    made = page()
    ids = made.ids()
    assert len(ids) == len(set(ids)) == 8
    links = {(at["href"] or "")[1:] for tag, at in made.elements if tag == "a"}
    assert links == set(ids)


def test_noise_is_struck_and_the_unread_is_marked() -> None:
    made = page()
    assert made.words["s"] == ["杂质", "'", "本文来自范文大全"]
    assert "未读出·背景" in made.text("main")
    assert "根据县里" in made.text("i")


def test_the_page_needs_nothing_but_itself() -> None:
    made = page()
    assert not {"script", "link", "img", "iframe", "form"} & {
        tag for tag, _ in made.elements
    }
    assert not [at for _, at in made.elements if {"style", "onclick", "src"} & set(at)]
    policy = [at for _, at in made.elements if "http-equiv" in at]
    assert policy[0]["content"] == "default-src 'none'; style-src 'unsafe-inline'"
    assert "url(" not in made.text("style") and "@import" not in made.text("style")


def test_words_of_the_file_are_never_markup() -> None:
    hostile = "<script>alert(1)</script>\"'><img src=x>&amp;\x00\x07"
    source = read_source((TEXT + hostile).encode(), "方案.txt")
    title = "</style></title><script>"
    plan = Plan(
        **{
            **{name: getattr(PLAN, name) for name in PLAN.__dataclass_fields__},
            "title": title,
        }
    )
    html = written(Reading(hostile, source, (plan,)), "html")
    made = Page(html)
    assert "script" not in {tag for tag, _ in made.elements}
    assert made.text("title") == title
    assert "&amp;amp;" in html and "\x00" not in html


def test_a_run_of_unread_sentences_is_marked_once() -> None:
    first = Unread(Span(0, 4), None)
    second = Unread(Span(4, 9), None)
    plan = Plan(
        **{
            **{name: getattr(PLAN, name) for name in PLAN.__dataclass_fields__},
            "unread": (first, second),
        }
    )
    tags = [at for _, at in page(plan).elements if at.get("class") == "tag unread"]
    assert len(tags) == 1


def test_the_cells_of_a_row_stand_side_by_side() -> None:
    cells = "".join(f"<w:tc>{papers.p(words)}</w:tc>" for words in ("甲", "乙"))
    body = papers.p("文") + f"<w:tbl>{f'<w:tr>{cells}</w:tr>' * 2}</w:tbl>"
    made = Page(written(Reading("表.docx", papers.source(body), ()), "html"))
    assert made.text("main") == "文" + "表格甲表格乙" * 2
    assert [at.get("class") for _, at in made.elements].count("row") == 2


def test_several_plans_share_a_page() -> None:
    made = page(PLAN, PLAN)
    assert "任务 2" in made.text("main")
    assert "第 2 份：清溪县反诈工作方案" in made.text("main")
    assert "第 1 份" not in page().text("main")
