"""Broken and hostile files through the pages where people upload: a sentence that says
what is wrong, and nothing left of it, neither in a table nor on the disk."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from tests.journeys import hostile
from wuzha.config import worker
from wuzha.documents.models import ImportRow, ImportRun
from wuzha.earlywarnings.models import EarlyWarning
from wuzha.monitoring.models import Hit, RuleRun
from wuzha.organisation.models import Person, Unit

pytestmark = pytest.mark.django_db

TABLES: dict[str, tuple[str, list[str], list[str]]] = {
    "organisation:import_units": (
        "guan",
        ["单位名称", "单位类型", "单位编码", "上级单位"],
        ["新河镇", "乡镇街道", "990101105000", "990101000000"],
    ),
    "organisation:import_people": (
        "guan",
        ["用户名", "姓名", "手机号", "岗位", "单位"],
        ["li01", "李某", "13800138000", "网格员", "990101100200001"],
    ),
    "earlywarnings:import_warnings": (
        "lin",
        ["预警编号", "等级", "姓名", "电话", "住址"],
        ["YJ-0001", "高危", "王小明", "13812345678", "青石县河口镇柳湾村"],
    ),
}
# What changes by looking at a page: the audit of it, the session, the preview itself.
MAY_CHANGE = {
    *("Session", "Entry", "Unsealed", "Seal", "ChainHead"),
    *("ImportRun", "ImportRow"),
}


@cache
def refused(table: str) -> dict[str, tuple[str, bytes, str]]:
    """What cannot be read at all: the name of the file, the file, what is said. Made
    once: what is to unpack to much takes its time to be packed."""
    _who, titles, row = TABLES[table]
    sound = hostile.xlsx([titles, row])
    text = hostile.csv([titles, row], "utf-8")
    return {
        "a program": ("名单.xlsx", b"MZ\x90\x00" + bytes(3000), "可执行程序"),
        "a script": ("名单.csv", b"#!/bin/sh\nrm -rf /\n", "脚本程序"),
        "a picture": ("名单.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(300), "图片"),
        "a web page": ("名单.xls", b"<html><table></table></html>", "其实是网页"),
        "a paper": ("名单.xlsx", b"%PDF-1.7\n", "PDF"),
        "nothing": ("名单.xlsx", b"", "空"),
        "half of a file": ("名单.xlsx", sound[: len(sound) // 2], "已损坏"),
        "macros": ("名单.xlsx", hostile.macros(sound), "宏"),
        "a bomb": ("名单.xlsx", hostile.bomb(sound), "膨胀"),
        "a bomb that lies": ("名单.xlsx", hostile.liar(sound), "已损坏"),
        "laughs": ("名单.xlsx", hostile.laughing(sound), "外部定义"),
        "a file of ours": (
            "名单.xlsx",
            hostile.laughing(sound, hostile.OUTSIDE),
            "外部定义",
        ),
        "no bounds": ("名单.xlsx", hostile.boundless(sound), "1048576"),
        "a way out": ("名单.xlsx", hostile.climbing(sound), "越界"),
        "another sheet": ("名单.xlsx", hostile.xlsx([["甲", "乙"], [1, 2]]), "表头"),
        "noise": ("名单.csv", bytes(range(128, 256)) * 50, "无法识别的字符"),
        "no mark": ("名单.csv", text.decode().encode("utf-16-le"), "二进制文件"),
        "21 MB": ("名单.csv", b"a,b\n" * 6 * hostile.MEGABYTE, "上限"),
    }


REFUSED = list(refused("organisation:import_units"))


@pytest.fixture(autouse=True)
def disk(settings: Any, tmp_path: Path) -> Path:
    """Where the service keeps files, and puts those that are being sent."""
    settings.HOME = tmp_path / "home"
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "sent"
    for folder in (settings.HOME, settings.FILE_UPLOAD_TEMP_DIR):
        folder.mkdir()
    return tmp_path


@pytest.fixture
def send(
    cast: dict[str, Person], signed_in: Callable[[Person], Client]
) -> Callable[..., Any]:
    def post(table: str, name: str, content: bytes) -> Any:
        client = signed_in(cast[TABLES[table][0]])
        file = SimpleUploadedFile(name, content)
        return client.post(reverse(table), {"file": file}, follow=True)

    return post


def counts() -> dict[str, int]:
    """In one question: asked for table by table, they took most of the time here."""
    models = [one for one in apps.get_models() if one.__name__ not in MAY_CHANGE]
    asked = " UNION ALL ".join(
        f"SELECT '{one._meta.label}', count(*) FROM {one._meta.db_table}"
        for one in models
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return dict(cursor.fetchall())


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.once
@pytest.mark.parametrize("what", REFUSED)
@pytest.mark.parametrize("table", TABLES)
def test_what_cannot_be_read_leaves_nothing(
    table: str, what: str, send: Callable[..., Any], disk: Path, grid: Unit
) -> None:
    name, content, sentence = refused(table)[what]
    before = counts()
    answer = send(table, name, content)
    assert answer.status_code in {200, 409}
    assert sentence in answer.content.decode()
    assert counts() == before
    assert not ImportRun.objects.exists()
    assert files_in(disk) == []


@pytest.mark.slow
def test_a_hundred_megabytes_are_not_read(send: Callable[..., Any], disk: Path) -> None:
    content = b"\0" * 100 * hostile.MEGABYTE
    answer = send("earlywarnings:import_warnings", "预警.xlsx", content)
    assert "超过 20 MB 的上限" in answer.content.decode()
    assert files_in(disk) == []


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "名" * 250 + ".xlsx", "a\r\nb.xlsx", "<b>.xlsx", ".xlsx"],
)
def test_a_file_name_is_nothing_but_a_name(
    name: str, send: Callable[..., Any], disk: Path, grid: Unit
) -> None:
    _who, *rows = TABLES["earlywarnings:import_warnings"]
    answer = send("earlywarnings:import_warnings", name, hostile.xlsx(rows))
    assert answer.status_code in {200, 409}
    assert "<b>" not in answer.content.decode()
    assert files_in(disk) == []


def flawed(table: str, column: int, cell: Any) -> bytes:
    """A sound row after one that is not."""
    _who, titles, row = TABLES[table]
    changed = [*row[:column], cell, *row[column + 1 :]]
    return hostile.xlsx([titles, changed, row])


@pytest.mark.parametrize(
    ("table", "column", "cell", "sentence"),
    [
        ("organisation:import_people", 2, "1.38E+10", "1.38E+10"),
        ("organisation:import_people", 2, 45_992, "45992"),
        ("organisation:import_people", 2, "=1+1", "公式"),
        ("organisation:import_people", 4, '=HYPERLINK("//x")', "公式"),
        ("organisation:import_units", 2, "9.90101E+11", "9.90101E+11"),
        ("organisation:import_units", 0, "=1+1", "公式"),
        ("organisation:import_units", 1, "火星站", "火星站"),
        ("earlywarnings:import_warnings", 3, "1.38E+10", "1.38E+10"),
        ("earlywarnings:import_warnings", 0, "=1+1", "公式"),
        ("earlywarnings:import_warnings", 1, "红", "红"),
    ],
)
def test_a_row_that_cannot_be_says_why_and_changes_nothing(
    table: str,
    column: int,
    cell: Any,
    sentence: str,
    send: Callable[..., Any],
    disk: Path,
    grid: Unit,
) -> None:
    before = counts()
    answer = send(table, "名单.xlsx", flawed(table, column, cell))
    assert answer.status_code == 200
    row = ImportRow.objects.get(number=2)
    assert row.planned == "error"
    assert sentence in str(row.told()[0])
    assert escape(str(row.told()[0].sentence)) in answer.content.decode()
    assert (counts(), files_in(disk)) == (before, [])


@pytest.mark.parametrize("table", TABLES)
def test_merged_cells_are_named(
    table: str, send: Callable[..., Any], disk: Path, grid: Unit
) -> None:
    _who, titles, row = TABLES[table]
    before = counts()
    merged_rows = hostile.xlsx([titles, row, row], merged="A2:A3")
    assert "单元格是合并的" in send(table, "甲.xlsx", merged_rows).content.decode()
    merged_head = hostile.xlsx([titles, row], merged="A1:B1")
    assert "表头缺少" in send(table, "乙.xlsx", merged_head).content.decode()
    assert (counts(), files_in(disk)) == (before, [])


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_a_text_file_is_read_whoever_wrote_it(
    encoding: str, send: Callable[..., Any], grid: Unit
) -> None:
    table = "earlywarnings:import_warnings"
    _who, *rows = TABLES[table]
    answer = send(table, "预警.csv", hostile.csv(rows, encoding))
    assert answer.context["run"].to_create == 1
    assert ImportRow.objects.get().payload["name"] == "王小明"


def test_days_that_are_numbers_are_days(send: Callable[..., Any], grid: Unit) -> None:
    table = "earlywarnings:import_warnings"
    _who, titles, row = TABLES[table]
    content = hostile.xlsx([[*titles, "下发时间"], [*row, 45_992.5]])
    send(table, "预警.xlsx", content)
    assert ImportRow.objects.get().payload["issued_at"].startswith("2025-12-01T12:00")


def test_of_a_flawed_table_the_sound_rows_come_in_and_go_again(
    send: Callable[..., Any],
    cast: dict[str, Person],
    clockwork: Person,
    signed_in: Callable[[Person], Client],
    grid: Unit,
) -> None:
    table = "earlywarnings:import_warnings"
    lin = signed_in(cast["lin"])
    before = counts()
    send(table, "预警.xlsx", flawed(table, 3, "1.38E+10"))
    run = ImportRun.objects.get()
    for verb, warnings in (("confirm", 1), ("undo", 0)):
        lin.post(reverse(f"{table}_{verb}", args=[run.pk]))
        worker.run_once()
        assert EarlyWarning.objects.count() == warnings
    left = {label for label, count in counts().items() if count != before[label]}
    # What they were told and the clocks that were called off stay as a proof.
    assert left <= {
        "clocks.Clock",
        "clocks.ClockStep",
        "jobs.Job",
        "jobs.Schedule",
        "notices.Notice",
    }


# -- transfers ------------------------------------------------------------------------

HEAD = "tx_id,ts,src,dst,amount\n"
ROW = "t1,2026-11-20 08:00:00,6222020000001234567,6217000000007654321,100.00\n"
TRANSFERS: dict[str, tuple[str, bytes]] = {
    "a program": ("流水.parquet", b"MZ\x90\x00" + bytes(3000)),
    "a workbook": ("流水.csv", hostile.xlsx([["tx_id"], ["t1"]])),
    "nothing": ("流水.csv", b"\n"),
    "no columns": ("流水.csv", b"a,b\n1,2\n"),
    "half of a file": ("流水.parquet", b"PAR1" + bytes(500)),
    "noise": ("流水.csv", HEAD.encode() + bytes(range(128, 256))),
    "a time that is none": (
        "流水.csv",
        (HEAD + ROW.replace("08:00", "88:99")).encode(),
    ),
    "an amount that is none": (
        "流水.csv",
        (HEAD + ROW.replace("100.00", "=1+1")).encode(),
    ),
    "a negative amount": ("流水.csv", (HEAD + ROW.replace("100.00", "-5")).encode()),
    "the same twice": ("流水.csv", (HEAD + ROW + ROW).encode()),
    "a path": ("流水.csv", b"/etc/passwd\n"),
    "a query": ("流水.csv", b"'); ATTACH '/tmp/hostile.db'; --\n1\n"),
}


@pytest.mark.parametrize("what", TRANSFERS)
def test_transfers_that_cannot_be_read_end_the_run_with_a_sentence(
    what: str,
    cast: dict[str, Person],
    clockwork: Person,
    signed_in: Callable[[Person], Client],
    disk: Path,
) -> None:
    name, content = TRANSFERS[what]
    zhou = signed_in(cast["zhou"])
    file = SimpleUploadedFile(name, content)
    answer = zhou.post(reverse("monitoring:new_run"), {"file": file}, follow=True)
    assert answer.status_code == 200
    worker.run_once()
    run = RuleRun.objects.get()
    assert run.state == "failed"
    page = zhou.get(reverse("monitoring:run", args=[run.pk])).content.decode()
    assert escape(run.problem) in page
    assert any("\u4e00" <= letter <= "\u9fff" for letter in run.problem)
    assert "Traceback" not in page and str(disk) not in page
    assert not Hit.objects.exists()
    assert files_in(disk) == []


@pytest.mark.parametrize(("name", "said"), [("a.exe", "Parquet"), ("b", "Parquet")])
def test_what_is_no_table_of_transfers_is_not_kept(
    name: str,
    said: str,
    cast: dict[str, Person],
    signed_in: Callable[[Person], Client],
    disk: Path,
) -> None:
    file = SimpleUploadedFile(name, b"MZ" + bytes(100))
    answer = signed_in(cast["zhou"]).post(reverse("monitoring:new_run"), {"file": file})
    assert answer.status_code == 200
    assert said in str(answer.context["form"].errors)
    assert not RuleRun.objects.exists()
    assert files_in(disk) == []


def test_transfers_that_were_read_leave_one_file(
    cast: dict[str, Person],
    clockwork: Person,
    signed_in: Callable[[Person], Client],
    disk: Path,
) -> None:
    file = SimpleUploadedFile("流水.csv", (HEAD + ROW).encode())
    signed_in(cast["zhou"]).post(reverse("monitoring:new_run"), {"file": file})
    worker.run_once()
    run = RuleRun.objects.get()
    assert run.state == "done", run.problem
    assert run.kept
    assert [path.name for path in files_in(disk)] == [f"{run.kept.sha256}.parquet"]
