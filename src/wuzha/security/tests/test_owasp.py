"""The usual list: what a stranger, a neighbour or a curious colleague would try."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from wuzha.lib.refused import NotAllowed
from wuzha.organisation.models import Leave, Person, Unit
from wuzha.security.refusals import RefusalMiddleware
from wuzha.security.tests.conftest import PASSWORD

STRICT = {
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}


@pytest.fixture
def guan_client(signed_in, guan):
    return signed_in(guan)


# Headers and cookies


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/sign-in/", 200),
        ("/account/", 200),
        ("/units/", 200),
        ("/people/", 200),
        ("/units/export/", 200),
        ("/no-such-page/", 404),
        ("/people/0/", 404),
        ("/sign-out/", 405),
    ],
)
def test_every_answer_carries_the_strict_headers(guan_client, client, path, status):
    answer = (client if path == "/sign-in/" else guan_client).get(path)
    assert answer.status_code == status
    policy = answer["Content-Security-Policy"]
    assert {part.strip() for part in policy.split(";")} >= STRICT
    assert "unsafe" not in policy and "http:" not in policy and "*" not in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    answer.close()


@pytest.mark.parametrize("path", ["/account/", "/units/", "/people/", "/"])
def test_what_was_on_the_screen_is_not_kept_by_the_browser(guan_client, path):
    assert "no-store" in guan_client.get(path)["Cache-Control"]


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(
    client, su, with_password, sign_in, settings
):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    with_password(su)
    client.get("/sign-in/")
    sign_in(client)
    session, token = client.cookies["sessionid"], client.cookies["csrftoken"]
    assert session["httponly"] and session["secure"] and session["samesite"] == "Lax"
    assert token["secure"] and token["samesite"] == "Lax"
    assert session["max-age"] == "", "ends with the browser"


# Requests that another site has made up


@pytest.mark.parametrize(
    "path", ["/sign-in/", "/sign-out/", "/account/password/", "/people/new/"]
)
def test_a_post_without_the_token_of_the_page_is_refused(guan, path):
    client = Client(enforce_csrf_checks=True)
    client.force_login(guan, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(path, {"login": "su", "password": PASSWORD}).status_code == 403


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "a b"])
def test_a_foreign_host_name_is_refused(client, host):
    assert client.get("/sign-in/", headers={"Host": host}).status_code == 400


def test_the_method_is_what_it_is(guan_client, guan, hong):
    path = reverse("organisation:deactivate", args=[hong.pk])
    for headers in (
        {"X-HTTP-Method-Override": "POST"},
        {"X-Method-Override": "POST"},
        {"X-HTTP-Method": "POST"},
    ):
        assert guan_client.get(path, headers=headers).status_code == 405
    assert guan_client.get(path, {"_method": "POST"}).status_code == 405
    for method in ("put", "delete", "patch", "trace"):
        assert getattr(guan_client, method)(path).status_code == 405
    hong.refresh_from_db()
    assert hong.is_active


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example"]
)
def test_showing_oneself_again_leads_nowhere_else(
    client, su, with_password, sign_in, target
):
    with_password(su)
    sign_in(client)
    answer = client.post(
        "/account/again/password/", {"password": PASSWORD, "next": target}
    )
    assert answer.status_code == 302 and answer["Location"] == "/"


# Fields and keys that were not offered


def test_fields_that_no_form_has_are_not_taken(guan_client, hong, guan):
    guan_client.post(
        reverse("organisation:edit_person", args=[hong.pk]),
        {
            "name": "洪某",
            "is_active": "",
            "is_machine": "on",
            "username": "root",
            "password": "x",
            "password_given_at": "2026-01-01",
        },
    )
    hong.refresh_from_db()
    assert hong.name == "洪某"
    assert (hong.username, hong.is_active, hong.is_machine) == ("hong", True, False)
    assert hong.password_given_at is None


def test_a_new_unit_cannot_name_its_own_path(guan_client, town, other_town):
    guan_client.post(
        reverse("organisation:new", args=[town.pk]),
        {
            "kind": "village",
            "name": "新村",
            "code": "",
            "valid_from": "2026-01-01",
            "path": "/",
            "parent": other_town.pk,
        },
    )
    unit = Unit.objects.get(name="新村")
    assert unit.parent == town and unit.path == f"{town.path}{unit.pk}/"


def test_keys_of_others_are_not_found(signed_in, su, hong, other_su, station):
    client = signed_in(other_su)
    leave = Leave.objects.create(
        person=hong, starts_at="2026-01-01T00:00Z", ends_at="2036-01-01T00:00Z"
    )
    held = hong.appointments.get()
    for path in (
        reverse("organisation:deputies", args=[held.pk]),
        reverse("organisation:end_appointment", args=[held.pk]),
        reverse("organisation:person", args=[hong.pk]),
        reverse("organisation:unit", args=[station.pk]),
        reverse("security:reveal_person", args=[hong.pk, "phone"]),
    ):
        assert client.get(path).status_code == 404
    path = reverse("organisation:cancel_leave", args=[leave.pk])
    assert client.post(path).status_code == 404


def test_a_colleagues_passkey_cannot_be_removed(signed_in, su, hong):
    from allauth.mfa.models import Authenticator

    passkey = Authenticator.objects.create(
        user=su, type=Authenticator.Type.WEBAUTHN, data={"name": "x", "credential": {}}
    )
    path = reverse("mfa_remove_webauthn", args=[passkey.pk])
    assert signed_in(hong).post(path).status_code == 404
    assert Authenticator.objects.filter(pk=passkey.pk).exists()


# What people type


INJECTED = "<script>alert(1)</script>{{ 7|add:7 }}{% now 'Y' %}"


def test_names_are_shown_as_they_are_written(guan_client, hong, grid):
    hong.name = INJECTED[:40]
    hong.save(update_fields=["name"])
    grid.name = INJECTED
    grid.save(update_fields=["name"])
    for path in (
        reverse("organisation:people"),
        reverse("organisation:person", args=[hong.pk]),
        reverse("organisation:unit", args=[grid.pk]),
        reverse("organisation:units") + "?q=script",
    ):
        text = guan_client.get(path).content.decode()
        assert "<script>alert" not in text and "&lt;script&gt;alert" in text
        assert "14" not in text.partition("alert(1)")[2][:40]


@pytest.mark.parametrize(
    "typed", ["' OR '1'='1", "%", "_", "\\", "\x00", "a" * 5000, "1; DROP TABLE x"]
)
@pytest.mark.parametrize("path", ["/units/?q=", "/people/?q=", "/people/?unit="])
def test_a_search_finds_only_what_it_says(guan_client, hong, grid, path, typed):
    base, _sign, name = path.partition("?")
    answer = guan_client.get(base, {name.rstrip("="): typed})
    assert answer.status_code == 200
    assert hong.name not in answer.content.decode().partition("<main")[2]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("表.xlsx", b"MZ\x90\x00 a program"),
        ("表.csv", b"\x7fELF a program"),
        ("../../etc/passwd.xlsx", b"PK\x03\x04 broken"),
        ("表.svg", b"<svg onload=alert(1)>"),
        ("表.html", b"<script>alert(1)</script>"),
        ("表.xlsx", b""),
    ],
)
def test_what_is_no_table_is_not_taken(guan_client, county, name, content):
    before = Person.objects.count(), Unit.objects.count()
    for what in ("units", "people"):
        answer = guan_client.post(
            f"/{what}/import/", {"file": SimpleUploadedFile(name, content)}
        )
        assert answer.status_code in (200, 409, 422)
        assert "/etc/passwd" not in answer.content.decode()
    assert (Person.objects.count(), Unit.objects.count()) == before


# What is said when something is wrong


def test_a_missing_page_tells_nothing_of_the_house(client, settings):
    text = client.get("/no-such-page/").content.decode()
    assert (
        "urlpatterns" not in text and "Traceback" not in text and "Django" not in text
    )


def test_a_refusal_is_a_sentence_and_is_kept(rf, su):
    from wuzha.audit.models import Entry

    request = rf.get("/somewhere/")
    request.user, request.resolver_match = su, None
    middleware = RefusalMiddleware(lambda request: HttpResponse())
    answer = middleware.process_exception(request, NotAllowed("您没有这项权限。"))
    assert answer.status_code == 403 and "您没有这项权限。" in answer.content.decode()
    entry = Entry.objects.get()
    assert (entry.event, entry.by, entry.outcome) == ("access.refused", "su", "refused")
    assert middleware.process_exception(request, ValueError()) is None


def test_for_a_system_a_refusal_is_json(su):
    request = RequestFactory().get("/api/warnings/")
    request.user, request.resolver_match = su, None
    middleware = RefusalMiddleware(lambda request: HttpResponse())
    answer = middleware.process_exception(request, NotAllowed("您没有这项权限。"))
    assert answer.status_code == 403 and "json" in answer["Content-Type"]


def test_no_page_is_open_to_strangers_but_the_few_named_here(client, db):
    """Whatever is added later asks for the sign-in unless it is added here, too."""
    from django.urls import get_resolver

    open_views = set()

    def walk(resolver, space=""):
        for pattern in resolver.url_patterns:
            if hasattr(pattern, "url_patterns"):
                inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
                walk(pattern, inner)
            elif not getattr(pattern.callback, "login_required", True):
                open_views.add(f"{space}{pattern.name}")

    walk(get_resolver())
    expected = {
        *("account_login", "mfa_login_webauthn", "mfa_authenticate"),
        "account_logout",
        *("ui:pulse", "ui:worker", "healthz", "metrics"),
        *("check", "check_picture", "check_paid", "check_keep", "check_code"),
        *("check_appeal", "check_freeze"),
    }
    beyond = {view for view in open_views - expected if not view.startswith("api")}
    assert beyond == set()
