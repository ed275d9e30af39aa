"""An import does what its preview said, once, and can be taken back."""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from django.db import IntegrityError

from wuzha.documents import imports
from wuzha.documents.columns import Column, Columns, Kind, Value, Values
from wuzha.documents.importkinds import Applied, ImportKind, Plan
from wuzha.documents.models import ColumnMapping, ImportRow, ImportRun
from wuzha.documents.states import ImportState, Outcome, Planned
from wuzha.documents.tests import files
from wuzha.lib.refused import Conflict, Refused
from wuzha.lib.words import Sentence
from wuzha.organisation.models import Person
from wuzha.privacy.fields import blind_index

pytestmark = pytest.mark.django_db
AT = datetime(2099, 1, 1, tzinfo=UTC)

COLUMNS = Columns(
    [
        Column(name="name", title="名称", required=True),
        Column(name="day", title="日期", kind=Kind.DATE),
        Column(name="at", title="时间", kind=Kind.DATETIME),
    ]
)


def plan_row(values: Values) -> Plan:
    """The rows are mappings called as the row says, with the day in them."""
    name, wanted = str(values["name"]), {"day": str(values.get("day"))}
    if name == "禁用":
        wrong = Sentence("不能用“{name}”这个名称，请换一个。", name=name)
        return Plan(Planned.ERROR, name, [("name", wrong)])
    there = ColumnMapping.objects.filter(kind="test", name=name).first()
    if there is None:
        return Plan(Planned.CREATE, name)
    same = there.mapping == wanted
    return Plan(Planned.UNCHANGED if same else Planned.UPDATE, name, subject=there)


def apply_row(values: Values, plan: Plan, by: Person) -> Applied:
    after = {"day": str(values.get("day"))}
    if plan.outcome == Planned.CREATE:
        made = ColumnMapping.objects.create(
            kind="test", name=str(values["name"]), mapping=after
        )
        return Applied.to(made, after=after)
    before = plan.subject.mapping
    plan.subject.mapping = after
    plan.subject.save(update_fields=["mapping"])
    return Applied.to(plan.subject, before=before, after=after)


def undo_row(applied: Applied, by: Person) -> None:
    thing = ColumnMapping.objects.get(pk=applied.pk)
    if thing.mapping != applied.after:
        raise Refused("“{name}”导入之后又改过，没有撤销。", name=thing.name)
    if applied.before:
        thing.mapping = dict(applied.before)
        thing.save(update_fields=["mapping"])
    else:
        thing.delete()


KIND = ImportKind(
    name="test.mapping",
    title="测试",
    columns=COLUMNS,
    plan_row=plan_row,
    apply_row=apply_row,
    undo_row=undo_row,
)


@pytest.fixture
def by() -> Person:
    return Person.objects.create(username="lin", name="林某")


def previewed(by: Person, *rows: list[Any]) -> ImportRun:
    upload = files.upload(_file(tuple(tuple(row) for row in rows)))
    return imports.preview(upload, KIND, unit_path="/1/", by=by)


@cache
def _file(rows: tuple[tuple[Any, ...], ...]) -> bytes:
    """The same rows are the same file: one made anew tells when it was made."""
    return files.xlsx([["名称", "日期", "时间"], *rows])


def applied(by: Person, *rows: list[Any], chunk: int = 2) -> ImportRun:
    run = imports.begin_applying(previewed(by, *rows))
    return imports.apply_rows(run, KIND, by=by, chunk=chunk)


def names() -> list[str]:
    return list(ColumnMapping.objects.values_list("name", flat=True))


def outcomes(run: ImportRun) -> list[str]:
    return list(run.rows.values_list("outcome", flat=True))


def test_a_preview_says_what_each_row_would_do_and_changes_nothing(by: Person) -> None:
    ColumnMapping.objects.create(kind="test", name="乙", mapping={"day": "None"})
    ColumnMapping.objects.create(kind="test", name="丙", mapping={"day": "None"})
    run = previewed(
        by, ["甲"], ["乙"], ["丙", "2026-11-22"], ["禁用"], ["", "昨天"], ["甲"]
    )
    assert run.state == ImportState.PREVIEWED
    assert (run.to_create, run.to_update, run.unchanged, run.errors) == (1, 1, 1, 3)
    assert (run.total, run.to_apply) == (6, 2)
    assert names() == ["丙", "乙"]
    told = [[str(problem) for problem in row.told()] for row in run.rows.all()]
    assert told[3] == ["第 5 行“名称”：不能用“禁用”这个名称，请换一个。"]
    assert len(told[4]) == 2
    assert told[5] == ["第 7 行：与第 2 行是同一条，请只保留一行。"]
    assert run.rows.with_problems().count() == 3


def test_a_run_remembers_the_file_and_who_brought_it(by: Person) -> None:
    run = previewed(by, ["甲"])
    assert (run.kind, run.file_name, run.sheet) == (KIND.name, "名单.xlsx", "预警名单")
    assert (run.uploaded_by, run.uploaded_by_person) == ("lin", by.pk)
    assert run.mapping == {"name": "名称", "day": "日期", "at": "时间"}
    assert len(run.sha256) == 64


def test_the_copy_of_a_row_is_sealed_and_its_key_blind(by: Person) -> None:
    run = previewed(by, ["甲", "2026-11-22", "2026-11-22 14:05"])
    stored = ImportRow.objects.extra(select={"raw": "payload"}).get(run=run)
    assert stored.raw.startswith("w1.")
    assert stored.payload["at"] == "2026-11-22T14:05:00+08:00"
    assert stored.key == blind_index(KIND.name, "甲")


def test_a_refused_file_leaves_no_run(by: Person) -> None:
    upload = files.upload(files.xlsx([["别的"], ["甲"]]))
    with pytest.raises(Refused):
        imports.preview(upload, KIND, unit_path="", by=by)
    assert not ImportRun.objects.exists()


def test_rows_are_applied_and_say_what_they_made(by: Person) -> None:
    run = applied(by, ["甲"], ["禁用"], ["乙"], ["丙"])
    assert run.state == ImportState.APPLIED
    assert run.finished_at is not None
    assert (run.applied, run.refused) == (3, 0)
    assert sorted(names()) == ["丙", "乙", "甲"]
    assert outcomes(run) == ["created", "skipped", "created", "created"]
    row = run.rows.get(number=2)
    assert row.object_label == "documents.ColumnMapping"
    assert ColumnMapping.objects.get(pk=row.object_id).name == "甲"


def test_values_come_back_as_they_were_read(by: Person) -> None:
    seen: list[dict[str, Value]] = []

    def spying(values: Values) -> Plan:
        seen.append(dict(values))
        return plan_row(values)

    kind = ImportKind(**{**vars(KIND), "plan_row": spying})
    upload = files.upload(
        files.xlsx([["名称", "日期", "时间"], ["甲", "2026-11-22", "2026-11-22 14:05"]])
    )
    run = imports.preview(upload, kind, unit_path="", by=by)
    imports.apply_rows(imports.begin_applying(run), kind, by=by)
    assert seen[0] == seen[1]


def test_a_second_import_of_the_same_file_changes_nothing(by: Person) -> None:
    first = applied(by, ["甲", "2026-11-22"], ["乙"])
    again = previewed(by, ["甲", "2026-11-22"], ["乙"])
    assert imports.applied_before(again) == first
    assert (again.to_apply, again.unchanged) == (0, 2)
    again = imports.apply_rows(imports.begin_applying(again), KIND, by=by)
    assert again.state == ImportState.APPLIED
    assert outcomes(again) == ["unchanged", "unchanged"]
    assert ColumnMapping.objects.count() == 2


def test_one_of_two_people_who_confirm_at_once_is_told(by: Person) -> None:
    run = previewed(by, ["甲"])
    imports.begin_applying(run)
    with pytest.raises(Conflict):
        imports.begin_applying(run)


def test_nothing_is_applied_before_somebody_has_confirmed(by: Person) -> None:
    run = imports.apply_rows(previewed(by, ["甲"]), KIND, by=by)
    assert run.state == ImportState.PREVIEWED
    assert not names()


def test_what_was_interrupted_goes_on_where_it_stopped(by: Person) -> None:
    class Killed(BaseException):
        pass

    rows = [["甲"], ["乙"], ["丙"], ["丁"], ["戊"]]
    run = imports.begin_applying(previewed(by, *rows))
    made: list[str] = []

    def dying(values: Values, plan: Plan, who: Person) -> Applied:
        made.append(str(values["name"]))
        if len(made) == 4:
            raise Killed
        return apply_row(values, plan, who)

    with pytest.raises(Killed):
        imports.apply_rows(
            run, ImportKind(**{**vars(KIND), "apply_row": dying}), by=by, chunk=2
        )
    assert sorted(names()) == ["乙", "甲"]
    run = imports.apply_rows(run, KIND, by=by, chunk=2)
    assert (run.state, run.applied) == (ImportState.APPLIED, 5)
    assert ColumnMapping.objects.count() == 5


def test_a_run_that_was_given_up_can_go_on_or_back(by: Person) -> None:
    run = imports.begin_applying(previewed(by, ["甲"], ["乙"]))
    run = imports.give_up(run)
    assert run.state == ImportState.FAILED
    run = imports.apply_rows(imports.begin_applying(run), KIND, by=by)
    assert run.state == ImportState.APPLIED


def test_a_row_whose_world_has_moved_on_is_refused_and_the_others_go_on(
    by: Person,
) -> None:
    run = previewed(by, ["甲"], ["乙"], ["丙"])
    ColumnMapping.objects.create(kind="test", name="甲", mapping={"day": "别的"})
    ColumnMapping.objects.create(kind="test", name="乙", mapping={"day": "None"})
    run = imports.apply_rows(imports.begin_applying(run), KIND, by=by)
    assert outcomes(run) == ["refused", "unchanged", "created"]
    assert (run.applied, run.refused) == (1, 1)
    assert "预览之后数据有变化" in str(run.rows.get(number=2).told()[0])


def test_a_row_that_somebody_else_added_at_the_same_moment_is_refused(
    by: Person,
) -> None:
    def late(values: Values, plan: Plan, who: Person) -> Applied:
        raise IntegrityError("duplicate")

    run = imports.begin_applying(previewed(by, ["甲"]))
    run = imports.apply_rows(
        run, ImportKind(**{**vars(KIND), "apply_row": late}), by=by
    )
    assert "有人同时录入" in str(run.rows.get().told()[0])


def test_an_import_is_undone_from_its_end(by: Person) -> None:
    ColumnMapping.objects.create(kind="test", name="乙", mapping={"day": "旧"})
    run = applied(by, ["甲"], ["乙", "2026-11-22"], ["丙"])
    order: list[int] = []

    def watching(done: Applied, who: Person) -> None:
        order.append(done.pk)
        undo_row(done, who)

    kind = ImportKind(**{**vars(KIND), "undo_row": watching})
    run = imports.undo_rows(imports.begin_undoing(run), kind, by=by, chunk=2)
    assert run.state == ImportState.UNDONE
    assert (run.undone, run.kept) == (3, 0)
    assert order == [row.object_id for row in run.rows.order_by("-number")]
    assert ColumnMapping.objects.get().mapping == {"day": "旧"}


def test_what_was_changed_since_is_kept_and_told(by: Person) -> None:
    run = applied(by, ["甲"], ["乙"])
    ColumnMapping.objects.filter(name="甲").update(mapping={"day": "后来"})
    run = imports.undo_rows(imports.begin_undoing(run), KIND, by=by)
    assert names() == ["甲"]
    assert (run.undone, run.kept) == (1, 1)
    assert outcomes(run) == [Outcome.KEPT, Outcome.UNDONE]
    assert "导入之后又改过" in str(run.rows.get(number=2).told()[0])


def test_only_what_was_applied_can_be_undone_and_only_once(by: Person) -> None:
    with pytest.raises(Refused, match="待确认"):
        imports.begin_undoing(previewed(by, ["甲"]))
    run = imports.begin_undoing(applied(by, ["乙"]))
    with pytest.raises(Conflict):
        imports.begin_undoing(run)
    imports.undo_rows(run, KIND, by=by)
    with pytest.raises(Refused, match="已撤销"):
        imports.begin_undoing(run)


def test_a_preview_can_be_thrown_away_and_an_import_cannot(by: Person) -> None:
    imports.discard(previewed(by, ["甲"]))
    assert not ImportRow.objects.exists()
    with pytest.raises(Refused, match="可以撤销"):
        imports.discard(applied(by, ["甲"]))


def test_the_copies_of_rows_are_forgotten_in_time_and_the_counts_stay(
    by: Person,
) -> None:
    run = applied(by, ["甲"], ["乙"])
    assert run.finished_at is not None
    assert imports.forget_rows(untouched_since=run.finished_at, at=AT) == 0
    since = run.finished_at + timedelta(seconds=1)
    assert imports.forget_rows(untouched_since=since, at=AT) == 1
    run.refresh_from_db()
    assert (run.applied, run.file_name, run.forgotten_at) == (2, "", AT)
    assert not ImportRow.objects.exists()
    with pytest.raises(Refused, match="到期清除"):
        imports.begin_undoing(run)
    assert imports.forget_rows(untouched_since=since, at=AT) == 0


def test_a_preview_that_nobody_confirmed_is_forgotten_too_but_no_work_under_way(
    by: Person,
) -> None:
    left, under_way = previewed(by, ["甲"]), previewed(by, ["乙"])
    imports.begin_applying(under_way)
    assert imports.forget_rows(untouched_since=AT, at=AT) == 1
    assert list(ImportRow.objects.values_list("run", flat=True)) == [under_way.pk]
    with pytest.raises(Refused, match="到期清除"):
        imports.begin_applying(left)


def test_a_mapping_is_kept_under_a_name_and_overwritten(by: Person) -> None:
    for title in ("品名", "名字"):
        imports.keep_mapping(KIND, name="省厅", unit_path="/1/", mapped={"name": title})
    assert ColumnMapping.objects.get().mapping == {"name": "名字"}
    with pytest.raises(ValueError, match="no column"):
        imports.keep_mapping(KIND, name="坏", unit_path="", mapped={"x": "y"})


def test_a_run_is_not_applied_as_another_kind(by: Person) -> None:
    run = imports.begin_applying(previewed(by, ["甲"]))
    with pytest.raises(ValueError, match="not of other"):
        imports.apply_rows(run, ImportKind(**{**vars(KIND), "name": "other"}), by=by)
