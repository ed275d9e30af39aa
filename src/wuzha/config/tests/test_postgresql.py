"""Whether the server is still there is asked where it may have gone."""

from unittest.mock import MagicMock

import pytest
from django.db import ConnectionHandler

from wuzha.config.postgresql import base


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> MagicMock:
    clock = MagicMock(return_value=100.0)
    monkeypatch.setattr(base, "monotonic", clock)
    return clock


@pytest.fixture
def ours(monkeypatch: pytest.MonkeyPatch) -> base.DatabaseWrapper:
    """Connected; every request begins with a doubt."""
    given = {"ENGINE": "wuzha.config.postgresql", "NAME": "nothing"}
    connection = ConnectionHandler({"default": given})["default"]
    assert isinstance(connection, base.DatabaseWrapper)
    connection.connection = MagicMock()
    connection.health_check_enabled = True
    monkeypatch.setattr(connection, "is_usable", MagicMock(return_value=True))
    return connection


def asks(ours: base.DatabaseWrapper) -> bool:
    """Whether the first statement of a request does."""
    ours.is_usable.reset_mock()
    ours.health_check_done = False
    ours.close_if_health_check_failed()
    return bool(ours.is_usable.called)


def test_a_connection_in_use_is_not_asked_before_every_request(
    ours: base.DatabaseWrapper, now: MagicMock
) -> None:
    assert asks(ours)
    now.return_value += base.QUIET_SECONDS
    assert not asks(ours)
    now.return_value += base.QUIET_SECONDS + 0.1
    assert asks(ours)


def test_a_transaction_is_not_asked_however_long_it_takes(
    ours: base.DatabaseWrapper, now: MagicMock
) -> None:
    ours.in_atomic_block = True
    assert not asks(ours)


def test_a_server_that_is_gone_is_asked_for_anew(
    ours: base.DatabaseWrapper, now: MagicMock
) -> None:
    ours.is_usable.return_value = False
    assert asks(ours)
    assert ours.connection is None
