"""Warnings come in as a table: whatever the columns are called, each number once, each
person one visit, and all of it can be taken back."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from wuzha.clocks.models import Clock
from wuzha.documents.models import ColumnMapping, ImportRun
from wuzha.earlywarnings import actions
from wuzha.earlywarnings.jobs import JOBS
from wuzha.earlywarnings.models import Dissuasion, EarlyWarning
from wuzha.earlywarnings.sheets import WARNINGS
from wuzha.jobs.models import Job
from wuzha.jobs.queue import Long
from wuzha.notices.models import Notice
from wuzha.organisation.models import Person, Unit

pytestmark = pytest.mark.django_db

UPLOAD = reverse("earlywarnings:import_warnings")
TITLES = ["指令编号", "风险等级", "预警来源类别", "被预警人", "手机号码", "现住址"]
ROWS = [
    ["YJ-1", "高", "资金", "司徒明", "13900000001", "青石县河口镇柳湾村3组"],
    ["YJ-2", "中风险", "触网", "宗政青", "13900000002", "柳湾村第一网格7号"],
    ["YJ-3", "低", "", "濮阳之", "13900000003", "不知道在哪"],
    ["YJ-4", "中", "", "宗政青", "139-0000-0002", "柳湾村"],
]


def workbook(*rows: list[Any], titles: list[str] = TITLES) -> SimpleUploadedFile:
    book, file = Workbook(), BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in (titles, *rows):
        sheet.append(row)
    book.save(file)
    return SimpleUploadedFile("预警.xlsx", file.getvalue())


@pytest.fixture
def desk(
    lin: Person, su: Person, hong: Person, signed_in: Callable[[Person], Client]
) -> Client:
    return signed_in(lin)


def uploaded(desk: Client, *rows: list[Any], titles: list[str] = TITLES) -> ImportRun:
    answer = desk.post(UPLOAD, {"file": workbook(*rows, titles=titles)})
    assert answer.status_code == 302
    return ImportRun.objects.latest("pk")


def worked(by: Person) -> None:
    """What the worker does with what was queued."""
    handler = JOBS[WARNINGS.job]
    assert isinstance(handler, Long)
    for job in Job.objects.filter(name=WARNINGS.job).order_by("pk"):
        handler.action(**job.arguments, by=by)
        job.delete()


def verb(run: ImportRun, what: str) -> str:
    return reverse(f"earlywarnings:import_warnings_{what}", args=(run.pk,))


def test_a_table_with_other_titles_is_read_dispatched_and_joined(
    desk: Client, lin: Person, station: Unit, grid: Unit
) -> None:
    run = uploaded(desk, *ROWS)
    assert (run.to_create, run.errors) == (4, 0)
    assert not EarlyWarning.objects.exists()
    desk.post(verb(run, "confirm"))
    worked(lin)
    assert EarlyWarning.objects.count() == 4
    cases = {case.name: case for case in Dissuasion.objects.all()}
    assert {name: case.unit.name for name, case in cases.items()} == {
        "司徒明": station.name,
        "宗政青": grid.name,
        "濮阳之": "青石县",
    }
    assert cases["宗政青"].warnings.count() == 2
    assert cases["濮阳之"].state == "triage"


def test_a_second_import_of_the_same_table_changes_nothing(
    desk: Client, lin: Person
) -> None:
    desk.post(verb(uploaded(desk, *ROWS), "confirm"))
    worked(lin)
    again = uploaded(desk, *ROWS)
    assert (again.to_create, again.unchanged, again.errors) == (0, 4, 0)


def test_what_is_wrong_is_told_by_row_and_column_and_the_rest_goes_on(
    desk: Client, lin: Person
) -> None:
    run = uploaded(
        desk,
        ROWS[0],
        ["YJ-8", "中", "", "", "", "", ""],
        ["YJ-9", "很高", "", "淳于远", "13900000009", ""],
        ["YJ-10", "高", "", "公冶岚", "1.39E+10", ""],
        [ROWS[0][0], "低", "", "尉迟宁", "13900000007", ""],
    )
    assert (run.to_create, run.errors) == (1, 4)
    page = desk.get(verb(run, "run")).content.decode()
    assert all(
        word in page for word in ("找不到这个人", "很高", "位数已经丢失", "同一条")
    )
    desk.post(verb(run, "confirm"))
    worked(lin)
    assert EarlyWarning.objects.count() == 1


def test_an_import_is_taken_back_but_for_what_somebody_has_begun(
    desk: Client, lin: Person, hong: Person
) -> None:
    run = uploaded(desk, ROWS[0], ROWS[1])
    desk.post(verb(run, "confirm"))
    worked(lin)
    begun = Dissuasion.objects.get(warnings__source_number="YJ-2")
    actions.sign(dissuasion=begun, by=hong)
    desk.post(verb(run, "undo"))
    worked(lin)
    run.refresh_from_db()
    assert (run.undone, run.kept) == (1, 1)
    assert list(Dissuasion.objects.all()) == [begun]
    assert not Clock.objects.open().exclude(subject_id=begun.pk).exists()
    assert not Notice.objects.open().exclude(subject_id=begun.pk).exists()


def test_a_grid_worker_has_no_import(
    hong: Person, signed_in: Callable[[Person], Client]
) -> None:
    assert signed_in(hong).get(UPLOAD).status_code == 404


def test_titles_that_nobody_can_guess_are_matched_once_and_kept(
    desk: Client, lin: Person
) -> None:
    titles = ["甲", "乙", "丙", "丁"]
    row = ["YJ-77", "高危", "13900000077", "柳湾村第一网格"]
    page = desk.post(UPLOAD, {"file": workbook(row, titles=titles)})
    assert "没有找到表头" in page.text
    matching = reverse("earlywarnings:import_warnings_mapping")
    page = desk.post(matching, {"file": workbook(row, titles=titles)})
    assert page.context["titles"] == tuple(titles)
    answer = desk.post(
        matching,
        {
            "title": titles,
            "mapping-name": "邻县下发",
            "mapping-column_source_number": "甲",
            "mapping-column_grade": "乙",
            "mapping-column_phone": "丙",
            "mapping-column_address": "丁",
        },
    )
    assert answer.status_code == 302
    kept = ColumnMapping.objects.get()
    again = {"file": workbook(row, titles=titles), "mapping": kept.pk}
    assert desk.post(UPLOAD, again).status_code == 302
    run = ImportRun.objects.latest("pk")
    assert (run.to_create, run.errors) == (1, 0)


def test_all_that_is_wrong_with_a_row_is_told_at_once(desk: Client) -> None:
    titles = [*TITLES, "网格编码", "下发时间"]
    row = [
        "YJ-1",
        "没有的等级",
        "",
        "司徒明",
        "12",
        "柳湾村",
        "9" * 30,
        "1998-01-02 08:00",
    ]
    (kept,) = uploaded(desk, row, titles=titles).rows.all()
    assert {problem.column for problem in kept.told()} == {
        *("风险等级", "手机号码", "网格编码", "下发时间")
    }
