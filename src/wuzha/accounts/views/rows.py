"""The door: what somebody gets to see of a bank's accounts."""

from django.http import Http404

from wuzha.accounts.models.suspicions import Suspicion, SuspicionQuerySet
from wuzha.organisation.access import Permission, scope
from wuzha.organisation.models import Person, Unit, UnitKind


def visible_suspicions(person: Person) -> SuspicionQuerySet:
    """Those of one's own branch, and those that one's police are to look at."""
    reports = scope(person, Permission.SUSPICION_REPORT).filter("branch__path")
    handles = scope(person, Permission.SUSPICION_HANDLE).filter("handler__path")
    rows = Suspicion.objects.select_related("branch", "handler", "reported_by")
    return rows.filter(reports | handles)


def own_branch(person: Person, permission: Permission) -> Unit:
    held = scope(person, permission)
    branches = Unit.objects.filter(
        held.filter("path"), kind=UnitKind.BANK_BRANCH, valid_to=None
    )
    branch = branches.order_by("path").first()
    if branch is None:
        raise Http404
    return branch
