"""Settings that are wrong together are named, each with what to do."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.checks import run_checks
from django.db import connection

from wuzha.audit import chain
from wuzha.audit.record import record
from wuzha.config import checks
from wuzha.config.checks import TAG
from wuzha.organisation.models import Person

pytestmark = pytest.mark.django_db
GOOD = "a-secret-for-tests-that-is-long-enough-to-be-one"


@pytest.fixture
def found(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., set[str]]:
    """The ids that the checks find with these settings, sound ones to begin with."""
    # Which years there are tables for depends on the day of the test.
    monkeypatch.setattr(checks, "missing_years", lambda today: [])

    def find(**overrides: Any) -> set[str]:
        sound: dict[str, Any] = {
            "SECRET_KEY": GOOD,
            "SECRET_KEY_FALLBACKS": [],
            "ALLOWED_HOSTS": ["127.0.0.1"],
            "DEBUG": False,
            "DEMO": False,
            "HTTPS": False,
            "WEB_WORKERS": 1,
            "METRICS_TOKEN": "",
            "PUBLIC_URL": "",
            "CSRF_TRUSTED_ORIGINS": [],
        }
        for name, value in (sound | overrides).items():
            setattr(settings, name, value)
        messages = run_checks(
            tags=[TAG], include_deployment_checks=True, databases=["default"]
        )
        assert all(message.hint or message.id == "wuzha.E012" for message in messages)
        return {str(message.id) for message in messages}

    return find


def test_a_sound_service_has_no_faults(
    found: Callable[..., set[str]], guan: Person, clockwork: Person
) -> None:
    assert found() == set()


@pytest.mark.parametrize(
    ("overrides", "id"),
    [
        ({"SECRET_KEY": "short"}, "wuzha.E002"),
        ({"SECRET_KEY_FALLBACKS": ["short"]}, "wuzha.E003"),
        ({"HTTPS": True}, "wuzha.E004"),
        (
            {"HTTPS": True, "CSRF_TRUSTED_ORIGINS": ["http://fz.example"]},
            "wuzha.E005",
        ),
        ({"ALLOWED_HOSTS": ["fz.example"]}, "wuzha.W006"),
        (
            {
                "HTTPS": True,
                "CSRF_TRUSTED_ORIGINS": ["https://fz.example"],
                "PUBLIC_URL": "http://fz.example",
            },
            "wuzha.W007",
        ),
        ({"ALLOWED_HOSTS": ["*"]}, "wuzha.E008"),
        ({"DEBUG": True}, "wuzha.E009"),
        ({"METRICS_TOKEN": "short"}, "wuzha.E010"),
    ],
)
def test_what_is_wrong_is_named(
    found: Callable[..., set[str]],
    guan: Person,
    clockwork: Person,
    overrides: dict[str, Any],
    id: str,
) -> None:
    assert found(**overrides) == {id}


def test_a_secret_must_be_set(
    found: Callable[..., set[str]], settings: Any, guan: Person, clockwork: Person
) -> None:
    assert found(SECRET_KEY=settings.UNSET_SECRET) == {"wuzha.E001"}


def test_sqlite_takes_one_process(
    found: Callable[..., set[str]], guan: Person, clockwork: Person
) -> None:
    wrong = {"wuzha.E011"} if connection.vendor == "sqlite" else set()
    assert found(WEB_WORKERS=2) == wrong


def test_accounts_of_a_demo_are_not_for_a_service(
    found: Callable[..., set[str]], guan: Person, clockwork: Person
) -> None:
    assert found(DEMO=True) == {"wuzha.E015"}
    Person.objects.filter(pk=guan.pk).update(is_demo=True)
    assert found() == {"wuzha.E014"}
    assert found(DEMO=True, DEBUG=True) == set()


def test_a_year_without_days_off_is_named(
    found: Callable[..., set[str]],
    guan: Person,
    clockwork: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(checks, "missing_years", lambda today: [2031])
    assert found() == {"wuzha.W019"}


def test_somebody_and_the_machine_person_must_be_there(
    found: Callable[..., set[str]], make_person: Callable[..., Person]
) -> None:
    assert found() == {"wuzha.E016"}
    make_person("guan", "管理员关")
    assert found() == {"wuzha.E017"}


def test_a_database_of_an_older_version_is_named(
    found: Callable[..., set[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "_is_behind", lambda: True)
    assert found() == {"wuzha.E013"}


def test_a_secret_that_is_not_the_one_of_the_database_is_named(
    found: Callable[..., set[str]], guan: Person, clockwork: Person
) -> None:
    record("anything", by=guan)
    assert found() == set()
    chain.seal_all_entries()
    other = "another-secret-that-is-long-enough-to-be-one"
    assert found(SECRET_KEY=other) == {"wuzha.E018"}
    assert found(SECRET_KEY=other, SECRET_KEY_FALLBACKS=[GOOD]) == set()
