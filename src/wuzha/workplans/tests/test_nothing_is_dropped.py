"""Whatever a plan says, every character of it is a heading, in an item, unread or
clutter, and the page of the review shows which."""

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wuzha.organisation.models import Person, Unit
from wuzha.reading.intake import read_source
from wuzha.reading.reader import read_plans
from wuzha.workplans import actions
from wuzha.workplans.coverage import Coverage
from wuzha.workplans.intake import Document
from wuzha.workplans.marking import marked
from wuzha.workplans.models import WorkPlan

pytestmark = [pytest.mark.slow, pytest.mark.once, pytest.mark.django_db]

LINES = st.sampled_from(
    (
        "一、工作目标",
        "二、主要任务",
        "（一）张贴海报。各村（社区）在4月30日前张贴到位，由县民政局牵头。",
        "1.各银行网点每月25日前报送拦截情况。",
        "各镇街每周一17:00前报送进展；遇有重大情况随时报告。",
        "全县群众知晓率达到95%以上，发案数同比下降10%。",
        "第一阶段（4月1日至4月15日），动员部署。",
        "大家要充分认识此项工作的意义。",
        "天气转凉，注意添衣。",
        "相关链接",
        "点击上方蓝字关注我们",
        "附件：任务分解表",
        "组长：县长",
        "（三）强化保障",
        "青石县人民政府办公室",
        "2026年3月1日",
        "",
    )
)

KNOWN = ("青石县年反诈工作方案", "附件任务分解表", "组长县长")


def is_letter(letter: str) -> bool:
    return "一" <= letter <= "龥"


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(lines=st.lists(LINES, min_size=1, max_size=14))
def test_no_sentence_is_dropped(county: Unit, lin: Person, lines: list[str]) -> None:
    words = "\n".join(["青石县2026年反诈工作方案", *lines]).encode()
    source = read_source(words, "方案.txt")
    document = Document("方案.txt", words, source, read_plans(source))
    with transaction.atomic():
        actions.upload_plan(unit=county, document=document, by=lin)
        for plan in WorkPlan.objects.all():
            assert_all_is_marked(plan)
            assert_coverage_has_every_clause(plan)
        transaction.set_rollback(True)


def assert_all_is_marked(plan: WorkPlan) -> None:
    headings: set[int] = set()
    for one in plan.outline:
        headings.update(range(one["start"], one["end"]))
    bare = [
        plan.text[at]
        for paragraph in marked(plan, plan.items.all())
        for piece in paragraph.pieces
        if not (piece.items or piece.unread or piece.is_noise or piece.is_heading)
        for at in range(piece.start, piece.end)
        if is_letter(plan.text[at]) and at not in headings
    ]
    # What numbers an item; the title; what the reading lists as attachments and posts.
    rest = "".join(bare)
    for known in KNOWN:
        rest = rest.replace(known, "")
    assert set(rest) <= set("一二三四五六七八九十第")


def assert_coverage_has_every_clause(plan: WorkPlan) -> None:
    found = Coverage.of(plan, timezone.now())
    said = "".join("".join(row.clause.text.split()) for row in found.rows)
    assert said == "".join(plan.text.split())
    unread = [one.words for row in found.rows for one in row.unread]
    items = [(item.start, item.end) for item in plan.items.all()]
    for start, end, _reason in plan.unread:
        if not any(first <= start and end <= last for first, last in items):
            assert plan.text[start:end].strip() in unread
