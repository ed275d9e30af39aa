"""The units that the items name, matched to the tree."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.lib.refused import Conflict, Refused
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person, Unit
from wuzha.workplans.actions.row import _touch, _under_review
from wuzha.workplans.facts import facts_of, named_units
from wuzha.workplans.matching import Directory, unit_words
from wuzha.workplans.models import PlanItem, UnitAlias, UnitMatch, WorkPlan
from wuzha.workplans.states import MatchState


@transaction.atomic
def choose_units(
    *,
    plan: WorkPlan,
    name: str,
    fan: str = "",
    units: Sequence[Unit] = (),
    seen: str | None = None,
    by: Person,
) -> int:
    """Whom the plan means by a name, everywhere in it; remembered for the plans of its
    unit. Neither fan nor units: nobody of this county. Answers how many places. `seen`
    is whom the page showed before."""
    require(by, Permission.PLAN_EDIT, plan.unit)
    plan = _under_review(plan)
    if fan and fan not in unit_words().by_key:
        raise Refused(_("没有“%(fan)s”这一类单位，请从列表中选择。") % {"fan": fan})
    rows = list(UnitMatch.objects.live().filter(item__plan=plan, name=name))
    if not rows:
        raise Refused(_("方案里没有“%(name)s”这个名称，请刷新页面。") % {"name": name})
    if seen is not None and seen != rows[0].seen_mark:
        raise Conflict(
            _("“%(name)s”刚被别人选定过，您的选择没有保存。请刷新页面，核对后再选。")
            % {"name": name}
        )
    alias, _is_new = UnitAlias.objects.update_or_create(
        home=plan.unit, name=name, defaults={"fan": fan, "by": by, "at": timezone.now()}
    )
    alias.units.set(units)
    for row in rows:
        row.state, row.fan = MatchState.CHOSEN, fan
        row.save(update_fields=["state", "fan"])
        row.units.set(units)
    _touch(plan)
    meant = fan or "、".join(unit.name for unit in units)
    record("plan.units_chosen", by=by, subject=plan, unit=plan.unit, meant=meant)
    return len(rows)


def _match(plan: WorkPlan, items: Iterable[PlanItem]) -> None:
    """Every name in the items anew, in a handful of statements."""
    items = list(items)
    UnitMatch.objects.filter(item__in=items).delete()
    directory = Directory.of_plan(plan)
    pairs = []
    for item in items:
        for role, name in named_units(facts_of(item.kind, item.content)):
            found = directory.find(name)
            row = UnitMatch(
                item=item, name=name, role=role, state=found.state, fan=found.fan
            )
            pairs.append((row, found.units))
    UnitMatch.objects.bulk_create(row for row, _units in pairs)
    through = UnitMatch.units.through
    through._default_manager.bulk_create(
        through(unitmatch_id=row.pk, unit_id=unit.pk)
        for row, units in pairs
        for unit in units
    )
