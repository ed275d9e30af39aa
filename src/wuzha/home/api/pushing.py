"""Warnings that another system pushes: each received once, each answered."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from django.http import JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import ValidationError

from wuzha.earlywarnings.actions import (
    Received,
    receive_from_system,
    receive_warnings,
)
from wuzha.earlywarnings.desk import Desk
from wuzha.earlywarnings.intake import WarningIn
from wuzha.earlywarnings.states import Door
from wuzha.home import actions
from wuzha.home.api.problems import FIELDS, faults, problem
from wuzha.home.api.shapes import BatchAnswer, BatchOut, ProblemOut, ReceivedOut
from wuzha.home.api.token import FeedRequest
from wuzha.lib.refused import Refused
from wuzha.organisation.models import Person

Answer = tuple[HTTPStatus, Schema]
# So many warnings are one transaction: others wait for it no longer than a moment.
AT_ONCE = 50


def once(
    request: FeedRequest, key: str | None, work: Callable[[], Answer]
) -> JsonResponse:
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


def receive_one(warning: WarningIn, *, by: Person) -> tuple[HTTPStatus, ReceivedOut]:
    return _said(receive_from_system(payload=warning, by=by))


def receive_many(sent: Sequence[Any], *, by: Person) -> Answer:
    """One that is wrong holds up no other, and what came before a broken line stays.
    Some at a time are one transaction; what a number repeats comes after its first."""
    answers: dict[int, BatchAnswer] = {}
    fit: dict[int, WarningIn] = {}
    for place, one in enumerate(sent):
        try:
            fit[place] = WarningIn.model_validate(one)
        except ValidationError as unfit:
            answers[place] = _unfit(place, unfit)
    answers |= _received_together(_firsts(fit), by)
    for place in sorted(fit.keys() - answers.keys()):
        answers[place] = _received_alone(place, fit[place], by)
    refused = sum(answer.problem is not None for answer in answers.values())
    return HTTPStatus.OK, BatchOut(
        received=len(sent) - refused,
        refused=refused,
        answers=[answers[place] for place in range(len(sent))],
    )


def _firsts(fit: dict[int, WarningIn]) -> list[tuple[int, WarningIn]]:
    """The first under each number."""
    found: dict[tuple[str, str], int] = {}
    for place, warning in fit.items():
        found.setdefault((warning.source, warning.source_number), place)
    return [(place, fit[place]) for place in found.values()]


def _received_together(
    firsts: list[tuple[int, WarningIn]], by: Person
) -> dict[int, BatchAnswer]:
    answers: dict[int, BatchAnswer] = {}
    desk = Desk.for_many()
    for start in range(0, len(firsts), AT_ONCE):
        part = firsts[start : start + AT_ONCE]
        try:
            received = receive_warnings(
                warnings=[warning for _place, warning in part],
                door=Door.SYSTEM,
                desk=replace(desk, at=timezone.now()),
                by=by,
            )
        except Refused:
            # One of them is refused, and with it all: whose it is shows one by one.
            continue
        for (place, _warning), one in zip(part, received, strict=True):
            status, said = _said(one)
            answers[place] = BatchAnswer(position=place, status=status, received=said)
    return answers


def _received_alone(place: int, warning: WarningIn, by: Person) -> BatchAnswer:
    try:
        status, said = receive_one(warning, by=by)
    except Refused as refusal:
        wrong = problem(HTTPStatus(refusal.status), str(refusal))
        return _refused(place, wrong)
    return BatchAnswer(position=place, status=status, received=said)


def _unfit(place: int, unfit: ValidationError) -> BatchAnswer:
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return _refused(place, problem(status, _(FIELDS), faults(unfit.errors())))


def _refused(place: int, wrong: dict[str, Any]) -> BatchAnswer:
    return BatchAnswer(
        position=place, status=wrong["status"], problem=ProblemOut(**wrong)
    )


def _said(received: Received) -> tuple[HTTPStatus, ReceivedOut]:
    status = HTTPStatus.CREATED if received.created else HTTPStatus.OK
    return status, ReceivedOut.of(received)


def _json(status: int, said: dict[str, Any]) -> JsonResponse:
    return JsonResponse(said, status=status, json_dumps_params={"ensure_ascii": False})
