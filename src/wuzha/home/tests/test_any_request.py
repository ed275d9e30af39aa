"""Whatever another system sends, the endpoint answers as its description says, and what
is refused leaves no trace."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from wuzha.earlywarnings.models import Dissuasion, EarlyWarning
from wuzha.home.api.endpoints import api
from wuzha.home.tests.conftest import Push, sent
from wuzha.organisation.models import Person

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
AS_DESCRIBED = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
# One database for all examples of a test: each sees what those before it sent.
BOUNDED = settings(
    max_examples=60,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(autouse=True)
def _connection_stays() -> Iterator[None]:
    """A real request closes the connection, and with it the transaction of the test."""
    ends = (request_started, request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield
    for signal in ends:
        signal.connect(close_old_connections)


schema = schemathesis.openapi.from_dict(api.get_openapi_schema())
schema.app = WSGIHandler()


@BOUNDED
@given(case=schema.as_strategy())
def test_every_answer_is_as_described(
    case: Case, token: str, hong: Person, su: Person, lin: Person
) -> None:
    answer = case.call(headers={"Authorization": f"Bearer {token}"})
    case.validate_response(answer, checks=AS_DESCRIBED)
    assert answer.status_code < 500


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.sampled_from(["\x00", "\ud800", "9" * 400, "１３９", "=1+1", "'; --"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


@BOUNDED
@given(changes=st.dictionaries(st.sampled_from([*sent(), "clue", "limit_at"]), values))
def test_a_warning_with_anything_in_its_fields_is_received_or_leaves_no_trace(
    changes: dict[str, Any], push: Push, hong: Person, su: Person, lin: Person
) -> None:
    before = EarlyWarning.objects.count(), Dissuasion.objects.count()
    answer = push(sent(**changes))
    after = EarlyWarning.objects.count(), Dissuasion.objects.count()
    assert answer.status_code in {200, 201, 400, 409, 422}
    if answer.status_code != 201:
        assert after == before


@BOUNDED
@given(
    body=st.binary(max_size=200)
    | st.text(max_size=200).map(lambda t: t.encode("utf8", "replace"))
)
def test_any_bytes_are_refused_without_a_trace(body: bytes, push: Push) -> None:
    assert push(body).status_code in {400, 422}
    assert not EarlyWarning.objects.exists()
