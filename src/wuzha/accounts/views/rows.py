"""The door: what somebody gets to see of a bank's accounts."""

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from wuzha.accounts.models import AccountCheck, BankAccount, LookBack
from wuzha.accounts.models.bank_accounts import BankAccountQuerySet
from wuzha.accounts.models.suspicions import Suspicion, SuspicionQuerySet
from wuzha.incidents.models import StopPaymentOrder
from wuzha.organisation.access import Permission, scope, visible_to
from wuzha.organisation.models import Person
from wuzha.restrictions.models import Restriction
from wuzha.restrictions.states import Ground as RegisterGround

MOST_CANDIDATES = 50


def visible_suspicions(person: Person) -> SuspicionQuerySet:
    """Those of one's own branch, and those that one's police are to look at."""
    reports = scope(person, Permission.SUSPICION_REPORT).filter("branch__path")
    handles = scope(person, Permission.SUSPICION_HANDLE).filter("handler__path")
    rows = Suspicion.objects.select_related("branch", "handler", "reported_by")
    return rows.filter(reports | handles)


def visible_look_backs(person: Person) -> QuerySet[LookBack]:
    """Those of one's own branch, and to the county's police all of their places."""
    held = scope(person, Permission.ACCOUNTS_WORK, Permission.ACCOUNTS_REVIEW)
    rows = LookBack.objects.select_related("branch", "order__incident", "answered_by")
    return rows.filter(held.filter("branch__path"))


def to_look_back_on(person: Person) -> list[StopPaymentOrder]:
    """Accounts of the county's branches that were stopped and not looked back on; each
    by its first stop, the latest first."""
    known = LookBack.objects.filter(account_key=OuterRef("account_key"))
    earlier = StopPaymentOrder.objects.filter(
        account_key=OuterRef("account_key"), executed_at__lt=OuterRef("executed_at")
    )
    rows = StopPaymentOrder.objects.filter(~Exists(known), ~Exists(earlier)).exclude(
        Q(executed_at=None) | Q(bank_unit=None)
    )
    seen = visible_to(
        person, Permission.ACCOUNTS_REVIEW, rows, path="incident__unit__path"
    )
    ordered = seen.select_related("bank_unit", "incident__unit")
    return list(ordered.order_by("-executed_at")[:MOST_CANDIDATES])


def entered_to_look_back_on(person: Person) -> QuerySet[Restriction]:
    """Accounts of the county's branches that stand in the register as involved, were
    never stopped and not looked back on; with the name of their `branch`."""
    of_account = {"account_key": OuterRef("account_key")}
    held = scope(person, Permission.ACCOUNTS_REVIEW)
    told = BankAccount.objects.filter(held.filter("branch__path"), **of_account)
    rows = Restriction.objects.in_force().filter(ground=RegisterGround.INVOLVED)
    stopped = StopPaymentOrder.objects.filter(**of_account).exclude(executed_at=None)
    looked = LookBack.objects.filter(**of_account)
    left = rows.filter(Exists(told), ~Exists(looked), ~Exists(stopped))
    latest = told.order_by("-told_at").values("branch__name")[:1]
    found = left.annotate(branch=Subquery(latest)).order_by("-starts_on")
    return found[:MOST_CANDIDATES]


def visible_accounts(person: Person) -> BankAccountQuerySet:
    held = scope(person, Permission.ACCOUNTS_WORK)
    rows = BankAccount.objects.select_related("branch")
    return rows.filter(held.filter("branch__path"))


def visible_checks(person: Person) -> QuerySet[AccountCheck]:
    """A teller's own; to whoever keeps the table all of the branch."""
    held = scope(person, Permission.ACCOUNTS_WORK).filter("account__branch__path")
    rows = AccountCheck.objects.select_related("account__branch", "assigned_to")
    return rows.filter(held | Q(assigned_to=person))
