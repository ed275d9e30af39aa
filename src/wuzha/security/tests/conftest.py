"""Sign-in as people do it: with a password and a code of a phone's application."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)

PASSWORD = "lake-boat-seven-40"


@pytest.fixture(autouse=True)
def _fast_digests(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def with_password():
    def give(person, password=PASSWORD):
        person.set_password(password)
        person.save(update_fields=["password"])
        return person

    return give


@pytest.fixture
def sign_in():
    def post(client, username="su", password=PASSWORD, **more):
        return client.post(
            "/sign-in/", {"login": username, "password": password, **more}
        )

    return post


def code_now(secret: str) -> str:
    """The code that a phone shows at this moment."""
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counters[len(counters) // 2]))


@pytest.fixture
def with_totp():
    """Gives the person a second factor; returns its secret."""

    def give(person):
        secret = generate_totp_secret()
        TOTP.activate(person, secret)
        RecoveryCodes.activate(person)
        return secret

    return give


@pytest.fixture
def recovery_codes():
    def of(person):
        row = Authenticator.objects.get(
            user=person, type=Authenticator.Type.RECOVERY_CODES
        )
        return row.wrap().get_unused_codes()

    return of
