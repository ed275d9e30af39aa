"""Whoever signs in to the demo can open all that the menu and the desk show them."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from wuzha.config.records.checking import faults
from wuzha.demo.staff import ACCOUNTS
from wuzha.organisation.models import Person

pytestmark = [
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.django_db,
]
LINK = re.compile(r'href="(/[^"#]*)"')
# Files, and the way out.
LEFT_OUT = ("/static/", "/sign-out/", "/ui/")
# What waits on the desk of each, in words of its page.
WAITING = {
    "zhiban": "分派",
    "xianju": "续冻或解冻",
    "paichusuo": "签发止付",
    "wangge": "签收",
    "zhuangan": "日报",
    "cunzhuren": "办理",
    "yinhang": "执行或答复",
    "guiyuan": "执行或答复",
    "xuexiao": "受理",
    "yanpan": "命中",
}


def links(page: str) -> list[str]:
    found = dict.fromkeys(LINK.findall(page))
    return [link for link in found if not link.startswith(LEFT_OUT)]


@pytest.mark.parametrize("username", ACCOUNTS)
def test_every_page_within_reach_opens(
    username: str, signed_in: Callable[[Person], Client]
) -> None:
    client = signed_in(Person.objects.get(username=username))
    desk = client.get("/")
    assert desk.status_code == 200
    shown = desk.content.decode()
    answers = {link: client.get(link, follow=True) for link in links(shown)}
    failed = {link: a.status_code for link, a in answers.items() if a.status_code > 200}
    assert failed == {}
    assert WAITING.get(username, "") in shown


def test_the_records_fit_together() -> None:
    assert faults() == []
