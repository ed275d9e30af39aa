"""The page for everybody: what it says, what it refuses, and that it keeps nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from wuzha.lib.refused import Refused
from wuzha.organisation.models import Person, Unit
from wuzha.screening import sparing, waiting
from wuzha.screening.models import Picture, Verdict

SCAM = "我是市公安局民警，您涉嫌洗钱，请把钱转到安全账户核查资金，不要告诉家人。"
pytestmark = pytest.mark.django_db


def ask(client: Client, text: str = "", **files: Any) -> Any:
    return client.post("/check/", {"text": text, **files})


def screenshot(content: bytes = b"picture") -> SimpleUploadedFile:
    return SimpleUploadedFile("shot.png", content, content_type="image/png")


def settings_of(monkeypatch: pytest.MonkeyPatch, **values: int) -> None:
    known = sparing.setting

    def setting(name: str) -> int:
        return values.get(name, known(name)) if name in values else known(name)

    for module in (sparing, waiting):
        monkeypatch.setattr(module, "setting", setting)


def test_a_scam_is_named_with_what_gave_it_away_and_nothing_is_kept() -> None:
    client = Client()
    page = ask(client, SCAM).content.decode()
    assert "很可能是诈骗" in page
    assert "<mark" in page and "安全账户" in page
    assert "96110" in page and "tel:110" in page
    assert "告诉家里人" in page
    assert not Verdict.objects.exists()
    client.get("/check/")
    assert not client.cookies["csrftoken"]["max-age"]
    assert set(client.cookies) == {"csrftoken"}


def test_the_kind_of_a_scam_is_said_in_words_of_every_day() -> None:
    points = "尊敬的客户，您的积分即将清零可兑换现金，请登录 wap.ccb-jf.top 领取。"
    page = ask(Client(), points).content.decode()
    assert "像是盗刷：用链接" in page and "网黑" not in page


def test_nothing_found_is_never_called_safe() -> None:
    page = ask(Client(), "明天下午三点在村委会开会，请带身份证。").content.decode()
    assert "没有发现诈骗迹象，但不等于安全" in page
    assert "告诉家里人" not in page


def test_an_official_number_is_named_and_not_called_safe() -> None:
    page = ask(Client(), "10086打来的").content.decode()
    assert "官方号码（来电显示可以伪造）" in page and "不等于安全" in page


def test_markup_in_the_text_stays_text() -> None:
    page = ask(Client(), f"<script>alert(1)</script>{SCAM}").content.decode()
    assert "<script>alert" not in page


def test_an_empty_question_and_a_large_picture_say_what_to_do() -> None:
    assert "请粘贴内容" in ask(Client()).content.decode()
    large = ask(Client(), picture=screenshot(b"x" * (5 * 1024 * 1024 + 1)))
    assert "5 MB" in large.content.decode()


def test_who_asks_too_often_is_told_when_to_come_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings_of(monkeypatch, budget=1)
    client = Client(REMOTE_ADDR="192.0.2.7")
    assert ask(client, SCAM).status_code == 200
    refused = ask(client, SCAM)
    assert refused.status_code == 429
    assert "10分钟" in refused.content.decode()
    assert SCAM in refused.content.decode()
    assert ask(Client(REMOTE_ADDR="192.0.2.8"), SCAM).status_code == 200


def test_a_picture_waits_its_turn_is_read_and_is_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(waiting, "read_picture", lambda content: f"{SCAM}{content!r}")
    first = ask(Client(), picture=screenshot(b"first"))
    second = ask(Client(), picture=screenshot(b"second"))
    page = Client().get(second.url)
    assert "前面还有 1 张" in page.content.decode() and page["Refresh"]
    assert waiting.read_next()
    answer = Client().get(first.url).content.decode()
    assert "很可能是诈骗" in answer and "first" in answer
    assert "再等几秒钟" in Client().get(second.url).content.decode()
    read, unread = Picture.objects.order_by("pk")
    assert read.content == "" and unread.content != ""


def test_a_picture_that_cannot_be_read_says_why(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(content: bytes) -> str:
        raise Refused("图片太大了，没有读。请只截有文字的一屏，或者把文字打进来。")

    monkeypatch.setattr(waiting, "read_picture", refuse)
    sent = ask(Client(), picture=screenshot())
    waiting.read_next()
    assert "图片太大了" in Client().get(sent.url).content.decode()


def test_one_picture_is_read_at_a_time_and_the_dead_reader_is_replaced() -> None:
    ask(Client(), picture=screenshot())
    Picture.objects.update(begun_at=timezone.now())
    assert not waiting.read_next()
    Picture.objects.update(begun_at=timezone.now() - timedelta(hours=1))
    assert waiting.read_next()


def test_pictures_are_forgotten_in_minutes_and_the_queue_has_an_end(
    monkeypatch: pytest.MonkeyPatch, clockwork: Person
) -> None:
    settings_of(monkeypatch, queue_most=1)
    sent = ask(Client(), picture=screenshot())
    crowded = ask(Client(), picture=screenshot())
    assert crowded.status_code == 503
    assert "太多" in crowded.content.decode()
    waiting.forget_pictures(at=timezone.now() + timedelta(minutes=11), by=clockwork)
    gone = Client().get(sent.url)
    assert gone.status_code == 410
    assert "10分钟" in gone.content.decode()


def test_who_has_paid_finds_the_four_items_and_the_station_of_the_village(
    town: Unit, village: Unit, station: Unit
) -> None:
    page = Client().get("/check/paid/").content.decode()
    assert "收款账号" in page and "tel:110" in page
    assert f"?place={town.pk}" in page
    page = Client().get("/check/paid/", {"place": town.pk}).content.decode()
    assert f"?place={village.pk}" in page
    page = Client().get("/check/paid/", {"place": village.pk}).content.decode()
    assert "河口派出所" in page
    assert Client().get("/check/paid/", {"place": station.pk}).status_code == 404


@pytest.mark.parametrize("path", ["/check/", "/check/paid/"])
def test_strangers_stay_strangers(
    path: str, county: Unit, signed_in: Callable[..., Client]
) -> None:
    response = Client().get(path)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert "sessionid" not in response.cookies
