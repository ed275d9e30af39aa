"""Nothing is dropped: what holds for every text."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wuzha.reading.plan import Plan, Span
from wuzha.reading.reader import read_plans
from wuzha.reading.source import Block, BlockKind, Source
from wuzha.reading.tests.plans.reading import plan, plans

WORDS = [
    *(
        "一、",
        "（二）",
        "3.",
        "4、",
        "①",
        "第五条",
        "一是",
        "各村",
        "县公安局",
        "、",
        "，",
    ),
    *("。", "；", "：", "（", "）", "“", "”", "《", "》", "\n", "要", "每月", "每周一"),
    *("13日", "前", "不少于", "2次", "95%", "以上", "牵头", "负责", "责任单位：", "至"),
    *("2025年", "6月底", "阶段", "组长：", "成立领导小组", "附件1", "知晓率", "达到"),
    *(
        "開展",
        "宣传",
        "报送",
        "制定本方案",
        "相关文章：",
        "近年来",
        "工作目标",
        "1",
        "十",
    ),
    *("'", ".", "x", " ", "?", "…"),
]
TEXTS = st.lists(st.sampled_from(WORDS) | st.text(max_size=3), max_size=60).map("".join)


def source(text: str) -> Source:
    blocks = []
    start = 0
    for line in text.split("\n"):
        words = line.strip()
        if words:
            at = start + line.index(words)
            blocks.append(Block(at, at + len(words), BlockKind.PARAGRAPH))
        start += len(line) + 1
    return Source(text, tuple(blocks), "text")


def spans(read: Plan) -> Iterator[Span]:
    items = (read.phases, read.tasks, read.duties, read.targets, read.outline)
    rest = (read.groups, read.attachments, read.document_numbers)
    for one in (item for kind in (*items, *rest) for item in kind):
        yield one.source
    yield from (span for group in read.groups for span in group.said)
    yield from (one.source for one in (*read.noise, *read.unread))


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_every_letter_is_in_an_item_in_noise_or_listed_as_unread(text: str) -> None:
    assert_every_letter_is_somewhere(text)


def assert_every_letter_is_somewhere(text: str) -> None:
    covered: set[int] = set()
    for read in read_plans(source(text)):
        for span in spans(read):
            assert 0 <= span.start <= span.end <= len(text)
            covered.update(range(*span))
    assert not [i for i, c in enumerate(text) if c.isalnum() and i not in covered]


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_an_items_words_are_those_of_its_place(text: str) -> None:
    def bare(words: str) -> str:
        return "".join(c for c in words if c.isalnum())

    for read in read_plans(source(text)):
        for item in (*read.tasks, *read.duties, *read.targets):
            assert bare(item.text) in bare(text)
            assert set(bare(item.text)) <= set(text[slice(*item.source)])


@settings(max_examples=50, deadline=None)
@given(TEXTS)
def test_the_same_text_is_read_the_same_way(text: str) -> None:
    assert read_plans(source(text)) == read_plans(source(text))


SIMPLIFIED = (
    "云岭县防诈宣传方案\n一、工作任务\n（一）动员阶段（2025年3月）。各村要开会动员。\n"
    "（二）县教育局、各学校每学期至少开展1次宣讲，知晓率达到95%以上。（责任单位：县教育局）\n"
    "近年来，电信诈骗案件频发。\n"
)
TRADITIONAL = (
    "雲嶺縣防詐宣傳方案\n一、工作任務\n（一）動員階段（2025年3月）。各村要開會動員。\n"
    "（二）縣教育局、各學校每學期至少開展1次宣講，知曉率達到95%以上。（責任單位：縣教育局）\n"
    "近年來，電信詐騙案件頻發。\n"
)


def test_traditional_letters_are_read_like_simplified_ones() -> None:
    one, other = plan(SIMPLIFIED), plan(TRADITIONAL)
    assert [t.source for t in one.tasks] == [t.source for t in other.tasks]
    assert other.tasks[1].units == ("縣教育局",)
    assert [(d.per, d.kind) for d in other.duties] == [("term", "publicise")]
    assert [t.metric for t in other.targets] == ["awareness_rate"]
    assert [(p.name, p.start) for p in other.phases] == [("動員階段", "2025-03")]
    assert [u.reason for u in one.unread] == [u.reason for u in other.unread]


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("近年来，诈骗手法层出不穷。", "background"),
        ("为守护群众积蓄，结合我县实际，制定本方案。", "preamble"),
        ("坚持以人民为中心，压实各方责任。", "principle"),
        ("活动得到群众一致好评。", "praise"),
        ("联系人：略。", "contact"),
        ("本方案所称账户是指存款账户。", None),
    ],
)
def test_what_is_unread_says_why_where_it_is_known(
    sentence: str, reason: str | None
) -> None:
    (left,) = plan(f"云岭县防诈宣传方案\n{sentence}\n").unread
    assert left.reason == reason


def test_sentences_of_a_silent_section_give_its_name_as_the_reason() -> None:
    text = "云岭县防诈宣传方案\n一、工作目标\n群众安居乐业。\n二、其他\n略。\n"
    assert plan(text).unread[0].reason == "aim"


def test_a_document_without_words_holds_no_plan() -> None:
    assert read_plans(Source("", (), "text")) == ()
    assert plans("……\n")[0].tasks == ()


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        "（",
        "“",
        "《",
        "各村、",
        "每月",
        "1%",
        "1月1日至",
        "一是",
        "一、",
        "县公安局负责",
    ],
)
def test_a_long_hostile_sentence_is_read_to_its_end(words: str) -> None:
    """In seconds, as `bench.reading` says; a pattern that stalls would take days."""
    assert_every_letter_is_somewhere((words * 20_000)[:20_000])
