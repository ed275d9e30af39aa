"""The names whose units are not sure are asked, each once a plan."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from wuzha.organisation.access import Permission
from wuzha.organisation.http import PersonRequest, posted
from wuzha.organisation.models import Unit
from wuzha.workplans import actions
from wuzha.workplans.facts import facts_of, words_of
from wuzha.workplans.forms.plans import NOBODY, THESE, ChoiceForm, SearchForm
from wuzha.workplans.matching import Directory
from wuzha.workplans.models import UnitMatch, WorkPlan
from wuzha.workplans.states import OPEN_MATCHES, MatchState
from wuzha.workplans.views.rows import plan_or_404, rights

MOST_PLACES = 3
MOST_SHOWN = 40


@dataclass
class Name:
    """One name of the text: whom it means, and where it stands."""

    match: UnitMatch
    meant: str
    places: list[str] = field(default_factory=list)
    count: int = 0

    @property
    def is_open(self) -> bool:
        return self.match.state in OPEN_MATCHES


@require_safe
def units(request: PersonRequest, pk: int) -> HttpResponse:
    plan = plan_or_404(request, pk)
    names = _names(plan, UnitMatch.objects.live().filter(item__plan=plan))
    context = {
        "plan": plan,
        "open": [name for name in names if name.is_open],
        "known": [name for name in names if not name.is_open],
        "can": rights(request.user, plan.unit) if plan.is_under_review else set(),
        "back_url": plan.get_absolute_url(),
        "back_label": plan.title,
    }
    return render(request, "workplans/units.html", context)


def choose(request: PersonRequest, pk: int, match: int) -> HttpResponse:
    plan = plan_or_404(request, pk, Permission.PLAN_EDIT)
    live = UnitMatch.objects.live().filter(item__plan=plan)
    asked = get_object_or_404(live, pk=match)
    (name,) = _names(plan, live.filter(name=asked.name))
    found = name.match
    search = SearchForm(request.GET)
    sought = search.cleaned_data["q"] if search.is_valid() else ""
    # What was ticked before somebody looks for more comes along.
    ticked = (request.POST or request.GET).getlist("units")
    chosen = [int(key) for key in ticked if key.isdecimal()]
    form = ChoiceForm(
        posted(request),
        shown=_shown(found, sought, chosen),
        initial=_initial(found) | ({"units": chosen} if chosen else {}),
    )
    if request.method == "POST" and form.is_valid():
        count = actions.choose_units(
            plan=plan,
            name=found.name,
            seen=form.cleaned_data["seen"] or None,
            by=request.user,
            **form.choice,
        )
        said = ngettext("已选定，用于 %d 处。", "已选定，用于 %d 处。", count)
        messages.success(request, said % count)
        return redirect("plan_units", pk)
    context = {
        "form": form,
        "name": name,
        "search": search,
        "verb": _("选定"),
        "heading": _("“%(name)s”指哪些单位？") % {"name": found.name},
        "back_url": f"{plan.get_absolute_url()}units/",
        "back_label": _("单位对应"),
    }
    return render(request, "workplans/choose.html", context)


def _names(plan: WorkPlan, matches: QuerySet[UnitMatch]) -> list[Name]:
    found: dict[str, Name] = {}
    directory = Directory.of_plan(plan)
    rows = matches.select_related("item").prefetch_related("units")
    for match in rows:
        name = found.setdefault(match.name, Name(match, meant_by(match, directory)))
        name.count += 1
        if len(name.places) < MOST_PLACES:
            name.places.append(words_of(facts_of(match.item.kind, match.item.content)))
    return list(found.values())


def meant_by(match: UnitMatch, directory: Directory) -> str:
    """Whom a match means, in words; of many also how many."""
    if match.fan:
        return _("%(label)s，共 %(n)d 个") % {
            "label": directory.label_of(match.fan),
            "n": len(directory.expand(match.fan)),
        }
    names = "、".join(_names_of(match.units.all()))
    if match.state == MatchState.CHOSEN and not names:
        return _("不是本县的单位")
    return names


def _names_of(units: Iterable[Unit]) -> list[str]:
    return [unit.name for unit in units]


def _shown(match: UnitMatch, sought: str, chosen: list[int]) -> QuerySet[Unit]:
    """The candidates, what was ticked, the plan's own unit, and with them what somebody
    looks for."""
    valid = Unit.objects.valid(on=timezone.localdate())
    near = valid.filter(name__contains=sought) if sought else valid.none()
    keys = [*near.values_list("pk", flat=True)[:MOST_SHOWN], *chosen]
    own = match.item.plan.unit_id
    return valid.filter(Q(pk__in=match.units.values("pk")) | Q(pk__in=[*keys, own]))


def _initial(match: UnitMatch) -> dict[str, object]:
    units = list(match.units.all())
    if match.state == MatchState.CHOSEN and not units and not match.fan:
        return {"meant": NOBODY, "seen": match.seen_mark}
    return {"meant": match.fan or THESE, "units": units, "seen": match.seen_mark}
