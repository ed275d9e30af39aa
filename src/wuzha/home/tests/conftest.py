"""A feed with a token, and warnings as another system sends them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from wuzha.home.api.pushing import recent_desk
from wuzha.organisation.models import Person
from wuzha.security import actions

ADDRESS = "青石县河口镇柳湾村第一网格3组12号"
Push = Callable[..., HttpResponse]


def sent(number: str = "SJ-0001", **changes: Any) -> dict[str, Any]:
    """One warning as JSON."""
    facts = {
        "source_number": number,
        "stream": "fund",
        "grade": "medium",
        "name": "申屠远",
        "phone": "13912345678",
        "address": ADDRESS,
        "fraud_class": "F02",
    }
    return facts | changes


@pytest.fixture(autouse=True)
def _county_read_anew() -> None:
    """The county of one test is not that of the next."""
    recent_desk.desk = None


@pytest.fixture
def token(feed: Person, guan: Person) -> str:
    _row, text = actions.issue_token(
        person=feed,
        purpose="上级平台",
        expires_at=timezone.now() + timedelta(days=30),
        by=guan,
    )
    return text


@pytest.fixture
def push(token: str) -> Push:
    """Posts JSON, or bytes as they are, with the feed's token."""

    def post(
        content: Any,
        path: str = "/api/v1/warnings",
        *,
        key: str = "",
        media_type: str = "application/json",
        bearer: str = token,
    ) -> HttpResponse:
        headers = {"Authorization": f"Bearer {bearer}"}
        if key:
            headers["Idempotency-Key"] = key
        return Client().post(path, content, content_type=media_type, headers=headers)

    return post
