"""Warnings that another system pushes: each received once, each answered."""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import ValidationError

from wuzha.earlywarnings.actions import receive_from_system
from wuzha.earlywarnings.desk import Desk
from wuzha.earlywarnings.intake import WarningIn
from wuzha.home import actions
from wuzha.home.api.problems import FIELDS, faults, problem
from wuzha.home.api.shapes import BatchAnswer, BatchOut, ProblemOut, ReceivedOut
from wuzha.lib.refused import Refused
from wuzha.organisation.models import Person

Answer = tuple[HTTPStatus, Schema]
# The county is read anew after so many warnings.
DESK_LASTS = 50


class FeedRequest(HttpRequest):
    """Shown a good token; `auth` is the machine that it stands for."""

    auth: Person


def once(request: FeedRequest, key: str, work: Callable[[], Answer]) -> JsonResponse:
    """Under a key that was answered before, the same answer without any work. Work that
    broke off is done again: what it had received by then is known by its number."""
    if not key:
        status, said = work()
        return _json(status, said.model_dump(mode="json"))
    digest = sha256(f"{request.path}\n".encode() + request.body).hexdigest()
    kept = actions.begin_answer(key=key, digest=digest, by=request.auth)
    if kept.answered_at is None:
        status, said = work()
        answer = said.model_dump(mode="json")
        actions.keep_answer(kept=kept, status=status, answer=answer, by=request.auth)
    return _json(kept.status or HTTPStatus.OK, kept.answer)


def receive_one(
    warning: WarningIn, *, by: Person, desk: Desk | None = None
) -> tuple[HTTPStatus, ReceivedOut]:
    received = receive_from_system(payload=warning, desk=desk, by=by)
    status = HTTPStatus.CREATED if received.created else HTTPStatus.OK
    return status, ReceivedOut.of(received)


def receive_many(sent: Sequence[Any], *, by: Person) -> Answer:
    """Each in a transaction of its own: one that is wrong holds up no other, and what
    came before a broken line stays."""
    answers = list(_answers(sent, by))
    refused = sum(answer.problem is not None for answer in answers)
    return HTTPStatus.OK, BatchOut(
        received=len(answers) - refused, refused=refused, answers=answers
    )


def _answers(sent: Sequence[Any], by: Person) -> Iterator[BatchAnswer]:
    for start in range(0, len(sent), DESK_LASTS):
        desk = Desk.now()
        for position, one in enumerate(sent[start : start + DESK_LASTS], start):
            yield _answer(position, one, desk, by)


def _answer(position: int, sent: Any, desk: Desk, by: Person) -> BatchAnswer:
    try:
        status, received = receive_one(WarningIn.model_validate(sent), desk=desk, by=by)
    except ValidationError as unfit:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        wrong = problem(status, _(FIELDS), faults(unfit.errors()))
    except Refused as refusal:
        status = HTTPStatus(refusal.status)
        wrong = problem(status, str(refusal))
    else:
        return BatchAnswer(position=position, status=status, received=received)
    return BatchAnswer(position=position, status=status, problem=ProblemOut(**wrong))


def _json(status: int, said: dict[str, Any]) -> JsonResponse:
    return JsonResponse(said, status=status, json_dumps_params={"ensure_ascii": False})
