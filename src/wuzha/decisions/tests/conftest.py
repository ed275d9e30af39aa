"""Windows that are asked in the same thread, where what a test wrote can be seen."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from wuzha.decisions.book import recent_book
from wuzha.decisions.shards import Line, Unreachable, shards
from wuzha.decisions.tests.made import make_bank
from wuzha.decisions.windows import Shard
from wuzha.organisation.models import Person, Unit
from wuzha.security.actions import issue_token

Ask = Callable[..., Any]
Start = Callable[..., list[Shard]]


class Here(Line):
    def __init__(self, shard: Shard) -> None:
        super().__init__(shard.number)
        self.windows = shard

    def send(self, question: bytes) -> None:
        self.said = self.windows.answer(json.loads(question))

    def receive(self) -> list[dict[str, Any] | None]:
        said = json.loads(json.dumps(self.said))
        if "said" not in said:
            raise Unreachable
        answers: list[dict[str, Any] | None] = said["said"]
        return answers


@pytest.fixture
def start(settings: Any, tmp_path: Path) -> Iterator[Start]:
    """So many shards, from what is in the files and the log by now."""
    settings.HOME = tmp_path

    def started(count: int = 1) -> list[Shard]:
        settings.DECISION_SHARDS = count
        made = [Shard(number, count) for number in range(count)]
        for shard in made:
            shard.fill()
        recent_book.book = recent_book.coming = None
        shards.lines = {shard.number: Here(shard) for shard in made}
        return made

    yield started
    shards.lines = {}
    recent_book.book = recent_book.coming = None


@pytest.fixture
def bank(county: Unit) -> Person:
    return make_bank(county)


@pytest.fixture
def ask(bank: Person, guan: Person, wei: Person) -> Ask:
    """What the bank's system is answered."""
    _row, token = issue_token(
        person=bank,
        purpose="农商行",
        expires_at=timezone.now() + timedelta(days=30),
        by=guan,
    )
    bearer = {"Authorization": f"Bearer {token}"}

    def asked(content: Any, path: str = "/api/v1/decisions", key: str = "") -> Any:
        headers = bearer | ({"Idempotency-Key": key} if key else {})
        if content is None:
            return Client().get(path, headers=headers)
        return Client().post(
            path, content, content_type="application/json", headers=headers
        )

    return asked
