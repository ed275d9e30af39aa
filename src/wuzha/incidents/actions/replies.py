"""What banks reply about accounts: read, looked at, counted, taken back."""

from django.db import transaction
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.incidents.actions.traces import trace_funds
from wuzha.incidents.models import BankReply, FundTrace, Incident
from wuzha.lib.refused import Refused
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person
from wuzha.transfers import store
from wuzha.transfers.statements import Statement
from wuzha.transfers.states import FileState

MOST_PROBLEMS = 50


@transaction.atomic
def keep_reply(
    *, incident: Incident, statement: Statement, name: str, bank_name: str, by: Person
) -> BankReply:
    """To be looked at. Its transfers do not count before `count_reply`."""
    require(by, Permission.INCIDENT_EDIT, incident.unit)
    incident.refuse_unless_editable()
    if not len(statement.rows):
        raise Refused(_("文件里没有一行能读成流水，没有保存。请核对列名和内容。"))
    file = store.keep_statement(statement, unit=incident.unit, name=name, by=by)
    reply = BankReply(incident=incident, file=file, bank_name=bank_name.strip())
    reply.problems = [one.packed() for one in statement.problems[:MOST_PROBLEMS]]
    reply.save(force_insert=True)
    record(
        "bank_reply.read",
        by=by,
        subject=reply,
        unit=incident.unit,
        transfers=file.transfers,
        left_out=file.left_out,
    )
    return reply


@transaction.atomic
def count_reply(*, reply: BankReply, by: Person) -> list[FundTrace]:
    """From now on its transfers are at hand. If the money was traced before, it is
    traced again as it was: what the bank told is added."""
    incident = reply.incident
    require(by, Permission.INCIDENT_EDIT, incident.unit)
    store.turn(reply.file, FileState.KEPT)
    record("bank_reply.counted", by=by, subject=reply, unit=incident.unit)
    last = incident.traces.first()
    if last is None or not incident.is_open:
        return []
    before = incident.traces.filter(round=last.round)
    return trace_funds(
        incident=incident,
        methods=[one.method for one in before],
        hops=last.hops,
        hours=last.hours,
        by=by,
    )


@transaction.atomic
def take_back_reply(*, reply: BankReply, by: Person) -> None:
    """Read by mistake, or for another case. Traces made with it stand, and can still be
    checked; those made later do without it."""
    require(by, Permission.INCIDENT_EDIT, reply.incident.unit)
    store.turn(reply.file, FileState.TAKEN_BACK)
    record("bank_reply.taken_back", by=by, subject=reply, unit=reply.incident.unit)
