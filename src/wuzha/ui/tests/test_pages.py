"""The pages that everything extends render, with everything and with nothing."""

from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from wuzha.lib.refused import NotAllowed, Refused
from wuzha.ui import showcase

pytestmark = pytest.mark.urls("wuzha.ui.tests.urls")

SHOWN = [
    showcase.parts,
    showcase.rows,
    showcase.case,
    showcase.deed,
    showcase.visit,
]


@pytest.fixture
def request_of_somebody(rf: RequestFactory) -> HttpRequest:
    request = rf.get("/shown/")
    request.user = get_user_model()(pk=7, username="chen", name="陈立民")
    return request


@pytest.mark.parametrize("view", SHOWN, ids=lambda view: view.__name__)
def test_a_page_renders_with_the_frame(
    view: Callable[[HttpRequest], HttpResponse], request_of_somebody: HttpRequest
) -> None:
    page = view(request_of_somebody).content.decode()
    assert "<h1>" in page
    assert 'aria-current="page"' in page
    assert "陈立民" in page
    assert '<main id="main"' in page
    assert '<html lang="zh-hans">' in page
    assert '"includeIndicatorStyles":false' in page


def test_a_list_keeps_its_filter_in_the_addresses_of_its_pages(
    rf: RequestFactory, request_of_somebody: HttpRequest
) -> None:
    request = rf.get("/shown/rows/", {"grade": "high", "page": "2"})
    request.user = request_of_somebody.user
    page = showcase.rows(request).content.decode()
    assert "?grade=high&amp;page=3" in page
    assert 'href="#export?grade=high"' in page


def test_an_empty_list_says_what_to_do(
    rf: RequestFactory, request_of_somebody: HttpRequest
) -> None:
    request = rf.get("/shown/rows/", {"state": "late"})
    request.user = request_of_somebody.user
    page = showcase.rows(request).content.decode()
    assert "没有符合条件的记录" in page
    assert "查看全部" in page
    assert "<table" not in page
    assert "<strong>0</strong> 条" in page


def test_a_deed_that_cannot_be_undone_says_so(
    request_of_somebody: HttpRequest,
) -> None:
    page = showcase.deed(request_of_somebody).content.decode()
    assert "此操作不能撤销" in page
    assert "button--danger" in page
    assert "只进不出" in page


def test_a_form_that_comes_back_with_errors_says_that_it_does(
    rf: RequestFactory, request_of_somebody: HttpRequest
) -> None:
    request = rf.post("/shown/deed/", {"payee": "贺某"})
    request.user = request_of_somebody.user
    page = showcase.deed(request).content.decode()
    assert "data-bound" in page
    assert "有 5 处需要改" in page
    assert 'value="贺某"' in page


@pytest.mark.parametrize("name", ["400", "403", "404", "409", "500"])
def test_a_page_that_says_no_renders_without_anything(name: str) -> None:
    page = render_to_string(f"ui/errors/{name}.html")
    assert "data-sentence" in page
    assert f">{name}<" in page


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_django_finds_its_own_error_pages(name: str) -> None:
    assert "data-sentence" in render_to_string(f"{name}.html")


@pytest.mark.parametrize(
    ("refusal", "heading"),
    [
        (NotAllowed("您不是{unit}的人，不能签发。", unit="派出所"), "无权办理"),
        (Refused("这笔止付已经签发，不能再签。"), "现在不能办理"),
    ],
)
def test_a_refusal_says_its_sentence(refusal: Refused, heading: str) -> None:
    page = render_to_string("ui/errors/refused.html", {"refusal": refusal})
    assert str(refusal) in page
    assert heading in page
    assert f">{refusal.status}<" in page


@pytest.mark.django_db
def test_a_deed_just_done_offers_to_take_it_back(
    signed_in: Callable[[AbstractBaseUser], Client], su: AbstractBaseUser
) -> None:
    client = signed_in(su)
    answer = client.post(
        "/shown/deed/",
        {
            "payee": "贺某", "account": "6222 0000 1234 5678", "amount": "50000",
            "at": "2026-11-22T14:05", "channel": "app", "code": "123456",
        },
        follow=True,
    )  # fmt: skip
    page = answer.content.decode()
    assert "撤销" in page
    assert '<form method="post" action="/shown/deed/">' in page
    assert 'data-outcome="done"' in page


@pytest.mark.django_db
def test_the_pulse_tells_a_stranger_nothing_but_the_time(client: Client) -> None:
    said = client.get("/ui/pulse/").json()
    assert said["person"] == ""
    assert said["now"].startswith("20")
    assert said["csrf"]


@pytest.mark.django_db
def test_the_worker_may_reach_the_whole_site(client: Client) -> None:
    answer = client.get("/ui/worker.js")
    assert answer["Service-Worker-Allowed"] == "/"
    assert answer["Content-Type"].startswith("text/javascript")
    assert b"addEventListener" in answer.content
