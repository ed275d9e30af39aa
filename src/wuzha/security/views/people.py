"""What helps a colleague who cannot get in, and a colleague's phone in full."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wuzha.organisation.access import (
    Permission,
    may,
    people_visible_to,
    workplaces,
)
from wuzha.organisation.http import PersonRequest, found_with
from wuzha.organisation.models import Person, Unit
from wuzha.security import actions
from wuzha.security.reveal import reveal_view

editor_page = found_with(Permission.PEOPLE_EDIT)


def _colleague(request: PersonRequest, pk: int) -> tuple[Person, Unit]:
    """With the unit where the one who asks may see people."""
    person = get_object_or_404(people_visible_to(request.user), pk=pk)
    places = workplaces(person)
    seen = (u for u in places if may(request.user, Permission.PEOPLE_VIEW, u))
    return person, next(seen, places[0])


reveal = reveal_view(door=_colleague, fields={"phone": Permission.PEOPLE_VIEW})


@editor_page
@require_POST
def unlock(request: PersonRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(people_visible_to(request.user), pk=pk)
    actions.unlock_sign_in(person=person, by=request.user)
    messages.success(request, _("已解除登录锁定，可以马上再试。"))
    return redirect("organisation:person", pk=pk)


@editor_page
@require_POST
def reset_factors(request: PersonRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(people_visible_to(request.user), pk=pk)
    actions.reset_factors(person=person, by=request.user)
    messages.success(request, _("已重置，下次登录时重新设置双重验证。"))
    return redirect("organisation:person", pk=pk)
