"""Which branch somebody acts for."""

from django.utils.translation import gettext as _

from wuzha.lib.refused import Refused
from wuzha.organisation.access import Permission, scope
from wuzha.organisation.models import Person, Unit, UnitKind


def own_branch(person: Person, permission: Permission) -> Unit:
    """The first at which the permission is held."""
    held = scope(person, permission)
    branches = Unit.objects.filter(
        held.filter("path"), kind=UnitKind.BANK_BRANCH, valid_to=None
    )
    branch = branches.order_by("path").first()
    if branch is None:
        raise Refused(_("您没有任职的银行网点，请联系管理员核对任职。"))
    return branch
