from datetime import timedelta

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.utils import timezone

from wuzha.audit.models import Entry
from wuzha.security.tests.conftest import PASSWORD, code_now

MISMATCH = "用户名或密码不对"


@pytest.fixture(autouse=True)
def _su(su, with_password):
    with_password(su)


def entries():
    return list(Entry.objects.values_list("event", "by"))


def is_in(client):
    return "_auth_user_id" in client.session


def test_the_right_password_opens_the_door(client, sign_in):
    response = sign_in(client)
    assert response.status_code == 302 and response["Location"] == "/"
    assert is_in(client)
    entry = Entry.objects.get()
    assert (entry.event, entry.by, entry.outcome) == ("sign_in.done", "su", "done")
    assert entry.facts == {"methods": "password", "address": "127.0.0.1"}


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client, sign_in):
    wrong = sign_in(client, password="wrong")
    unknown = sign_in(client, username="nobody", password="wrong")
    for response in (wrong, unknown):
        assert response.status_code == 200 and not is_in(client)
        assert MISMATCH in response.content.decode()
    assert entries() == [("sign_in.failed", "su"), ("sign_in.failed", "")]


def test_an_unknown_name_takes_as_much_work_as_a_known_one(
    client, sign_in, monkeypatch
):
    digests = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher,
        "encode",
        lambda self, *given: digests.append(1) or encode(self, *given),
    )
    sign_in(client, password="wrong")
    known = len(digests)
    sign_in(client, username="nobody", password="wrong")
    assert len(digests) == 2 * known > 0


def test_an_account_that_is_out_of_use_gets_the_same_answer_too(client, sign_in, su):
    su.is_active = False
    su.save(update_fields=["is_active"])
    assert MISMATCH in sign_in(client).content.decode()


def test_a_machine_cannot_sign_in(client, sign_in, feed):
    feed.set_unusable_password()
    feed.save(update_fields=["password"])
    response = sign_in(client, username="feed", password=feed.password)
    assert MISMATCH in response.content.decode() and not is_in(client)


def test_five_wrong_passwords_lock_the_name_for_this_address(client, sign_in):
    statuses = [sign_in(client, password="wrong").status_code for _n in range(5)]
    assert statuses == [200, 200, 200, 200, 429]
    locked = sign_in(client)
    assert locked.status_code == 429 and not is_in(client)
    assert "15 分钟后再试" in locked.content.decode()


def test_a_name_that_nobody_has_is_locked_as_well(client, sign_in):
    for _n in range(5):
        sign_in(client, username="nobody", password="wrong")
    assert sign_in(client, username="nobody").status_code == 429


def test_the_lock_does_not_keep_the_officer_out_at_another_address(sign_in):
    attacker, officer = Client(REMOTE_ADDR="10.0.0.9"), Client(REMOTE_ADDR="10.0.0.1")
    for _n in range(6):
        sign_in(attacker, password="wrong")
    assert sign_in(officer).status_code == 302 and is_in(officer)


def test_the_lock_ends_by_itself(client, sign_in, monkeypatch):
    for _n in range(5):
        sign_in(client, password="wrong")
    later = timezone.now() + timedelta(minutes=16)
    monkeypatch.setattr("axes.attempts.now", lambda: later, raising=False)
    monkeypatch.setattr("axes.handlers.proxy.now", lambda: later)
    assert sign_in(client).status_code == 302


def test_an_administrator_ends_the_lock(client, sign_in, su, guan, county):
    from wuzha.security.actions import unlock_sign_in

    for _n in range(5):
        sign_in(client, password="wrong")
    unlock_sign_in(person=su, by=guan)
    assert sign_in(client).status_code == 302


def test_wrong_passwords_are_not_written_down(client, sign_in):
    from axes.models import AccessAttempt

    sign_in(client, password="nearly-my-password")
    kept = AccessAttempt.objects.get()
    assert "nearly-my-password" not in f"{kept.post_data}{kept.get_data}"
    assert "nearly-my-password" not in str(Entry.objects.get().facts)


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "http://127.0.0.1/",
    ],
)
def test_sign_in_leads_nowhere_else(client, sign_in, target):
    assert sign_in(client, next=target)["Location"] == "/"


def test_sign_in_leads_back_to_where_one_wanted_to_go(client, sign_in):
    assert client.get("/account/")["Location"] == "/sign-in/?next=/account/"
    assert sign_in(client, next="/account/?a=1")["Location"] == "/account/?a=1"


def test_the_session_gets_a_new_key_at_sign_in(client, sign_in):
    client.get("/sign-in/")
    session = client.session
    session["planted"] = 1
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    sign_in(client)
    assert client.session.session_key != before


def test_a_second_factor_is_asked_for_where_there_is_one(
    client, sign_in, su, with_totp
):
    secret = with_totp(su)
    assert sign_in(client, next="/account/")["Location"] == "/sign-in/second/"
    assert not is_in(client)
    page = client.get("/sign-in/second/").content.decode()
    assert "第二步验证" in page
    response = client.post("/sign-in/second/", {"code": code_now(secret)})
    assert response["Location"] == "/account/" and is_in(client)
    assert Entry.objects.get().facts["methods"] == "password+totp"


def test_a_code_is_good_once(client, sign_in, su, with_totp):
    code = code_now(with_totp(su))
    for expected in (302, 200):
        visitor = Client()
        sign_in(visitor)
        response = visitor.post("/sign-in/second/", {"code": code})
        assert response.status_code == expected


def test_a_recovery_code_replaces_the_phone_once(
    client, sign_in, su, with_totp, recovery_codes
):
    with_totp(su)
    spent = recovery_codes(su)[0]
    for expected in (302, 200):
        visitor = Client()
        sign_in(visitor)
        answer = visitor.post("/sign-in/second/", {"code": spent})
        assert answer.status_code == expected
    assert spent not in recovery_codes(su)


def test_wrong_codes_lock_like_wrong_passwords(client, sign_in, su, with_totp):
    secret = with_totp(su)
    sign_in(client)
    for _n in range(4):
        assert client.post("/sign-in/second/", {"code": "000000"}).status_code == 200
    assert client.post("/sign-in/second/", {"code": "000000"}).status_code == 429
    right = client.post("/sign-in/second/", {"code": code_now(secret)})
    assert right.status_code != 302 and not is_in(client)
    assert ("sign_in.failed", "su") in entries()


def test_the_second_step_cannot_be_entered_without_the_first(client, su, with_totp):
    with_totp(su)
    assert client.get("/sign-in/second/")["Location"] == "/sign-in/"


def test_the_secret_of_the_phone_is_sealed(su, with_totp):
    from allauth.mfa.models import Authenticator

    secret = with_totp(su)
    for row in Authenticator.objects.filter(user=su):
        assert secret not in str(row.data)
        assert str(row.data.get("secret") or row.data.get("seed")).startswith("w1.")


def test_sign_out_is_a_post_and_ends_the_session(client, sign_in):
    sign_in(client)
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/")["Location"] == "/sign-in/"
    assert not is_in(client)
    assert entries()[-1] == ("sign_in.ended", "su")


def test_a_stranger_may_press_sign_out(client):
    assert client.post("/sign-out/").status_code == 302


def test_a_password_given_by_an_administrator_opens_only_one_page(
    client, sign_in, su, guan, county
):
    from wuzha.organisation.actions.people import give_password

    given = give_password(person=su, by=guan)
    sign_in(client, password=given)
    assert client.get("/account/")["Location"] == "/account/password/"
    page = client.get("/account/password/").content.decode()
    assert "管理员给的密码只用一次" in page
    same = client.post("/account/password/", {"password1": given, "password2": given})
    assert "新密码不能和现在的一样" in same.content.decode()
    done = client.post(
        "/account/password/", {"password1": PASSWORD, "password2": PASSWORD}
    )
    assert done["Location"] == "/"
    assert client.get("/account/").status_code == 200
    su.refresh_from_db()
    assert su.password_given_at is None and su.check_password(PASSWORD)
    assert entries()[-1] == ("person.password_chosen", "su")


def test_a_given_password_is_over_after_a_week(client, sign_in, su, guan, county):
    from wuzha.organisation.actions.people import give_password

    given = give_password(person=su, by=guan)
    su.password_given_at = timezone.now() - timedelta(days=8)
    su.save(update_fields=["password_given_at"])
    response = sign_in(client, password=given)
    assert response["Location"] == "/sign-in/" and not is_in(client)
    assert "初始密码已过期" in client.get("/sign-in/").content.decode()


@pytest.mark.parametrize("weak", ["short", "1234567890", "password1234", "su"])
def test_weak_passwords_are_refused(client, sign_in, su, weak):
    sign_in(client)
    response = client.post(
        "/account/password/",
        {"oldpassword": PASSWORD, "password1": weak, "password2": weak},
    )
    assert response.status_code == 200
    su.refresh_from_db()
    assert su.check_password(PASSWORD)


def test_a_new_password_ends_every_other_session(client, sign_in, su):
    sign_in(client)
    elsewhere = Client()
    sign_in(elsewhere)
    new = "river-stone-eleven-7"
    done = client.post(
        "/account/password/",
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )
    assert done.status_code == 302
    assert client.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302


@pytest.mark.parametrize(
    "path",
    ["/accounts/signup/", "/signup/", "/password/reset/", "/account/email/", "/admin/"],
)
def test_nothing_else_of_the_library_is_open(client, path):
    assert client.get(path).status_code == 404


def test_too_many_attempts_from_one_address_are_slowed_down(client, sign_in, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "3/m/ip"}
    statuses = [sign_in(client, f"u{n}", "wrong").status_code for n in range(4)]
    assert statuses == [200, 200, 200, 429]
    assert "请过几分钟再试" in sign_in(client).content.decode()
