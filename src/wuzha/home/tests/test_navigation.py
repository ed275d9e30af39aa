"""The menu leads where its reader may go, and costs next to nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from wuzha.notices.outbox import tell
from wuzha.organisation.models import Deputy, Person, Unit

SignIn = Callable[[Person], Client]


def menu(client: Client, path: str = "/") -> list[Any]:
    entries: Any = client.get(path).context["navigation"]()
    return list(entries)


def labels(client: Client) -> list[str]:
    return [entry.label for entry in menu(client)]


@pytest.mark.slow
@pytest.mark.once
def test_every_entry_leads_to_a_page(
    cast: dict[str, Person], signed_in: SignIn
) -> None:
    for name, person in cast.items():
        client = signed_in(person)
        for entry in menu(client):
            answer = client.get(entry.url, follow=True)
            assert answer.status_code == 200, f"{name}: {entry.label}"


@pytest.mark.parametrize(
    ("name", "shown", "hidden"),
    [
        ("lin", {"看板", "预警劝阻", "案件止付", "人员"}, {"审计", "止付办理", "设置"}),
        ("hong", {"预警劝阻", "上报案件", "日报"}, {"看板", "案件止付", "单位"}),
        ("ding", {"止付办理", "柜面询问", "上报案件"}, {"预警劝阻", "看板"}),
        ("zhou", {"研判命中", "看板"}, {"上报案件", "日报"}),
        ("an", {"审计"}, {"看板", "预警劝阻", "人员"}),
        ("guan", {"单位", "人员", "设置"}, {"预警劝阻", "审计"}),
    ],
)
def test_each_role_has_its_own_menu(
    name: str,
    shown: set[str],
    hidden: set[str],
    request: pytest.FixtureRequest,
    signed_in: SignIn,
) -> None:
    found = set(labels(signed_in(request.getfixturevalue(name))))
    assert found >= shown
    assert not found & hidden


def test_somebody_without_a_role_has_the_desk_and_their_duties(
    mo: Person, signed_in: SignIn
) -> None:
    assert labels(signed_in(mo)) == ["待办", "任职请假"]


def test_a_deputy_has_the_menu_of_the_role(
    mo: Person, lin: Person, signed_in: SignIn
) -> None:
    Deputy.objects.create(appointment=lin.appointments.get(), person=mo)
    assert "看板" in labels(signed_in(mo))


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("/", "待办"),
        ("/board/", "看板"),
        ("/warnings/triage/", "预警劝阻"),
        ("/stop-payments/", "案件止付"),
        ("/freezes/", "案件止付"),
        ("/people/", "人员"),
    ],
)
def test_the_entry_of_the_page_is_marked(
    path: str, label: str, lin: Person, signed_in: SignIn
) -> None:
    active = [entry.label for entry in menu(signed_in(lin), path) if entry.active]
    assert active == [label]


def test_a_page_of_no_entry_marks_none(lin: Person, signed_in: SignIn) -> None:
    assert not [e for e in menu(signed_in(lin), "/search/") if e.active]


def test_the_frame_names_the_unit_and_counts_the_notices(
    lin: Person, county: Unit, signed_in: SignIn
) -> None:
    tell(people=[lin], item="预警：请签收", url="/", subject=county, urgent=True)
    page = signed_in(lin).get("/search/").content.decode()
    assert "青石县" in page
    assert "通知，1 条未读" in page


def test_the_frame_takes_three_queries(
    lin: Person,
    signed_in: SignIn,
    django_assert_num_queries: Callable[[int], Any],
) -> None:
    client = signed_in(lin)
    client.get("/search/")
    # The session and the person, then the unit, the rights and the notices.
    with django_assert_num_queries(2 + 3):
        client.get("/search/")
