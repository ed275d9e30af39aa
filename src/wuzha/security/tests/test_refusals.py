"""What the database refuses because somebody else was quicker is told like any refusal;
what it refuses because we were wrong is not."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import RequestFactory

from wuzha.organisation.models import Person
from wuzha.security.models import FactorRule
from wuzha.security.refusals import RefusalMiddleware

pytestmark = pytest.mark.django_db


def refused(deed: Callable[[], object]) -> IntegrityError:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        deed()
    return error.value


def test_the_same_saved_twice_at_once_is_a_conflict(lin: Person) -> None:
    error = refused(lambda: Person.objects.create(username="lin", name="林某"))
    request = RequestFactory().get("/")
    request.user = lin
    page = RefusalMiddleware(lambda request: None).process_exception(request, error)
    assert page is not None
    assert page.status_code == 409
    assert "有人同时保存了同样的内容" in page.content.decode()


def test_a_row_that_cannot_be_is_a_fault_of_ours(lin: Person) -> None:
    error = refused(
        lambda: FactorRule.objects.create(
            role="analyst", valid_from="2026-05-02", valid_to="2026-05-01"
        )
    )
    request = RequestFactory().get("/")
    request.user = lin
    middleware = RefusalMiddleware(lambda request: None)
    assert middleware.process_exception(request, error) is None
