import time

import pytest
from django.test import Client
from django.utils import timezone

from wuzha.security.actions import release_factor, require_factor, reset_factors
from wuzha.security.models import FactorRule
from wuzha.security.tests.conftest import code_now

PAGE = "/account/"
OTHER = "/account/codes/new/"


@pytest.fixture
def clock(monkeypatch):
    """A watch that the test turns forward; the service reads it."""

    class Watch:
        now = time.time()

        def forward(self, **span):
            self.now += span.get("minutes", 0) * 60 + span.get("hours", 0) * 3600

    watch = Watch()
    monkeypatch.setattr(time, "time", lambda: watch.now)
    return watch


def test_a_session_left_alone_ends(signed_in, su, clock):
    client = signed_in(su)
    assert client.get(PAGE).status_code == 200
    clock.forward(minutes=59)
    assert client.get(PAGE).status_code == 200
    clock.forward(minutes=61)
    response = client.get(PAGE)
    assert response["Location"] == "/sign-in/?next=/account/"
    assert "已自动退出" in client.get("/sign-in/").content.decode()
    assert "已自动退出" not in client.get("/sign-in/").content.decode()


def test_a_session_in_use_ends_after_twelve_hours_all_the_same(signed_in, su, clock):
    client = signed_in(su)
    for _half_hour in range(24):
        assert client.get(PAGE).status_code == 200
        clock.forward(minutes=30)
    clock.forward(minutes=1)
    assert client.get(PAGE).status_code == 302


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Wuzha-Refresh": "board", "HX-Request": "true"},
        {"Sec-Fetch-Mode": "cors"},
    ],
)
def test_what_a_page_asks_for_by_itself_keeps_no_session_alive(
    signed_in, su, clock, headers
):
    client = signed_in(su)
    client.get(PAGE)
    for _quarter in range(4):
        clock.forward(minutes=15)
        assert client.get(PAGE, headers=headers).status_code == 200
    clock.forward(minutes=1)
    response = client.get(PAGE, headers=headers)
    assert "HX-Redirect" in response or response.status_code == 302


def test_a_panel_of_a_session_that_is_over_takes_its_page_to_the_sign_in(
    signed_in, su, clock
):
    client = signed_in(su)
    client.get(PAGE)
    clock.forward(minutes=61)
    response = client.get(PAGE, headers={"HX-Request": "true"})
    assert response["HX-Redirect"].startswith("/sign-in/")


def test_sessions_that_ended_are_forgotten_at_night(signed_in, su, clockwork):
    from django.contrib.sessions.models import Session

    from wuzha.security.actions import forget_ended_sessions

    signed_in(su)
    signed_in(su)
    ended = Session.objects.first()
    Session.objects.filter(pk=ended.pk).update(expire_date=timezone.now())
    forget_ended_sessions(at=timezone.now(), by=clockwork)
    assert Session.objects.count() == 1


def test_whoever_is_put_out_of_use_is_out_at_once(signed_in, su):
    client = signed_in(su)
    su.is_active = False
    su.save(update_fields=["is_active"])
    assert client.get(PAGE).status_code == 302


def test_a_role_that_needs_a_second_factor_is_led_to_it(signed_in, su, guan, clock):
    client = signed_in(su)
    assert client.get("/account/password/").status_code == 200
    require_factor(role="station_police", valid_from=timezone.localdate(), by=guan)
    clock.forward(minutes=2)
    assert client.get(OTHER)["Location"] == PAGE
    assert client.get(OTHER, headers={"HX-Request": "true"})["HX-Redirect"] == PAGE
    page = client.get(PAGE).content.decode()
    assert "请先添加一种方式" in page


def test_setting_up_the_phone_settles_it(
    client, su, guan, with_password, sign_in, recovery_codes
):
    require_factor(role="station_police", valid_from=timezone.localdate(), by=guan)
    with_password(su)
    sign_in(client)
    assert client.get(OTHER)["Location"] == PAGE
    page = client.get("/account/totp/add/")
    assert "data:image/svg" in page.content.decode()
    wrong = client.post("/account/totp/add/", {"code": "000000"})
    assert "验证码不对" in wrong.content.decode()
    secret = wrong.context["form"].secret
    done = client.post("/account/totp/add/", {"code": code_now(secret)})
    assert done["Location"] == "/account/codes/"
    shown = client.get("/account/codes/").content.decode()
    assert all(code in shown for code in recovery_codes(su))
    again = client.get("/account/codes/").content.decode()
    assert not any(code in again for code in recovery_codes(su))
    assert client.get(OTHER).status_code == 200


def test_the_last_factor_stays_while_the_role_needs_it(
    client, su, guan, with_password, with_totp, sign_in
):
    with_password(su)
    secret = with_totp(su)
    sign_in(client)
    client.post("/sign-in/second/", {"code": code_now(secret)})
    rule = require_factor(
        role="station_police", valid_from=timezone.localdate(), by=guan
    )
    refused = client.post("/account/totp/remove/")
    assert "必须使用双重验证" in refused.content.decode()
    release_factor(rule=rule, by=guan)
    assert client.post("/account/totp/remove/")["Location"] == PAGE


def test_a_rule_of_tomorrow_asks_nothing_today(signed_in, su, guan):
    tomorrow = timezone.localdate() + timezone.timedelta(days=1)
    require_factor(role="station_police", valid_from=tomorrow, by=guan)
    assert signed_in(su).get(PAGE).status_code == 200
    assert not signed_in(su).get(PAGE).context["required"]


def test_a_lost_phone_is_reset_by_the_administrator(
    client, su, guan, station, with_password, with_totp, sign_in
):
    with_password(su)
    with_totp(su)
    assert sign_in(client)["Location"] == "/sign-in/second/"
    reset_factors(person=su, by=guan)
    assert sign_in(Client())["Location"] == "/"


def test_a_role_is_required_once_at_a_time(guan, county):
    from wuzha.lib.refused import Refused

    require_factor(role="analyst", valid_from=timezone.localdate(), by=guan)
    with pytest.raises(Refused):
        require_factor(role="analyst", valid_from=timezone.localdate(), by=guan)
    assert FactorRule.objects.count() == 1
