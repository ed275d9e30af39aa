"""What is written when somebody is told, and what the person sees."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from wuzha.notices import figures, outbox
from wuzha.notices.models import DigestHour, Notice
from wuzha.organisation.models import Person, Unit

Tell = Callable[..., list[Notice]]
SignedIn = Callable[[Person], Client]


def test_machines_and_people_who_left_are_not_told(
    tell: Tell, hong: Person, mo: Person, clockwork: Person
) -> None:
    mo.is_active = False
    assert [one.person for one in tell(hong, mo, clockwork, hong)] == [hong]


def test_numbers_that_lead_to_somebody_are_taken_out(tell: Tell, hong: Person) -> None:
    item = "预警 0017 联系 13800138000，身份证 11010519491231002X"
    (notice,) = tell(hong, item=item)
    assert notice.item == "预警 0017 联系 ****8000，身份证 ****002X"


@pytest.mark.parametrize(
    "url", ["https://elsewhere.example/", "//elsewhere.example", "warnings/17/", ""]
)
def test_a_notice_leads_into_this_service(tell: Tell, hong: Person, url: str) -> None:
    with pytest.raises(ValueError, match="path"):
        tell(hong, url=url)


def test_what_is_not_urgent_waits_for_the_next_hour_of_the_digest(
    tell: Tell, hong: Person
) -> None:
    DigestHour.objects.exclude(hour=12).delete()
    shanghai = ZoneInfo("Asia/Shanghai")
    noon = datetime(2026, 11, 23, 12, tzinfo=shanghai)
    assert outbox.next_digest(noon - timedelta(seconds=1)) == noon
    assert outbox.next_digest(noon) == noon + timedelta(days=1)
    (notice,) = tell(hong, urgent=False)
    assert notice.next_at and timezone.localtime(notice.next_at).hour == 12
    DigestHour.objects.all().delete()
    assert outbox.next_digest(noon) is None


def test_a_person_sees_own_open_notices_and_opens_them(
    tell: Tell, hong: Person, su: Person, signed_in: SignedIn
) -> None:
    (notice,) = tell(hong)
    tell(su, item="别人的")
    client = signed_in(hong)
    page = client.get("/notices/").content.decode()
    assert "预警 0017：请签收" in page and "别人的" not in page
    assert figures.unseen(hong) == 1
    answer = client.get(f"/notices/{notice.pk}/")
    assert (answer.status_code, answer["Location"]) == (302, "/warnings/17/")
    assert figures.unseen(hong) == 0
    assert signed_in(su).get(f"/notices/{notice.pk}/").status_code == 404


def test_what_is_urgent_stands_first(
    tell: Tell, hong: Person, signed_in: SignedIn
) -> None:
    tell(hong)
    tell(hong, item="回访 0003", urgent=False)
    page = signed_in(hong).get("/notices/").content.decode()
    assert page.index("预警 0017") < page.index("回访 0003")


def test_what_is_done_leaves_the_list(
    tell: Tell, hong: Person, village: Unit, signed_in: SignedIn
) -> None:
    tell(hong)
    assert outbox.settle(subject=village) == 1
    assert outbox.settle(subject=village) == 0
    client = signed_in(hong)
    assert "预警 0017" not in client.get("/notices/").content.decode()
    assert "已办结" in client.get("/notices/?all=1").content.decode()


def test_all_can_be_marked_as_seen(
    tell: Tell, hong: Person, su: Person, signed_in: SignedIn
) -> None:
    tell(hong, su)
    tell(hong, urgent=False)
    signed_in(hong).post("/notices/seen/")
    assert (figures.unseen(hong), figures.unseen(su)) == (0, 1)


@pytest.mark.parametrize("number", [1, 25])
def test_the_list_asks_as_often_for_many_as_for_one(
    tell: Tell,
    hong: Person,
    signed_in: SignedIn,
    number: int,
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    for _ in range(number):
        tell(hong)
    client = signed_in(hong)
    client.get("/notices/")
    with django_assert_max_num_queries(9):  # type: ignore[attr-defined]
        client.get("/notices/")
