"""What stands for each clause; two plans clause by clause."""

from collections.abc import Callable
from dataclasses import replace

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from wuzha.organisation.models import Person, Unit
from wuzha.reading.plan import Unread
from wuzha.workplans import actions
from wuzha.workplans.clauses import Clause, clauses, compared
from wuzha.workplans.coverage import Coverage
from wuzha.workplans.marking import marked
from wuzha.workplans.models import Task, WorkPlan
from wuzha.workplans.tests import make

SignIn = Callable[[Person], Client]


def clause(text: str, title: str = "") -> Clause:
    return Clause(0, len(text), 1, title, text)


def kinds(old: list[str], new: list[str]) -> list[str]:
    pairs = compared([clause(one) for one in old], [clause(one) for one in new])
    return [pair.kind for pair in pairs]


POSTERS = "各村在四月底前张贴海报，每村不少于十张。"
BANKS = "各银行网点对大额转账客户逐一提醒。"
SCHOOLS = "各学校每学期上一堂反诈课。"


def test_what_is_new_gone_changed_and_the_same_is_told() -> None:
    changed = POSTERS.replace("十张", "二十张")
    assert kinds([POSTERS, BANKS], [changed, BANKS]) == ["changed", "same"]
    assert kinds([POSTERS], [POSTERS, SCHOOLS]) == ["same", "new"]
    assert kinds([POSTERS, SCHOOLS, BANKS], [POSTERS, BANKS]) == [
        *("same", "gone", "same"),
    ]
    assert kinds([], []) == []


def test_a_clause_that_moved_is_found_where_it_is_now() -> None:
    assert kinds([POSTERS, BANKS], [BANKS, POSTERS]) == ["same", "same"]


def test_changes_give_both_texts_back() -> None:
    new = POSTERS.replace("十张", "二十张")
    (pair,) = compared([clause(POSTERS)], [clause(new)])
    assert "".join(c.text for c in pair.changes if c.kind != "in") == POSTERS
    assert "".join(c.text for c in pair.changes if c.kind != "out") == new
    assert [c.text for c in pair.changes if c.kind == "in"] == ["二"]
    long = "".join(f"第{n}句话。" for n in range(400))
    (pair,) = compared([clause(long)], [clause(long.replace("第7句话。", ""))])
    assert [c.text for c in pair.changes if c.kind == "out"] == ["第7句话。"]


@settings(deadline=None)
@given(
    old=st.lists(st.text("甲乙丙丁戊己", min_size=1, max_size=12), max_size=8),
    new=st.lists(st.text("甲乙丙丁戊己", min_size=1, max_size=12), max_size=8),
)
def test_every_clause_of_both_is_told_once(old: list[str], new: list[str]) -> None:
    pairs = compared([clause(one) for one in old], [clause(one) for one in new])
    assert [pair.new.text for pair in pairs if pair.new] == new
    assert sorted(pair.old.text for pair in pairs if pair.old) == sorted(old)


def test_a_plan_is_parted_at_its_headings_without_losing_a_word(
    county: Unit, lin: Person
) -> None:
    plan = make.uploaded(county, lin)
    found = clauses(plan)
    assert "".join(one.text for one in found) == make.TEXT
    plain = make.uploaded(county, lin, make.plan(outline=()))
    assert len(clauses(plain)) == make.TEXT.count("\n") + 1


def test_each_clause_says_what_stands_for_it(
    running: WorkPlan, bureau: Unit, qiao: Person, lin: Person
) -> None:
    found = Coverage.of(running, timezone.now())
    said = [stand.what for row in found.rows for stand in row.stands]
    assert any("任务 3 件，已完成 0，超期 3" in what for what in said)
    assert not any("佐证" in what for what in said)
    assert any("第一次" in what or "上一期应报" in what for what in said)
    assert any("抽样" in what for what in said)
    assert (found.covered, found.bare) == (3, 0)
    task = Task.objects.get(unit__name="青石农商银行河口支行")
    actions.report_done(task=task, report="好了", evidence="台账", by=qiao)
    actions.accept_task(task=task, by=lin)
    again = [
        stand.what
        for row in Coverage.of(running, timezone.now()).rows
        for stand in row.stands
    ]
    assert any("任务 1 件，已完成 1，超期 0，佐证 1 份" in what for what in again)


def test_what_nothing_stands_for_is_shown(
    county: Unit, lin: Person, signed_in: SignIn
) -> None:
    bare = make.plan(tasks=(), duties=(), phases=(), targets=())
    idle = make.uploaded(county, lin, bare)
    found = Coverage.of(idle, timezone.now())
    assert (found.covered, found.bare) == (0, 0)
    page = signed_in(lin).get(reverse("plan_coverage", args=[idle.pk])).text
    assert "没有要落实的：原则" in page
    unknown = replace(bare, unread=(Unread(make.span(make.LAST), None),))
    plan = make.uploaded(county, lin, unknown)
    found = Coverage.of(plan, timezone.now())
    assert (found.covered, found.bare) == (0, 1)
    url = reverse("plan_coverage", args=[plan.pk])
    page = signed_in(lin).get(f"{url}?show=bare").text
    assert "没有任务、职责或目标在落实这一条" in page
    assert make.LAST in page


def test_the_page_shows_both_plans_side_by_side(
    running: WorkPlan, county: Unit, lin: Person, signed_in: SignIn
) -> None:
    text = make.TEXT.replace("4月30日前", "5月30日前")
    document = replace(make.document(text=text), plans=(make.plan(),))
    new = actions.upload_plan(unit=county, document=document, by=lin)
    client = signed_in(lin)
    url = reverse("plan_compare", args=[new.pk, running.pk])
    page = client.get(url).text
    assert '<ins class="in">5</ins>' in page
    assert '<del class="out">4</del>' in page
    assert '<ins class="in">' not in client.get(f"{url}?show=same").text
    assert "没有这一类条款" in client.get(f"{url}?show=gone").text
    coverage = client.get(reverse("plan_coverage", args=[running.pk])).text
    assert url not in coverage
    assert reverse("plan_compare", args=[running.pk, new.pk]) in coverage


def test_of_a_clause_that_is_met_the_rejected_is_not_told(
    county: Unit, lin: Person
) -> None:
    task = make.posters(source=make.span(make.WEEKLY), text="每周一报送", due=None)
    plan = make.uploaded(county, lin, make.plan(tasks=(task,)))
    actions.reject_item(item=make.item_of(plan, "每周一报送"), by=lin)
    actions.accept_item(item=make.item_of(plan, "报送进展"), by=lin)
    (row,) = [
        row
        for row in Coverage.of(plan, timezone.now()).rows
        if any(stand.item.kind == "duty" for stand in row.stands)
    ]
    assert [stand.item.kind for stand in row.shown] == ["duty"]
    assert row.is_covered
    piece = next(
        piece
        for paragraph in marked(plan, plan.items.all())
        for piece in paragraph.pieces
        if len(piece.items) == 2
    )
    assert piece.item
    assert piece.item.kind == "duty"


def test_an_item_that_goes_on_into_the_next_clause_stands_for_both(
    county: Unit, lin: Person
) -> None:
    whole = make.span(f"{make.WORK}\n{make.POSTERS}\n{make.BANKS}\n{make.WEEKLY}")
    over = whole._replace(end=make.span(make.SPRING).end)
    task = make.posters(source=over)
    plan = make.uploaded(county, lin, make.plan(tasks=(task,), duties=(), phases=()))
    actions.accept_kind(plan=plan, kind="task", by=lin)
    rows = Coverage.of(plan, timezone.now()).rows
    assert [row.is_covered for row in rows] == [False, False, True, True]
