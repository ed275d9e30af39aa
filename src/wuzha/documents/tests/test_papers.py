"""Papers are filled in a sandbox; a template is looked through before it is used."""

import io
import re
from collections.abc import Callable

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wuzha.documents import templating
from wuzha.documents.official import OfficialPaper
from wuzha.documents.papers import render
from wuzha.documents.papertemplates import TemplateReport, check_template
from wuzha.documents.tests import files
from wuzha.documents.uploads import PAPERS, checked
from wuzha.lib.refused import Refused

FIELDS = {
    "title": "标题",
    "unit": {"name": "单位"},
    "rows": [{"name": "姓名", "amount": "金额"}],
}
VALUES = {
    "title": "关于某事的通报",
    "unit": {"name": "青石县反诈中心"},
    "rows": [{"name": "甲", "amount": "1.00"}, {"name": "乙", "amount": "2.00"}],
}


def template(*texts: str) -> bytes:
    paper = OfficialPaper("测试")
    for text in texts:
        paper.paragraph(text)
    return paper.saved()


def text_of(paper: bytes) -> str:
    document = docx.Document(io.BytesIO(paper))
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def filled(text: str, /, **values: object) -> str:
    return text_of(render(template(text), values))  # type: ignore[arg-type]


def refusal(text: str, /, **values: object) -> str:
    with pytest.raises(Refused) as refused:
        filled(text, **values)
    return refused.value.sentence


def report(content: bytes) -> TemplateReport:
    upload = checked(io.BytesIO(content), name="模板.docx", kinds=PAPERS)
    return check_template(upload, known=FIELDS)


def unsafe(content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        report(content)
    return refused.value.sentence


def changed(member: str, change: Callable[[str], str]) -> bytes:
    sound = template("{{ title }}")
    return files.patched(sound, member, lambda xml: change(xml.decode()).encode())


# -- filling ----------------------------------------------------------------------


def test_a_paper_shows_fields_lists_and_conditions() -> None:
    paper = OfficialPaper("通报")
    paper.title("{{ title }}")
    paper.each("rows", "{{ loop.index }}. {{ item.name }}：{{ item.amount }}元")
    paper.when("unit.name", "由{{ unit.name }}印发")
    paper.when("nothing", "不出现")
    paper.list_table({"name": "姓名", "amount": "金额"}, over="rows")
    text = text_of(render(paper.saved(), {**VALUES, "nothing": None}))
    assert "关于某事的通报\n1. 甲：1.00元\n2. 乙：2.00元\n由青石县反诈中心印发" in text
    assert "不出现" not in text
    assert text.endswith("姓名\n金额\n甲\n1.00\n乙\n2.00")
    assert "{" not in text


def test_a_value_is_text_whatever_is_in_it() -> None:
    odd = "<w:t>&amp;</w:t> {{ title }} {% if %} \"'”"
    unprintable = "\x07\x0c\x00\ud800"
    assert filled("{{ text }}", text=f"{odd}{unprintable}😀") == f"{odd}😀"


def test_line_breaks_stay_and_yes_no_nothing_and_numbers_are_shown() -> None:
    text = filled("{{ a }}{{ b }}{{ c }}{{ d }}", a="一\n二", b=True, c=None, d=3)
    assert "一\n二是3" in text


def test_a_field_without_a_value_is_named() -> None:
    assert "“title”没有内容" in refusal("{{ title }}")
    assert "“name”没有内容" in refusal("{{ unit.name }}", unit={})
    assert "“x”没有内容" in refusal("{% if x %}a{% endif %}")
    assert "“x”没有内容" in refusal("{% for y in x %}a{% endfor %}")
    assert filled("{{ x|default('无') }}").strip() == "无"


def test_a_whole_list_is_not_shown_as_one_field() -> None:
    assert "逐条" in refusal("{{ rows }}", rows=[{"a": "b"}])
    assert "逐条" in refusal("{{ self }}")


def test_only_plain_values_go_in() -> None:
    with pytest.raises(TypeError, match="not Column"):
        filled("{{ a }}", a=files.PEOPLE[0])


@pytest.mark.parametrize(
    "attack",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ title['__class__'] }}",
        "{{ unit.items }}",
        "{{ unit.keys }}",
        "{{ title.format }}",
        "{{ loop.cycle }}",
        "{{ title._TemplateReference__context }}",
    ],
)
def test_what_belongs_to_python_is_no_field(attack: str) -> None:
    assert "没有内容" in refusal(attack, title="a", unit={"b": "c"})


@pytest.mark.parametrize(
    "attack",
    [
        "{{ title() }}",
        "{{ unit.items() }}",
        "{{ range(10) }}",
        "{{ lipsum() }}",
        "{{ cycler }}{{ title.upper() }}",
        "{{ 'a' * 1000000000 }}",
        "{{ 9 ** 9 }}",
        "{{ title ~ title }}",
        "{{ title|attr('x') }}",
        "{{ title|map('upper') }}",
        "{{ title[0:3] }}",
        "{{ title is callable }}",
        "{% set a = 1 %}",
        "{% macro a() %}{% endmacro %}",
        "{% import 'a' as b %}",
        "{% include '/etc/passwd' %}",
        "{% extends 'a' %}",
        "{% filter upper %}{% endfilter %}",
        "{% for a in rows %}{% for b in rows %}{% for c in rows %}"
        "{% endfor %}{% endfor %}{% endfor %}",
        "{% for a in rows recursive %}{% endfor %}",
        "{% autoescape false %}{{ title }}{% endautoescape %}",
        "{% raw %}",
        "{{ title",
        "{% if title %}",
        "{{ " + "(" * 3000 + "title" + ")" * 3000 + " }}",
    ],
)
def test_what_a_template_may_not_do_is_refused(attack: str) -> None:
    sentence = refusal(attack, title="a", unit={}, rows=[])
    assert "文书模板" in sentence


@pytest.mark.slow
@settings(max_examples=50, deadline=None)
@given(st.text(alphabet="{}%#|._[]()'\" abtile\n", max_size=60))
def test_any_marks_are_filled_or_refused(text: str) -> None:
    try:
        filled(text, a="a", title="b", unit={}, rows=[])
    except Refused as refused:
        assert refused.sentence


def test_a_paper_that_takes_too_long_or_gets_too_large_is_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [{"name": "长" * 100}] * 50
    text = "{% for a in rows %}{% for b in rows %}{{ b.name }}{% endfor %}{% endfor %}"
    monkeypatch.setattr(templating, "MOST_CHARACTERS", 100_000)
    assert "内容太多" in refusal(text, rows=rows)
    monkeypatch.setattr(templating, "MOST_SECONDS", -1.0)
    assert "内容太多" in refusal("{{ a }}", a="a")


# -- looking through ----------------------------------------------------------------


def test_a_sound_template_says_what_it_shows_and_what_it_leaves_out() -> None:
    found = report(
        template(
            "{{ title }}{% for r in rows %}{{ r.name }}{{ loop.index }}{% endfor %}"
        )
    )
    assert found.ok
    assert found.used == ("rows[].name", "title")
    assert found.unused == {"unit.name": "单位", "rows[].amount": "金额"}


def test_fields_that_no_record_has_are_listed() -> None:
    found = report(
        template(
            "{{ title }}{{ tilte }}{{ unit.phone }}{{ rows[0].name }}"
            "{% for r in rows %}{{ r.nmae }}{% endfor %}{% if later %}{% endif %}"
        )
    )
    assert not found.ok
    assert found.unknown == (
        "later", "rows.0.name", "rows[].nmae", "tilte", "unit.phone"
    )  # fmt: skip


def test_fields_in_the_foot_and_in_the_properties_count_too() -> None:
    paper = OfficialPaper("{{ subject }}")
    paper.paragraph("正文")
    assert report(paper.saved()).unknown == ("subject",)
    content = changed(
        "word/document.xml", lambda xml: xml.replace("{{ title }}", "正文")
    )
    found = {
        name
        for name in files.members(content)
        if name.startswith("word/footer") and b"PAGE" in files.members(content)[name]
    }
    for name in sorted(found):
        footed = files.patched(
            content, name, lambda xml: xml.replace("— ".encode(), b"{{ foot }}")
        )
        assert report(footed).unknown == ("foot",)
    assert len(found) == 2


def test_marks_that_word_has_split_are_one_field() -> None:
    content = changed(
        "word/document.xml",
        lambda xml: re.sub(
            r"<w:t>\{\{ title \}\}</w:t>",
            "<w:t>{</w:t></w:r><w:r><w:t>{ ti</w:t></w:r><w:r><w:t>tle }}</w:t>",
            xml,
        ),
    )
    assert report(content).used == ("title",)


@pytest.mark.parametrize(
    ("kind", "mode", "found"),
    [
        ("hyperlink", ' TargetMode="External"', "指向外部的链接“http://a.example/"),
        ("attachedTemplate", ' TargetMode="External"', "指向外部的链接"),
        ("image", ' TargetMode="External"', "指向外部的链接"),
        ("oleObject", "", "嵌入的内容“oleObject”"),
        ("aFChunk", "", "嵌入的内容“aFChunk”"),
        ("subDocument", "", "嵌入的内容“subDocument”"),
    ],
)
def test_relations_to_outside_and_embedded_things_are_refused(
    kind: str, mode: str, found: str
) -> None:
    relation = (
        '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/'
        f'officeDocument/2006/relationships/{kind}" Target="http://a.example/x"{mode}/>'
    )
    content = changed(
        "word/_rels/document.xml.rels",
        lambda xml: xml.replace("</Relationships>", relation + "</Relationships>"),
    )
    assert found in unsafe(content)


@pytest.mark.parametrize(
    "code",
    [
        '<w:fldSimple w:instr=" DDEAUTO c:\\\\a.exe "/>',
        "<w:r><w:instrText> INCLUDE</w:instrText></w:r>"
        "<w:r><w:instrText>TEXT http://a.example/ </w:instrText></w:r>",
        "<w:r><w:fldChar w:fldCharType='begin'/><w:instrText>HYPERLINK x</w:instrText>"
        "<w:fldChar w:fldCharType='end'/></w:r>",
    ],
)
def test_field_codes_that_fetch_or_run_are_refused(code: str) -> None:
    content = changed(
        "word/document.xml", lambda xml: xml.replace("</w:p>", f"{code}</w:p>", 1)
    )
    assert "域代码" in unsafe(content)


def test_macros_other_files_and_drawings_that_run_are_refused() -> None:
    sound = files.members(template("{{ title }}"))
    assert "宏" in unsafe(files.zipped(sound | {"word/vbaProject.bin": b"x"}))
    assert "“a.emf”" in unsafe(files.zipped(sound | {"word/media/a.emf": b"x"}))
    assert "损坏" in unsafe(files.zipped(sound | {"word/a.xml": b"<a>"}))
    assert "实际是“Excel 表格”" in unsafe(files.xlsx([["a"]]))


def test_marks_in_footnotes_run_marks_and_too_many_marks_are_refused() -> None:
    sound = files.members(template("{{ title }}"))
    notes = b"<notes>{{ title }}</notes>"
    assert "脚注" in unsafe(files.zipped(sound | {"word/footnotes.xml": notes}))
    assert "{{r" in unsafe(template("{{r title }}"))
    assert "过多" in unsafe(template("{{ title }}" * 1_001))


@pytest.mark.parametrize("text", ["{{ title", "{% for r in rows %}", "{{ 标 题 }}"])
def test_a_mark_that_is_written_wrongly_is_told(text: str) -> None:
    assert "写错的字段" in unsafe(template(text))


@pytest.mark.parametrize(
    ("before", "inside"),
    [
        ("{% for r in rows %}", "{{ r.name }}{% endfor %}"),
        ("{% if title %}", "{% endif %}"),
    ],
)
def test_a_template_that_cannot_be_filled_is_refused_at_once(
    before: str, inside: str
) -> None:
    paper = OfficialPaper("表")
    paper.paragraph(before)
    paper.table(["一", "二"], [["三", inside]])
    assert "文书模板有错误" in unsafe(paper.saved())
