from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from wuzha.organisation.actions.successions import rename_unit
from wuzha.organisation.models import Appointment, Leave, Person, Unit, UnitLink


@pytest.fixture
def guan_client(signed_in, guan):
    return signed_in(guan)


def text(client, view, /, *args, **query):
    answer = client.get(reverse(f"organisation:{view}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def post(client, view, /, *args, **given):
    return client.post(reverse(f"organisation:{view}", args=args), given)


# The tree


def test_the_tree_opens_branch_by_branch(guan_client, town, village, grid, station):
    top = text(guan_client, "units")
    assert "青石县" in top and "河口镇" in top and "柳湾村" not in top
    below = text(guan_client, "branch", town.pk)
    assert "柳湾村" in below and "<html" not in below and "第一网格" not in below


def test_one_sees_ones_own_part_of_the_tree(
    signed_in, tan, su, town, village, other_town, station
):
    for person in (tan, su):
        shown = text(signed_in(person), "units")
        assert "河口镇" in shown and "东坪镇" not in shown
    assert "柳湾村" in text(signed_in(tan), "unit", town.pk)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("柳湾", ["柳湾村", "柳湾村第一网格"]),
        ("9901011002", ["柳湾村", "柳湾村第一网格"]),
        ("派出所", ["河口派出所"]),
        ("无此单位", []),
    ],
)
def test_a_unit_is_found_by_name_or_code(
    guan_client, grid, station, other_town, asked, found
):
    answer = guan_client.get(reverse("organisation:units"), {"q": asked})
    assert [row["unit"].name for row in answer.context["found"]] == found
    if not found:
        assert "没有名称含" in answer.content.decode()


def test_what_was_found_says_where_it_lies(guan_client, grid):
    assert "河口镇 柳湾村 柳湾村第一网格" in text(guan_client, "units", q="第一网格")


@pytest.mark.slow
def test_a_big_tree_costs_few_queries(
    guan_client, county, make_unit, django_assert_max_num_queries
):
    towns = [make_unit(f"镇{n}", "town", county) for n in range(20)]
    Unit.objects.bulk_create(
        Unit(name=f"村{n}", kind="village", parent=towns[n % 20],
             path=f"{towns[n % 20].path}{1000 + n}/", valid_from=date(2020, 1, 1))
        for n in range(300)
    )  # fmt: skip
    text(guan_client, "units")
    with django_assert_max_num_queries(22):
        text(guan_client, "units")
    with django_assert_max_num_queries(22):
        text(guan_client, "units", q="村")
    with django_assert_max_num_queries(34):
        text(guan_client, "unit", county.pk)


def test_a_unit_shows_its_people_links_and_history(
    guan_client, town, village, tan, station, su, guan
):
    new = rename_unit(unit=town, name="河口街道", on=timezone.localdate(), by=guan)
    now, was = text(guan_client, "unit", new.pk), text(guan_client, "unit", town.pk)
    for words in ("专干谭", "柳湾村", "河口派出所", "由更名而来：", "河口镇"):
        assert words in now
    assert "已撤并或停用" in was and "更名为：" in was
    assert "新增下级单位" not in was


def test_people_are_not_shown_to_who_may_not_see_them(signed_in, tan, town, hong):
    assert "专干谭" not in text(signed_in(tan), "unit", town.pk).partition("<main")[2]


# Deeds on units


def test_a_unit_is_added_where_one_stands(guan_client, town):
    answer = post(
        guan_client, "new", town.pk,
        kind="village", name="新村", code="990101100299", valid_from="2026-01-01",
    )  # fmt: skip
    unit = Unit.objects.get(name="新村")
    assert answer["Location"] == reverse("organisation:unit", args=[unit.pk])
    assert unit.parent == town and unit.code == "990101100299"


@pytest.mark.parametrize("code", ["12", "990101100000", "abc", "9901011002990"])
def test_a_wrong_code_is_said_beside_its_field(guan_client, town, code):
    answer = post(
        guan_client, "new", town.pk,
        kind="village", name="新村", code=code, valid_from="2026-01-01",
    )  # fmt: skip
    assert answer.status_code == 422 and answer.context["form"].errors["code"]


def test_the_choice_of_kinds_fits_the_place(guan_client, village, county):
    kinds = {
        unit: {
            value
            for value, _label in guan_client.get(
                reverse("organisation:new", args=[unit.pk])
            )
            .context["form"]
            .fields["kind"]
            .choices
        }
        for unit in (village, county)
    }
    assert kinds[village] == {
        *("grid", "station", "bank_branch", "school", "firm", "department")
    }
    assert "town" in kinds[county] and "county" not in kinds[county]


def test_every_deed_on_a_unit_goes_through_its_page(
    guan_client, town, village, grid, other_town, station, make_unit
):
    today = timezone.localdate().isoformat()
    second = make_unit("槐树村", "village", town, "990101100201")
    post(guan_client, "correct", village.pk, name="柳弯村", code=village.code)
    post(guan_client, "rename", village.pk, name="新湾村", on=today)
    renamed = Unit.objects.get(name="新湾村")
    assert Unit.objects.get(pk=village.pk).name == "柳弯村"
    post(
        guan_client, "move", second.pk,
        parent="东坪镇", code="990101101201", on=today,
    )  # fmt: skip
    moved = Unit.objects.get(name="槐树村", valid_to=None)
    assert moved.parent == other_town
    post(
        guan_client, "split", renamed.pk,
        **{"on": today, "name_1": "东湾村", "code_1": "990101100202",
           "name_2": "西湾村", "code_2": "990101100203",
           f"child_{renamed.children.get().pk}": "2"},
    )  # fmt: skip
    west = Unit.objects.get(name="西湾村")
    assert west.children.get().code == "990101100203001"
    post(
        guan_client, "merge", west.pk,
        others="东湾村", name="大湾村", code="990101100202", on=today,
    )  # fmt: skip
    assert Unit.objects.get(name="大湾村").predecessors.count() == 2
    post(
        guan_client, "link", station.pk, places="东坪镇\n990101100000", valid_from=today
    )
    assert UnitLink.objects.filter(unit=station, valid_to=None).count() == 2
    post(guan_client, "close", moved.pk, on=today)
    assert Unit.objects.get(pk=moved.pk).valid_to


def test_a_part_that_children_go_to_needs_a_name(guan_client, village, grid):
    answer = post(
        guan_client, "split", village.pk,
        **{"on": "2026-07-01", "name_1": "甲村", "name_2": "乙村",
           f"child_{grid.pk}": "3"},
    )  # fmt: skip
    assert answer.status_code == 422
    assert "还没有名称" in answer.content.decode()


def test_a_unit_is_named_by_code_or_by_a_name_that_is_the_only_one(
    guan_client, village, other_town, make_unit
):
    make_unit("东坪镇", "town", other_town.parent)
    today = timezone.localdate().isoformat()
    for parent, words in (("东坪镇", "不止一个，请填编码"), ("东坪", "是不是：")):
        answer = post(guan_client, "move", village.pk, parent=parent, code="", on=today)
        assert answer.status_code == 422 and words in answer.content.decode()


# People


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "洪"}, {"hong"}),
        ({"q": "HONG"}, {"hong"}),
        ({"q": "13800001234"}, {"hong"}),
        ({"q": "1380000"}, set()),
        ({"role": "local_clerk"}, {"tan"}),
        ({"unit": "河口镇"}, {"hong", "tan"}),
        ({"unit": "990101101000"}, {"other_hong"}),
        ({"state": "machine"}, {"feed"}),
        ({"state": "off"}, {"mo"}),
    ],
)
def test_people_are_found(guan_client, hong, tan, other_hong, feed, mo, query, found):
    hong.phone = "13800001234"
    hong.save(update_fields=["phone", "phone_key"])
    mo.is_active = False
    mo.save(update_fields=["is_active"])
    answer = guan_client.get(reverse("organisation:people"), query)
    assert {row.username for row in answer.context["page"]} - {"guan"} == found


def test_the_list_of_people_costs_few_queries(
    guan_client, cast, django_assert_max_num_queries
):
    text(guan_client, "people")
    with django_assert_max_num_queries(22):
        text(guan_client, "people")


def test_a_colleagues_phone_is_masked_and_shown_for_a_reason(guan_client, hong):
    hong.phone = "13800001234"
    hong.save(update_fields=["phone", "phone_key"])
    page = text(guan_client, "person", hong.pk)
    assert "138****1234" in page and "13800001234" not in page
    path = reverse("security:reveal_person", args=[hong.pk, "phone"])
    answer = guan_client.post(path, {"reason": "电话联系本人"})
    assert "13800001234" in answer.content.decode()


def test_somebody_new_begins_with_role_and_password(guan_client, grid, client):
    answer = post(
        guan_client, "new_person",
        name="新某", username="Xin01", unit="柳湾村第一网格", role="grid_worker",
        phone="138 0000 5678", email="",
    )  # fmt: skip
    password = answer.context["password"]
    assert password in answer.content.decode() and "no-store" in answer["Cache-Control"]
    person = Person.objects.get(username="xin01")
    assert person.phone == "13800005678"
    assert person.appointments.get().unit == grid
    client.post("/sign-in/", {"login": "xin01", "password": password})
    assert client.get("/duties/")["Location"] == "/account/password/"


@pytest.mark.parametrize(
    ("field", "value"),
    [("username", "洪"), ("username", "1abc"), ("phone", "12345"), ("unit", "无")],
)
def test_what_is_typed_wrong_is_said_beside_its_field(guan_client, grid, field, value):
    given = {
        "name": "新某", "username": "xin01", "unit": "柳湾村第一网格",
        "role": "grid_worker", "phone": "", "email": "", field: value,
    }  # fmt: skip
    answer = post(guan_client, "new_person", **given)
    assert answer.status_code == 422 and answer.context["form"].errors[field]


def test_an_account_goes_through_its_life(guan_client, hong, town, grid):
    post(
        guan_client, "appoint", hong.pk,
        unit="河口镇", role="local_clerk", valid_from="2026-01-01", valid_to="",
    )  # fmt: skip
    held = hong.appointments.get(role="local_clerk")
    post(guan_client, "end_appointment", held.pk, on=timezone.localdate().isoformat())
    held.refresh_from_db()
    assert held.valid_to == timezone.localdate()
    password = post(guan_client, "give_password", hong.pk).context["password"]
    hong.refresh_from_db()
    assert hong.check_password(password)
    post(guan_client, "deactivate", hong.pk)
    assert "已停用" in text(guan_client, "person", hong.pk)
    assert post(guan_client, "reactivate", hong.pk).context["password"]
    guan_client.post(reverse("security:unlock_person", args=[hong.pk]))
    guan_client.post(reverse("security:reset_person_factors", args=[hong.pk]))
    post(guan_client, "edit_person", hong.pk, name="洪某某", phone="", email="a@b.cn")
    hong.refresh_from_db()
    assert (hong.name, hong.email, hong.is_active) == ("洪某某", "a@b.cn", True)


def test_a_machine_gets_its_account_and_role(guan_client, county):
    post(guan_client, "new_machine", username="city_feed", name="市局平台")
    machine = Person.objects.get(username="city_feed")
    post(
        guan_client, "appoint", machine.pk,
        unit="青石县", role="feed", valid_from="2026-01-01", valid_to="",
    )  # fmt: skip
    assert machine.appointments.get().role == "feed"


# One's own


def test_everybody_names_their_own_deputies(signed_in, hong, other_hong, tan, mo, grid):
    neighbour = Appointment.objects.create(
        person=mo, role="grid_worker", unit=grid, valid_from="2020-01-01"
    )
    client, held = signed_in(hong), hong.appointments.get()
    page = text(client, "deputies", held.pk)
    assert "莫某（mo）" in page and "网格员桂" not in page, "works too far away"
    client.cookies["django_language"] = "en"
    assert "莫某 (mo)" in text(client, "deputies", held.pk)
    del client.cookies["django_language"]
    post(client, "deputies", held.pk, deputy_0=mo.pk, deputy_1="", deputy_2="")
    assert held.deputies.get().person == neighbour.person
    assert "莫某" in text(client, "duties")
    wrong = post(client, "deputies", held.pk, deputy_0=other_hong.pk)
    assert wrong.status_code == 422


def test_leave_is_taken_and_cancelled(signed_in, hong, grid):
    client = signed_in(hong)
    assert "没有代理人" in text(client, "take_leave")
    begin = timezone.localtime() + timedelta(hours=1)
    post(
        client, "take_leave",
        starts_at=f"{begin:%Y-%m-%dT%H:%M}",
        ends_at=f"{begin + timedelta(days=1):%Y-%m-%dT%H:%M}",
    )  # fmt: skip
    leave = Leave.objects.get()
    assert timezone.localtime(leave.starts_at).hour == begin.hour
    assert "销假" in text(client, "duties")
    post(client, "cancel_leave", leave.pk)
    leave.refresh_from_db()
    assert leave.cancelled_at


def test_the_administrator_enters_leave_for_who_is_ill(guan_client, hong, grid):
    begin = timezone.localtime()
    post(
        guan_client, "enter_leave", hong.pk,
        starts_at=f"{begin:%Y-%m-%dT%H:%M}",
        ends_at=f"{begin + timedelta(days=1):%Y-%m-%dT%H:%M}",
    )  # fmt: skip
    leave = Leave.objects.get(person=hong)
    assert post(guan_client, "cancel_leave", leave.pk).status_code == 302
