"""The account of a confirmed hit is looked back on; the rules are put to all transfers
at hand."""

from django.db import transaction
from django.utils.translation import gettext as _

from wuzha.accounts.actions.look_backs import start_look_back_on
from wuzha.accounts.models import BankAccount, LookBack
from wuzha.accounts.states import Ground
from wuzha.audit.record import record
from wuzha.jobs.queue import enqueue
from wuzha.lib.refused import Refused
from wuzha.monitoring.models import Hit
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person, Unit, UnitKind

JOB = "monitoring.look_back"


@transaction.atomic
def look_back_on_hit(*, hit: Hit, by: Person) -> LookBack:
    """A person confirmed that its account took stolen money."""
    require(by, Permission.ACCOUNTS_REVIEW, hit.run.unit)
    if not hit.may_be_looked_back_on or hit.reviewed_at is None:
        raise Refused(_("命中经人确认、说的是涉案账户，才能倒查。请先核实这条命中。"))
    made = start_look_back_on(
        account=hit.suspect,
        branch=_branch_of(hit),
        ground=Ground.HIT,
        began_with=hit.number,
        known_at=hit.reviewed_at,
        by=by,
    )
    ask_search(look_back=made, by=by)
    record("hit.looked_back_on", by=by, subject=hit, unit=hit.run.unit)
    return made


@transaction.atomic
def ask_search(*, look_back: LookBack, by: Person) -> None:
    """Over the transfers at hand, in the background."""
    require(by, Permission.ACCOUNTS_REVIEW, look_back.branch)
    enqueue(JOB, {"look_back": look_back.pk}, key=look_back.search_key, by=by)
    record("look_back.search_asked", by=by, subject=look_back, unit=look_back.branch)


def _branch_of(hit: Hit) -> Unit | None:
    """The one that told of the account, or to which it was handed."""
    handed = Unit.objects.filter(
        account_handovers__hit=hit, kind=UnitKind.BANK_BRANCH
    ).first()
    return BankAccount.objects.branch_of(hit.suspect) or handed
