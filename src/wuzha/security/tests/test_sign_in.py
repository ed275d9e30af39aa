import pytest

from wuzha.audit.models import Entry

PASSWORD = "lake-boat-seven-40"


@pytest.fixture(autouse=True)
def _fast_digests(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def su_with_password(su):
    su.set_password(PASSWORD)
    su.save(update_fields=["password"])
    return su


def sign_in(client, username="su", password=PASSWORD, **more):
    return client.post("/sign-in/", {"login": username, "password": password, **more})


def events():
    return list(Entry.objects.values_list("event", flat=True))


def test_the_right_password_opens_the_door(client, su_with_password):
    response = sign_in(client)
    assert response.status_code == 302 and response["Location"] == "/"
    assert client.session["_auth_user_id"] == str(su_with_password.pk)
    entry = Entry.objects.get()
    assert (entry.event, entry.by) == ("sign_in.done", "su")
    assert entry.facts == {"methods": "password", "address": "127.0.0.1"}
