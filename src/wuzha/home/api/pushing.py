"""Warnings that another system pushes: each received once, each answered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from http import HTTPStatus
from threading import Lock
from typing import Any

from django.http import JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import ValidationError

from wuzha.earlywarnings.actions import Received, receive_warnings
from wuzha.earlywarnings.desk import Desk
from wuzha.earlywarnings.intake import WarningIn
from wuzha.earlywarnings.states import Door
from wuzha.home import actions
from wuzha.home.api.problems import FIELDS, faults, problem
from wuzha.home.api.shapes import BatchAnswer, BatchOut, ProblemOut, ReceivedOut
from wuzha.home.api.token import FeedRequest
from wuzha.home.models import KeptAnswer
from wuzha.lib.refused import Refused
from wuzha.organisation.models import Person

Answer = tuple[HTTPStatus, Schema]
# So many warnings are one transaction: others wait for it no longer than a moment.
AT_ONCE = 50
DESK_LASTS = timedelta(seconds=10)


@dataclass
class RecentDesk:
    """The county as it was some seconds ago: reading it for each push would take most
    of the time, and all of it while nobody else may write."""

    desk: Desk | None = None
    lock: Lock = field(default_factory=Lock)

    def now(self) -> Desk:
        with self.lock:
            at = timezone.now()
            if self.desk is None or at - self.desk.at > DESK_LASTS:
                self.desk = Desk.for_many()
            return replace(self.desk, at=at)


recent_desk = RecentDesk()
# One at a time within a process. They could not write at once anyhow, and waiting for
# one another here is fair, where SQLite lets the unlucky one wait for many seconds.
turn = Lock()


def once(
    request: FeedRequest, key: str | None, work: Callable[[], Answer]
) -> JsonResponse:
    """Under a key that was answered before, the same answer without any work. Work that
    broke off is done again: what it had received by then is known by its number."""
    if not key:
        status, said = work()
        return _json(status, said.model_dump(mode="json"))
    digest = sha256(f"{request.path}\n".encode() + request.body).hexdigest()
    kept = KeptAnswer.objects.filter(person=request.auth, key=key).first()
    if kept is None:
        status, said = work()
        kept = actions.keep_answer(
            key=key,
            digest=digest,
            status=status,
            answer=said.model_dump(mode="json"),
            by=request.auth,
        )
    kept.refuse_unless_of(digest)
    return _json(kept.status, kept.answer)


def receive_one(
    warning: WarningIn, *, desk: Desk, by: Person
) -> tuple[HTTPStatus, ReceivedOut]:
    (received,) = receive_warnings(
        warnings=[warning], door=Door.SYSTEM, desk=desk, by=by
    )
    return _said(received)


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
    desk = recent_desk.now()
    answers |= _received_together(_firsts(fit), desk, by)
    for place in sorted(fit.keys() - answers.keys()):
        answers[place] = _received_alone(place, fit[place], desk, by)
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
    firsts: list[tuple[int, WarningIn]], desk: Desk, by: Person
) -> dict[int, BatchAnswer]:
    answers: dict[int, BatchAnswer] = {}
    for start in range(0, len(firsts), AT_ONCE):
        part = firsts[start : start + AT_ONCE]
        try:
            with turn:
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


def _received_alone(
    place: int, warning: WarningIn, desk: Desk, by: Person
) -> BatchAnswer:
    try:
        with turn:
            status, said = receive_one(warning, desk=desk, by=by)
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
