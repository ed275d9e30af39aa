"""What the processes of the kill tests do, each as whoever would do it at a desk.

Run inside a `processes.Nursery`; arguments and answers are JSON. A deed that was done
already is told so (Refused) and answers False, as a page would show it.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from io import BytesIO
from random import Random
from typing import Any
from uuid import UUID

import openpyxl
from django.db import transaction
from django.utils import timezone

from wuzha.audit import chain
from wuzha.audit.models import Entry, Seal
from wuzha.config import worker
from wuzha.config.records import checking
from wuzha.demo import county as plan
from wuzha.demo.staff import staff
from wuzha.documents import imports
from wuzha.documents.models import ImportRun
from wuzha.documents.uploads import checked
from wuzha.earlywarnings import actions as warnings
from wuzha.earlywarnings.actions import MeetingIn
from wuzha.earlywarnings.intake import WarningIn
from wuzha.earlywarnings.models import Dissuasion, EarlyWarning
from wuzha.earlywarnings.sheets import WARNINGS
from wuzha.earlywarnings.states import Grade, Stream
from wuzha.incidents import actions as incidents
from wuzha.incidents.inputs import Approval, BankAnswer, PaymentIn, ReviewIn, VictimIn
from wuzha.incidents.models import Incident, StopPaymentOrder
from wuzha.incidents.states import IncidentState
from wuzha.jobs.models import Job
from wuzha.lib.refused import Refused
from wuzha.organisation.actions import imports as files
from wuzha.organisation.models import Person, Unit, UnitKind

SMALL = plan.Size(towns=2, villages=2, grids=4, branches=2, schools=1)
DUTY, POLICE, STATION, BANK = "zhiban", "xianju", "paichusuo", "yinhang"
PAPER = Approval(
    paper_number="青冻字〔2026〕1号", approved_by="局长", approval_level="county"
)


def found() -> None:
    """A small county with a person for each role."""
    with transaction.atomic():
        chance = Random(7)
        staff(plan.build(chance, SMALL), chance)


def work() -> None:
    """What a worker does after a restart, until nothing is left."""
    # The leases of those that were killed have run out.
    Job.objects.unfinished().update(next_at=timezone.now())
    worker.run_once()


def work_on() -> None:
    """As `work`, until killed; an import in small chunks, so that it has many moments
    to be killed at."""
    small = {"chunk": 9}
    imports.apply_rows = partial(imports.apply_rows, **small)
    imports.undo_rows = partial(imports.undo_rows, **small)
    while True:
        work()


def seal() -> None:
    chain.seal_all_entries()


def leave_unsealed(number: int) -> None:
    """Entries as those of processes that died before they could seal them."""
    now = timezone.now()
    entries = [Entry(at=now, event="test.done", outcome="done") for _ in range(number)]
    Entry.objects.bulk_create(entries, batch_size=500)


def unsealed() -> int:
    return Entry.objects.count() - Seal.objects.count()


def faults() -> list[str]:
    return checking.faults()


# -- warnings come in -----------------------------------------------------------------


def receive(first: int, last: int) -> None:
    """From an upper-level system that sends everything again until it is answered."""
    sender = _person("feed")
    for number in range(first, last):
        warnings.receive_from_system(payload=_warning(number), by=sender)


def preview(first: int, last: int) -> None:
    titles = ["预警编号", "等级", "预警类别", "姓名", "电话", "网格编码", "住址"]
    book = openpyxl.Workbook()
    book.active.append(titles)
    for one in map(_warning, range(first, last)):
        row = [one.source_number, str(one.grade.label), str(one.stream.label), one.name]
        book.active.append([*row, one.phone, one.place_code, one.address])
    file = BytesIO()
    book.save(file)
    file.seek(0)
    planned = imports.plan_file(checked(file, name="预警.xlsx"), WARNINGS.kind())
    files.preview_import(desk=WARNINGS, planned=planned, by=_person(DUTY))


def confirm() -> bool:
    return _is_done(files.confirm_import, desk=WARNINGS, run=_run(), by=_person(DUTY))


def take_back() -> bool:
    return _is_done(files.take_back_import, desk=WARNINGS, run=_run(), by=_person(DUTY))


def run() -> dict[str, Any]:
    found = _run()
    rows = found.rows.values_list("outcome", flat=True)
    return {
        "state": found.state,
        "done": rows.filter(outcome="created").count(),
        "undone": rows.filter(outcome="undone").count(),
        "kept": rows.filter(outcome="kept").count(),
        "noted": Entry.objects.filter(event="import.done").count(),
        "noted_undone": Entry.objects.filter(event="import.undone").count(),
    }


def received(prefix: str = "") -> dict[str, int]:
    found = EarlyWarning.objects.filter(source_number__startswith=prefix)
    return {
        "warnings": found.count(),
        "numbers": found.values("source_number").distinct().count(),
        "people": found.values("phone_key").distinct().count(),
        "dissuasions": found.values("dissuasion").distinct().count(),
    }


def _run() -> ImportRun:
    return ImportRun.objects.latest("pk")


def _warning(number: int) -> WarningIn:
    """Every fourth has an address that fits no unit; every fifth is of the same person
    as the one before."""
    person = number - 1 if number % 5 == 4 else number
    place = Unit.objects.filter(kind=UnitKind.GRID).order_by("pk")[person % 4]
    return WarningIn(
        source_number=f"YJ-{number:05d}",
        stream=Stream.CONTACT,
        grade=list(Grade)[number % 4],
        name="申屠远",
        phone=f"139{person:08d}",
        place_code=place.code if person % 4 else "",
        address="" if person % 4 else "外省某市某路9号",
    )


# -- one person is dissuaded ----------------------------------------------------------


def dispatch(number: int) -> bool:
    """From triage to the second station."""
    case = _dissuasion(number)
    station = Unit.objects.filter(kind=UnitKind.STATION).order_by("pk")[1]
    return _is_done(
        warnings.dispatch,
        dissuasion=case,
        unit=station,
        reason="住在东边",
        by=_person(DUTY),
    )


def sign(number: int) -> bool:
    case = _dissuasion(number)
    return _is_done(warnings.sign, dissuasion=case, by=_worker_of(case.unit))


def attempt(number: int) -> bool:
    """The phone sends it again until it is answered."""
    case = _dissuasion(number)
    return _is_done(
        warnings.record_attempt,
        dissuasion=case,
        key=UUID(int=number),
        way="phone",
        result="busy",
        by=_worker_of(case.unit),
    )


def meet(number: int) -> bool:
    case = _dissuasion(number)
    return _is_done(
        warnings.record_meeting,
        dissuasion=case,
        key=UUID(int=number),
        meeting=MeetingIn(fraud_class="F07"),
        by=_worker_of(case.unit),
    )


def feed_back(number: int) -> bool:
    case = _dissuasion(number)
    return _is_done(
        warnings.feed_back,
        dissuasion=case,
        outcome="dissuaded",
        opinion="已劝住",
        by=_worker_of(case.unit),
    )


def close(number: int) -> bool:
    case = _dissuasion(number)
    return _is_done(
        warnings.close, dissuasion=case, waive_revisits=True, by=_person(POLICE)
    )


def case(number: int) -> dict[str, Any]:
    found = _dissuasion(number)
    return {
        "state": found.state,
        "handovers": found.handovers.count(),
        "attempts": found.attempts.count(),
        "meetings": found.meetings.count(),
        "revisits": found.revisits.count(),
    }


def _dissuasion(number: int) -> Dissuasion:
    return EarlyWarning.objects.get(source_number=f"YJ-{number:05d}").dissuasion


# -- money is stopped -----------------------------------------------------------------


def open_case(number: int) -> bool:
    """Whoever was cut off looks first whether the case is there."""
    if Incident.objects.filter(warning_ref=f"case {number}").exists():
        return False
    station, now = _person(STATION), timezone.now()
    return _is_done(
        incidents.open_incident,
        unit=_unit_of(station),
        fraud_class="F01",
        victim=VictimIn(name="柳青青", phone=f"1380000{number:04d}"),
        payments=[_payment(number)],
        warning_ref=f"case {number}",
        reported_at=now - timedelta(minutes=10),
        at=now,
        by=station,
    )


def draft(number: int) -> bool:
    incident = _incident(number)
    return _is_done(
        incidents.draft_stop_payment,
        incident=incident,
        payment=incident.payments.get(),
        bank_unit=_unit_of(_person(BANK)),
        by=_person(DUTY),
    )


def issue(number: int) -> bool:
    return _is_done(
        incidents.issue_stop_payment, order=_order(number), by=_person(STATION)
    )


def execute(number: int) -> bool:
    return _is_done(
        incidents.execute_stop_payment,
        order=_order(number),
        answer=BankAnswer(balance_cents=3_000_000, handler="柜员甲"),
        by=_person(BANK),
    )


def renew(number: int) -> bool:
    return _is_done(
        incidents.renew_stop_payment, order=_order(number), by=_person(STATION)
    )


def freeze(number: int) -> bool:
    return _is_done(
        incidents.freeze,
        order=_order(number),
        term="ordinary",
        amount_cents=100,
        approval=PAPER,
        by=_person(POLICE),
    )


def end(number: int) -> bool:
    """The look back and the closing, one after the other."""
    facts = {"incident": _incident(number), "by": _person(STATION)}
    if facts["incident"].state == IncidentState.CLOSED:
        return False
    review = ReviewIn(had_warning="no", was_reached="no", bank_asked="no", missed="无")
    incidents.review_incident(review=review, **facts)
    return _is_done(incidents.close_incident, **facts)


def orders(number: int) -> list[list[Any]]:
    """State and round of each, in the order in which they were made."""
    rows = StopPaymentOrder.objects.filter(incident=_incident(number)).order_by("pk")
    return [[one.state, one.round] for one in rows]


def _incident(number: int) -> Incident:
    return Incident.objects.get(warning_ref=f"case {number}")


def _order(number: int) -> StopPaymentOrder:
    return _incident(number).orders.latest("pk")


def _payment(number: int) -> PaymentIn:
    return PaymentIn(
        payee_name="钱小二",
        payee_account=f"62220200000{number:07d}0",
        amount_cents=4_980_000,
        paid_at=timezone.now() - timedelta(minutes=30),
    )


# -- everybody ------------------------------------------------------------------------


def _is_done(action: Callable[..., object], **facts: Any) -> bool:
    try:
        action(**facts)
    except Refused:
        return False
    return True


def _person(username: str) -> Person:
    return Person.objects.get(username=username)


def _unit_of(person: Person) -> Unit:
    return person.appointments.get().unit


def _worker_of(unit: Unit) -> Person:
    return unit.appointments.order_by("pk")[0].person
