"""Tables of units and people, from the upload to the taking back."""

import csv
import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from wuzha.audit.models import Entry
from wuzha.documents.models import ImportRun
from wuzha.jobs.models import Job
from wuzha.organisation.access import Permission, may
from wuzha.organisation.jobs import JOBS
from wuzha.organisation.models import Appointment, Person, Unit, UnitLink

UNIT_TITLES = (
    "单位名称",
    "单位类型",
    "单位编码",
    "上级单位",
    "管辖或服务的地方",
    "变动日期",
)
PEOPLE_TITLES = ("用户名", "姓名", "手机号", "邮箱", "岗位", "单位", "任职日期")

NEW_UNITS = [
    ("槐树镇", "乡镇街道", "990101102000", "990101000000", "", "2026-03-01"),
    ("槐树村", "村社区", "990101102200", "990101102000", "", ""),
    ("槐树村第一网格", "网格", "990101102200001", "990101102200", "", ""),
    ("槐树派出所", "派出所", "", "990101000000", "990101102000、东坪镇", ""),
]
NEW_PEOPLE = [
    ("huaishu01", "槐某", "13800001111", "", "网格员", "990101100200001", ""),
    ("huaishu02", "柳某", "138 0000 2222", "", "乡村专干", "河口镇", "2026-03-01"),
    ("hong", "网格员洪", "", "", "乡村专干", "河口镇", ""),
]


def table(titles, rows):
    text = io.StringIO()
    csv.writer(text).writerows([titles, *rows])
    return SimpleUploadedFile("表.csv", text.getvalue().encode())


@pytest.fixture
def desk(signed_in, guan, county, town, village, grid, other_town, hong):
    """Upload, look, confirm, take back, as the administrator does in the browser."""

    class Desk:
        client = signed_in(guan)

        def upload(self, what, rows, titles=None):
            titles = titles or (UNIT_TITLES if what == "units" else PEOPLE_TITLES)
            answer = self.client.post(
                f"/{what}/import/", {"file": table(titles, rows)}, follow=True
            )
            self.page = answer.content.decode()
            self.run = ImportRun.objects.first()
            return self.run

        def press(self, what, verb):
            answer = self.client.post(f"/{what}/import/{self.run.pk}/{verb}/")
            for job in Job.objects.unfinished():
                JOBS[job.name].action(**job.arguments, by=guan)
                job.delete()
            if verb != "discard":
                self.run.refresh_from_db()
            return answer

        def bring_in(self, what, rows):
            self.upload(what, rows)
            self.press(what, "confirm")
            return self.run

    return Desk()


def counts(run):
    return run.to_create, run.to_update, run.unchanged, run.errors


def test_units_are_previewed_and_come_in_with_their_parents_and_links(desk, guan):
    run = desk.upload("units", NEW_UNITS)
    assert counts(run) == (4, 0, 0, 0)
    assert "导入这 4 行" in desk.page
    assert not Unit.objects.filter(name="槐树镇").exists()
    desk.press("units", "confirm")
    assert (desk.run.state, desk.run.applied, desk.run.refused) == ("applied", 4, 0)
    grid = Unit.objects.get(code="990101102200001")
    assert [Unit.objects.get(pk=k).name for k in grid.ancestor_ids] == [
        "青石县", "槐树镇", "槐树村",
    ]  # fmt: skip
    assert grid.parent.parent.valid_from == date(2026, 3, 1)
    station = Unit.objects.get(name="槐树派出所")
    assert {link.place.name for link in station.links.all()} == {"槐树镇", "东坪镇"}
    assert {link.kind for link in station.links.all()} == {"polices"}
    events = Entry.objects.filter(by="guan").values_list("event", flat=True)
    assert list(events)[:2] == ["import.previewed", "import.confirmed"]
    assert list(events)[-1] == "import.done" and "unit.created" in events


def test_columns_that_nobody_needs_may_be_left_out(desk):
    titles, rows = UNIT_TITLES[:2] + UNIT_TITLES[3:4], [("某村", "村社区", "河口镇")]
    run = desk.upload("units", rows, titles)
    assert counts(run) == (1, 0, 0, 0)
    desk.press("units", "confirm")
    assert Unit.objects.get(name="某村").parent.name == "河口镇"
    titles = (PEOPLE_TITLES[0], PEOPLE_TITLES[1], PEOPLE_TITLES[4], PEOPLE_TITLES[5])
    run = desk.upload("people", [("mou01", "某", "乡村专干", "某村")], titles)
    desk.press("people", "confirm")
    assert desk.run.applied == 1


def test_the_same_file_again_changes_nothing(desk):
    desk.bring_in("units", NEW_UNITS)
    before = Unit.objects.count(), UnitLink.objects.count()
    run = desk.upload("units", NEW_UNITS)
    assert counts(run) == (0, 0, 4, 0)
    assert "已导入过一次" in desk.page and "无需导入" in desk.page
    assert desk.press("units", "confirm").status_code == 409
    assert (Unit.objects.count(), UnitLink.objects.count()) == before


def test_an_import_is_taken_back(desk):
    before = set(Unit.objects.all())
    desk.bring_in("units", NEW_UNITS)
    desk.press("units", "undo")
    assert (desk.run.state, desk.run.undone, desk.run.kept) == ("undone", 4, 0)
    assert set(Unit.objects.all()) == before and not UnitLink.objects.exists()


def test_what_is_in_use_since_then_stays_when_an_import_is_taken_back(desk, mo, guan):
    desk.bring_in("units", NEW_UNITS)
    grid = Unit.objects.get(code="990101102200001")
    Appointment.objects.create(
        person=mo, role="grid_worker", unit=grid, valid_from=timezone.localdate()
    )
    desk.press("units", "undo")
    assert (desk.run.undone, desk.run.kept) == (1, 3)
    shown = desk.client.get(f"/units/import/{desk.run.pk}/").content.decode()
    assert "已有下级、人员或管辖关系，不能撤回" in shown


def test_a_preview_can_be_thrown_away(desk):
    desk.upload("units", NEW_UNITS)
    desk.press("units", "discard")
    assert not ImportRun.objects.exists()


def test_what_was_exported_comes_in_unchanged(desk, station):
    exported = desk.client.get("/units/export/?format=csv").getvalue()
    file = SimpleUploadedFile("单位.csv", exported)
    desk.client.post("/units/import/", {"file": file})
    assert counts(ImportRun.objects.get()) == (0, 0, Unit.objects.count(), 0)
    workbook = desk.client.get("/units/export/").getvalue()
    file = SimpleUploadedFile("单位.xlsx", workbook)
    desk.client.post("/units/import/", {"file": file})
    assert counts(ImportRun.objects.first()) == (0, 0, Unit.objects.count(), 0)


def test_without_a_date_a_name_is_corrected_with_one_it_is_a_new_name(desk, village):
    row = ("柳弯村", "村社区", village.code, "990101100000", "", "")
    run = desk.bring_in("units", [row])
    assert counts(run) == (0, 1, 0, 0)
    village.refresh_from_db()
    assert village.name == "柳弯村" and village.valid_to is None
    desk.press("units", "undo")
    village.refresh_from_db()
    assert village.name == "柳湾村"
    dated = ("新湾村", "村社区", village.code, "990101100000", "", "2026-07-01")
    desk.bring_in("units", [dated])
    village.refresh_from_db()
    assert village.valid_to == date(2026, 7, 1)
    desk.press("units", "undo")
    assert desk.run.kept == 1


def test_a_unit_moves_when_the_table_gives_the_day(desk, village):
    moved = ("柳湾村", "村社区", village.code, "990101101000", "", "")
    desk.upload("units", [moved])
    assert "要改隶请填变动日期" in desk.page
    desk.bring_in("units", [(*moved[:5], "2026-07-01")])
    assert Unit.objects.get(code=village.code, valid_to=None).parent.name == "东坪镇"


@pytest.mark.parametrize(
    ("row", "column", "remedy"),
    [
        (("", "村社区", "", "河口镇", "", ""), "单位名称", "请补上"),
        (("某村", "大队", "", "河口镇", "", ""), "单位类型", "请"),
        (("某村", "村社区", "12", "河口镇", "", ""), "单位编码", "请核对"),
        (("某村", "村社区", "", "", "", ""), "上级单位", "请补上"),
        (("某村", "村社区", "", "无名镇", "", ""), "上级单位", "排在这一行之前"),
        (("某村", "村社区", "", "青石县", "", ""), "上级单位", "请改上级单位"),
        (("某村", "村社区", "", "河口镇", "东坪镇", ""), "管辖或服务的地方", "请清空"),
        (("某所", "派出所", "", "青石县", "某地", ""), "管辖或服务的地方", "请核对"),
        (("某县", "县区", "", "", "", ""), "单位类型", "请删去这一行"),
        (("某校", "学校", "990101100200", "河口镇", "", ""), "单位类型", "请核对编码"),
        (("某村", "村社区", "", "河口镇", "", "三月"), "变动日期", "请"),
    ],
)
def test_a_row_that_cannot_come_in_says_where_and_what_to_do(desk, row, column, remedy):
    run = desk.upload("units", [row])
    assert counts(run) == (0, 0, 0, 1)
    (problem,) = run.rows.get().told()
    assert (problem.row, problem.column) == (2, column)
    assert remedy in problem.sentence
    assert problem.sentence in desk.page.replace("&quot;", '"')


def test_a_name_that_two_units_have_asks_for_the_code(desk, make_unit, other_town):
    make_unit("柳湾村", "village", other_town, "990101101201")
    run = desk.upload("units", [("某网格", "网格", "", "柳湾村", "", "")])
    assert "不止一个，请填编码" in desk.page and run.errors == 1


def test_a_file_that_is_no_table_is_refused_and_nothing_is_kept(desk):
    file = SimpleUploadedFile("单位.xlsx", b"MZ\x90 this is a program")
    answer = desk.client.post("/units/import/", {"file": file})
    assert answer.context["form"].errors["file"] and not ImportRun.objects.exists()


def test_people_come_in_with_their_roles_and_without_a_password(desk, grid, town):
    run = desk.bring_in("people", NEW_PEOPLE)
    assert counts(run) == (3, 0, 0, 0) and run.applied == 3
    first = Person.objects.get(username="huaishu01")
    assert may(first, Permission.WARNING_WORK, grid) and first.phone == "13800001111"
    second = Person.objects.get(username="huaishu02")
    assert second.phone == "13800002222"
    assert second.appointments.get().valid_from == date(2026, 3, 1)
    assert not first.has_usable_password()
    assert Person.objects.get(username="hong").appointments.count() == 2
    assert counts(desk.upload("people", NEW_PEOPLE)) == (0, 0, 3, 0)


def test_people_are_taken_back_too(desk, hong):
    before = set(Person.objects.all())
    desk.bring_in("people", NEW_PEOPLE)
    desk.press("people", "undo")
    assert desk.run.undone == 3
    assert set(Person.objects.all()) == before
    assert hong.appointments.count() == 1


def test_who_has_signed_in_since_then_stays(desk):
    desk.bring_in("people", NEW_PEOPLE[:1])
    Person.objects.filter(username="huaishu01").update(last_login=timezone.now())
    desk.press("people", "undo")
    assert (desk.run.undone, desk.run.kept) == (0, 1)


def test_a_new_phone_in_the_table_is_taken_over_and_back(desk, hong):
    row = ("hong", "网格员洪", "13900003333", "", "网格员", "990101100200001", "")
    assert counts(desk.bring_in("people", [row])) == (0, 1, 0, 0)
    hong.refresh_from_db()
    assert hong.phone == "13900003333"
    desk.press("people", "undo")
    hong.refresh_from_db()
    assert hong.phone == ""


def test_exported_people_come_in_unchanged(desk, hong):
    exported = desk.client.get("/people/export/?format=csv").getvalue()
    file = SimpleUploadedFile("人员.csv", exported)
    desk.client.post("/people/import/", {"file": file})
    held = Appointment.objects.filter(person__is_machine=False).count()
    assert counts(ImportRun.objects.get()) == (0, 0, held, 0)
    assert Entry.objects.filter(event="person.exported", outcome="read").exists()


@pytest.mark.parametrize(
    ("row", "column", "remedy"),
    [
        (("a1", "某", "1380000", "", "网格员", "990101100200001", ""), "手机号", "请"),
        (("a1", "某", "", "", "派出所民警", "河口镇", ""), "岗位", "请换岗位"),
        (("a1", "某", "", "", "网格员", "无名网格", ""), "单位", "请核对"),
        (("a1", "某", "", "", "皇帝", "河口镇", ""), "岗位", "请"),
        (("feed", "某", "", "", "乡村专干", "河口镇", ""), "用户名", "请换一个"),
    ],
)
def test_a_person_who_cannot_come_in_says_why(desk, feed, row, column, remedy):
    run = desk.upload("people", [row])
    (problem,) = run.rows.get().told()
    assert run.errors == 1 and problem.column == column and remedy in problem.sentence


def test_two_people_under_one_username_are_told_apart(desk):
    rows = [NEW_PEOPLE[0], ("huaishu01", "另一人", "", "", "乡村专干", "河口镇", "")]
    assert counts(desk.upload("people", rows)) == (1, 0, 0, 1)
    assert "在前面的行里是另一个人" in desk.page


def test_first_passwords_are_given_out_on_one_sheet(desk, settings):
    from wuzha.documents.excel import read_table
    from wuzha.documents.uploads import checked
    from wuzha.organisation.sheets.people import PASSWORDS

    desk.bring_in("people", NEW_PEOPLE[:2])
    listed = desk.client.get("/people/?state=none").content.decode()
    assert "发放并下载初始密码表" in listed
    answer = desk.client.post("/people/passwords/", {"state": "none"})
    assert "no-store" in answer["Cache-Control"]
    file = io.BytesIO(answer.getvalue())
    found = read_table(checked(file, name="密码.xlsx"), expected=PASSWORDS)
    given = {row.values["username"]: row.values["password"] for row in found.rows}
    person = Person.objects.get(username="huaishu01")
    assert person.check_password(str(given["huaishu01"])) and person.password_given_at
    again = desk.client.post("/people/passwords/", {"state": "none"})
    assert len(again.getvalue()) > 0
    assert Entry.objects.filter(event="person.password_given").count() == 2


def test_somebody_elses_preview_is_not_found_in_a_town(
    desk, make_person, town, signed_in
):
    run = desk.upload("people", NEW_PEOPLE[:1])
    client = signed_in(make_person("tg", "镇管理员", "administrator", town))
    assert client.get(f"/people/import/{run.pk}/").status_code == 404


def test_a_town_administrator_brings_in_people_of_the_town_only(
    make_person, town, other_grid, grid, signed_in, guan, desk
):
    """What the rows ask for is checked row by row, as whoever confirmed it."""
    admin = make_person("tg", "镇管理员", "administrator", town)
    client = signed_in(admin)
    rows = [
        NEW_PEOPLE[0],
        ("dongping1", "某", "", "", "网格员", other_grid.code, ""),
    ]
    client.post("/people/import/", {"file": table(PEOPLE_TITLES, rows)})
    run = ImportRun.objects.get()
    client.post(f"/people/import/{run.pk}/confirm/")
    job = Job.objects.get()
    JOBS[job.name].action(**job.arguments, by=admin)
    run.refresh_from_db()
    assert (run.applied, run.refused) == (1, 1)
    assert not Person.objects.filter(username="dongping1").exists()


def columns_told(run):
    return [problem.column for row in run.rows.all() for problem in row.told()]


def test_all_that_is_wrong_with_a_row_is_told_at_once(desk):
    run = desk.upload(
        "people",
        [("x" * 41, "", "123", "", "网格员", "无此单位", "2026-02-30")],
    )
    assert set(columns_told(run)) == {"用户名", "姓名", "手机号", "单位", "任职日期"}
    run = desk.upload(
        "units", [("", "没有的类型", "12", "无此单位", "也没有", "2026-02-30")]
    )
    titles = {"单位名称", "单位类型", "上级单位", "管辖或服务的地方", "变动日期"}
    assert set(columns_told(run)) == titles
    assert "没有“无此单位”这个单位" in desk.page


def test_a_cell_that_cannot_be_read_is_told_once(desk):
    run = desk.upload("people", [("hong", "", "", "", "没有的岗位", "", "")])
    assert columns_told(run) == ["姓名", "岗位", "单位"]
