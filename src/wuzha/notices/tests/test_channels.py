"""Who sets where notices go; the address is never shown again."""

from collections.abc import Callable

import pytest
from django.test import Client

from wuzha.audit.models import Entry
from wuzha.jobs.models import Job
from wuzha.lib.refused import NotAllowed
from wuzha.notices import actions
from wuzha.notices.models import Channel, DigestHour
from wuzha.organisation.models import Person, Unit

SignedIn = Callable[[Person], Client]
ROBOT = "wecombot://0f3c9a8b-secret-of-the-robot-1d2e"


def test_a_person_adds_tries_and_removes_a_robot(
    hong: Person, signed_in: SignedIn
) -> None:
    client = signed_in(hong)
    answer = client.post("/notices/channels/", {"kind": "wecom", "url": ROBOT})
    assert answer.status_code == 302
    channel = Channel.objects.get(person=hong)
    assert channel.url == ROBOT
    page = client.get("/notices/channels/").content.decode()
    assert "wecombot://…1d2e" in page and "secret-of-the-robot" not in page
    client.post(f"/notices/channels/{channel.pk}/try/")
    assert Job.objects.get().arguments == {"channel": channel.pk}
    client.post(f"/notices/channels/{channel.pk}/remove/")
    assert not Channel.objects.exists()
    events = list(Entry.objects.order_by("pk").values_list("event", flat=True))
    assert events == ["channel.added", "channel.tried", "channel.removed"]
    assert "secret" not in str(list(Entry.objects.values()))


@pytest.mark.parametrize(
    ("kind", "url", "said"),
    [
        ("wecom", "json://127.0.0.1/", "wecombot://"),
        ("wecom", "wecombot://", "读不懂"),
        ("gateway", "json://127.0.0.1/", "有效的选项"),
        ("mail", "mailto://a:b@example.org", "有效的选项"),
        ("wecom", "", "1 处需要改"),
    ],
)
def test_what_a_person_may_not_enter_is_said(
    hong: Person, signed_in: SignedIn, kind: str, url: str, said: str
) -> None:
    answer = signed_in(hong).post("/notices/channels/", {"kind": kind, "url": url})
    assert said in answer.content.decode()
    assert not Channel.objects.exists()


def test_an_address_inside_the_network_is_for_the_administrator(
    hong: Person, guan: Person
) -> None:
    given = {"owner": hong, "kind": "gateway", "url": "json://127.0.0.1/"}
    with pytest.raises(NotAllowed):
        actions.add_channel(**given, by=hong)
    actions.add_channel(**given, by=guan)


def test_nobody_touches_the_channels_of_others(
    hong: Person, su: Person, signed_in: SignedIn
) -> None:
    channel = actions.add_channel(owner=hong, kind="wecom", url=ROBOT, by=hong)
    client = signed_in(su)
    assert client.post(f"/notices/channels/{channel.pk}/remove/").status_code == 404
    assert client.get(f"/notices/channels/people/{hong.pk}/").status_code == 404
    for act in (actions.remove_channel, actions.try_channel):
        with pytest.raises(NotAllowed):
            act(channel=channel, by=su)
    assert Channel.objects.exists()


def test_the_administrator_manages_units_and_people(
    hong: Person, station: Unit, guan: Person, signed_in: SignedIn
) -> None:
    client = signed_in(guan)
    for url in (
        f"/notices/channels/units/{station.pk}/",
        f"/notices/channels/people/{hong.pk}/",
    ):
        assert client.get(url).status_code == 200
        client.post(url, {"kind": "gateway", "url": "json://127.0.0.1/hook"})
    page = client.get("/notices/channels/all/").content.decode()
    assert station.name in page and hong.name in page
    channel = Channel.objects.get(unit=station)
    answer = client.post(f"/notices/channels/{channel.pk}/remove/")
    assert answer["Location"] == f"/notices/channels/units/{station.pk}/"


def test_the_administrator_finds_a_unit_or_a_person_by_name(
    hong: Person,
    station: Unit,
    make_person: Callable[..., Person],
    guan: Person,
    grid: Unit,
    signed_in: SignedIn,
) -> None:
    make_person("hong2", hong.name, "grid_worker", grid)
    client = signed_in(guan)

    def found(owner: str) -> str:
        answer = client.get("/notices/channels/find/", {"owner": owner})
        return str(answer["Location"])

    assert found(station.name) == f"/notices/channels/units/{station.pk}/"
    assert found("hong") == f"/notices/channels/people/{hong.pk}/"
    for unclear, said in (
        (hong.name, "不止一个"),
        ("无此人", "没有找到"),
        ("", "没有"),
    ):
        assert found(unclear) == "/notices/channels/all/"
        assert said in client.get("/notices/channels/all/").content.decode()


def test_the_hours_of_the_digest_are_a_setting(
    guan: Person, hong: Person, signed_in: SignedIn
) -> None:
    client = signed_in(guan)
    client.post("/notices/channels/all/", {"hours": ["7", "19"]})
    assert list(DigestHour.objects.values_list("hour", flat=True)) == [7, 19]
    answer = client.post("/notices/channels/all/", {"hours": ["25"]})
    assert answer.status_code == 200
    assert DigestHour.objects.count() == 2
    with pytest.raises(NotAllowed):
        actions.set_digest_hours(hours=[], by=hong)
