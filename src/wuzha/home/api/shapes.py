"""The shapes of what the endpoint takes beside a warning, and of what it answers."""

from datetime import datetime
from typing import Annotated, Any, Self

from django.utils.translation import gettext_noop as N_
from ninja import Schema
from pydantic import Field, SkipValidation

from wuzha.earlywarnings.actions import Received
from wuzha.earlywarnings.intake import WarningIn
from wuzha.earlywarnings.models import EarlyWarning

MOST_AT_ONCE = 500


class FieldProblem(Schema):
    field: str
    problem: str


class ProblemOut(Schema):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldProblem] = []


class BatchIn(Schema):
    # Each is checked on its own: one that is wrong does not hold up the others.
    warnings: Annotated[
        list[Annotated[WarningIn, SkipValidation]],
        Field(min_length=1, max_length=MOST_AT_ONCE, title=N_("预警")),
    ]


class ReceivedOut(Schema):
    """The number asks for the state later. `created` is false for what had come in
    before under the same number."""

    number: str
    source: str
    source_number: str
    created: bool
    received_at: datetime
    dissuasion: str
    state: str
    state_label: str

    @classmethod
    def of(cls, received: Received) -> Self:
        warning, dissuasion = received.warning, received.dissuasion
        return cls(
            number=warning.number,
            source=warning.source,
            source_number=warning.source_number,
            created=received.created,
            received_at=warning.received_at,
            dissuasion=dissuasion.number,
            state=dissuasion.state,
            state_label=dissuasion.state_label,
        )


class BatchAnswer(Schema):
    """One warning of a batch: received, or the problem with it."""

    position: int
    status: int
    received: ReceivedOut | None = None
    problem: ProblemOut | None = None


class BatchOut(Schema):
    received: int
    refused: int
    answers: list[BatchAnswer]


class StatusOut(Schema):
    """How far the work on the person is. Tells nothing of the person."""

    number: str
    source: str
    source_number: str
    received_at: datetime
    dissuasion: str
    state: str
    state_label: str
    outcome: str
    dispatched_at: datetime | None
    signed_at: datetime | None
    called_at: datetime | None
    reached_at: datetime | None
    met_at: datetime | None
    fed_back_at: datetime | None
    ended_at: datetime | None
    met_in_time: bool | None

    @classmethod
    def of(cls, warning: EarlyWarning) -> Self:
        work = warning.dissuasion
        shared: dict[str, Any] = {
            name: getattr(work, name)
            for name in cls.model_fields
            if hasattr(work, name) and name not in OF_THE_WARNING
        }
        own = {name: getattr(warning, name) for name in OF_THE_WARNING}
        return cls(**shared, **own, dissuasion=work.number)


OF_THE_WARNING = ("number", "source", "source_number", "received_at")
