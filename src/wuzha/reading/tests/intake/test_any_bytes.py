"""Whatever comes in: a source comes out or a sentence, never another error."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wuzha.lib.refused import Refused
from wuzha.reading.intake import read_source
from wuzha.reading.tests.intake import papers
from wuzha.reading.tests.intake.papers import listed, p
from wuzha.reading.tests.intake.test_numbering import PLAN as NUMBERS
from wuzha.reading.tests.intake.test_numbering import num
from wuzha.reading.tests.intake.test_tables import tbl, tc, tr
from wuzha.reading.tests.intake.test_word import SECTION, shape

PARTS = papers.parts(
    p("工作目标", listed(1))
    + p("各村每月报送一次。", listed(1, 1) + '<w:pStyle w:val="1"/>')
    + tbl(tr(tc("任务", '<w:vMerge w:val="restart"/>'), tc("单位")))
    + f"<w:p>{shape(p('联系人'))}</w:p>"
    + SECTION,
    numbering=NUMBERS + num(1, 0),
    styles='<w:style w:styleId="1"><w:basedOn w:val="2"/></w:style>',
    header1=p("页眉"),
    footer1=p("— 1 —"),
    footnotes=f"<w:footnote>{p('注')}</w:footnote>",
)
DOCX = papers.packed(PARTS)
XML = sorted(PARTS)
PDF = papers.pdf([[(80, 700, "各村每月报送一次。")], [(80, 700, "完。")]])

thorough = settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
# Each PDF is read in a process of its own.
patient = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def assert_read_or_refused(content: bytes) -> None:
    try:
        papers.sound(read_source(content, "方案"))
    except Refused as refused:
        assert refused.sentence


def changed(content: bytes, changes: list[tuple[int, bytes]]) -> bytes:
    for place, instead in changes:
        at = place % (len(content) + 1)
        content = content[:at] + instead + content[at + len(instead) :]
    return content


changes = st.lists(
    st.tuples(st.integers(0, 100_000), st.binary(max_size=6)), min_size=1, max_size=4
)
words = st.text(
    st.sampled_from("<>/\"='& 0123456789w:pvalIdlvl一%，\n\t\x01") | st.characters()
)


@thorough
@given(st.binary(max_size=600))
def test_any_bytes(content: bytes) -> None:
    assert_read_or_refused(content)


@thorough
@given(
    st.sampled_from([b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe"]),
    st.binary(max_size=900),
)
def test_any_bytes_behind_a_known_beginning(magic: bytes, content: bytes) -> None:
    assert_read_or_refused(magic + content)


@thorough
@given(st.text(), st.sampled_from(["utf-8", "utf-16", "gb18030"]))
def test_any_text(text: str, encoding: str) -> None:
    assert_read_or_refused(text.encode(encoding, "ignore"))


@thorough
@given(changes)
def test_a_document_with_any_bytes_changed(places: list[tuple[int, bytes]]) -> None:
    assert_read_or_refused(changed(DOCX, places))


@thorough
@given(st.sampled_from(XML), changes)
def test_a_part_with_any_bytes_changed(
    part: str, places: list[tuple[int, bytes]]
) -> None:
    spoilt = changed(PARTS[part].encode(), places)
    assert_read_or_refused(papers.packed({**PARTS, part: spoilt}))


@thorough
@given(st.sampled_from(XML), st.integers(0, 5_000), words)
def test_a_part_with_anything_put_in(part: str, place: int, more: str) -> None:
    text = PARTS[part]
    at = place % (len(text) + 1)
    content = (text[:at] + more + text[at:]).encode("utf-8", "ignore")
    assert_read_or_refused(papers.packed({**PARTS, part: content}))


@thorough
@given(st.sampled_from(XML), st.integers(0, 300), st.integers(-2, 10**12))
def test_a_part_with_any_number_in_it(part: str, which: int, number: int) -> None:
    pieces = PARTS[part].split('w:val="')
    at = which % len(pieces)
    if at:
        pieces[at] = str(number) + pieces[at][pieces[at].index('"') :]
    assert_read_or_refused(papers.packed({**PARTS, part: 'w:val="'.join(pieces)}))


@thorough
@given(st.sampled_from(XML))
def test_a_document_without_a_part(part: str) -> None:
    assert_read_or_refused(
        papers.packed({name: PARTS[name] for name in PARTS if name != part})
    )


@pytest.mark.slow
@patient
@given(changes)
def test_a_pdf_with_any_bytes_changed(places: list[tuple[int, bytes]]) -> None:
    assert_read_or_refused(changed(PDF, places))


@pytest.mark.slow
@patient
@given(st.binary(max_size=900))
def test_any_bytes_behind_the_beginning_of_a_pdf(content: bytes) -> None:
    assert_read_or_refused(b"%PDF-1.7\n" + content)


@pytest.mark.slow
@pytest.mark.parametrize(
    "body",
    [
        p("文", listed(1)) * 20_000,
        "<w:p>" + "<w:r><w:t>文</w:t></w:r>" * 50_000 + "</w:p>",
        "<w:sdt><w:sdtContent>" * 90 + p("文") * 5_000 + "</w:sdtContent></w:sdt>" * 90,
        tbl(tr(*[tc("文")] * 60) * 150),
    ],
)
def test_a_very_large_document_ends(body: str) -> None:
    assert_read_or_refused(papers.docx(body, numbering=NUMBERS + num(1, 0)))
