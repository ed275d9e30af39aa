"""Whether a plan can be confirmed, and what will come of it: asked by the page and by
the action alike."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.organisation.access import Permission, on_duty_everywhere
from wuzha.organisation.models import Unit
from wuzha.workplans.dates import lacks_year, last_day
from wuzha.workplans.kinds import ItemKind, NamedAs
from wuzha.workplans.matching import Directory
from wuzha.workplans.models import PlanItem, Playbook, UnitMatch, WorkPlan
from wuzha.workplans.states import OPEN_MATCHES

DATES = ("due", "start", "end")


def why_not_confirm(plan: WorkPlan) -> str:
    """Empty when nothing stands in the way."""
    items = plan.items.all()
    if waiting := items.waiting().count():
        return _("还有 %(n)d 条没有审核。请逐条接受、更正或不采用，再确认。") % {
            "n": waiting
        }
    kept = list(items.kept())
    if not kept:
        return _("没有一条被接受，确认后无事可做。请先接受要执行的条目。")
    names = UnitMatch.objects.filter(item__in=kept, state__in=OPEN_MATCHES)
    asked = list(names.order_by().values_list("name", flat=True).distinct())
    if asked:
        return _("还有 %(n)d 个名称不知道指哪些单位（%(some)s）。请先选定。") % {
            "n": len(asked),
            "some": "、".join(asked[:3]),
        }
    if plan.year is None and any(_lacks_year(item) for item in kept):
        return _("有的日期没有写年份，方案也没有年份。请在“标题和年份”里补上。")
    return ""


def _lacks_year(item: PlanItem) -> bool:
    return any(lacks_year(item.content.get(name)) for name in DATES)


def units_meant(
    matches: Iterable[UnitMatch], directory: Directory
) -> Mapping[str, list[Unit]]:
    """By what they are named as, each unit once, in the order of the text."""
    found: dict[str, dict[int, Unit]] = {role: {} for role in NamedAs}
    for match in matches:
        for unit in _units_of(match, directory):
            found[match.role].setdefault(unit.pk, unit)
    return {role: list(units.values()) for role, units in found.items()}


def _units_of(match: UnitMatch, directory: Directory) -> Iterator[Unit]:
    if match.state in OPEN_MATCHES:
        return
    yield from directory.expand(match.fan) if match.fan else match.units.all()


@dataclass(frozen=True)
class Outlook:
    """What confirming the plan will set going."""

    tasks: int
    duties: int
    targets: int
    # Tasks counted for each unit; units that owe something of a duty.
    unit_tasks: int
    duty_units: int
    unit_count: int
    # Tasks whose day has passed before anybody is asked.
    overdue: int
    # Units where nobody works on tasks.
    without_people: int

    @classmethod
    def of(cls, plan: WorkPlan, now: datetime) -> "Outlook":
        manned = on_duty_everywhere(Permission.TASK_WORK, now).keys()
        today = timezone.localdate(now)
        directory = Directory.of_plan(plan)
        units: set[int] = set()
        counts = {ItemKind.TASK.value: 0, ItemKind.DUTY.value: 0}
        items = list(plan.items.kept().prefetch_related("matches__units"))
        for item in items:
            if item.kind not in counts:
                continue
            meant = units_meant(item.matches.all(), directory)
            doers = {u.pk for u in (*meant[NamedAs.LEAD], *meant[NamedAs.UNIT])}
            doers = doers or {plan.unit_id}
            counts[item.kind] += len(doers)
            units |= doers
        kinds = [item.kind for item in items]
        return cls(
            tasks=kinds.count(ItemKind.TASK),
            duties=kinds.count(ItemKind.DUTY),
            targets=kinds.count(ItemKind.TARGET),
            unit_tasks=counts[ItemKind.TASK],
            duty_units=counts[ItemKind.DUTY],
            unit_count=len(units),
            overdue=sum(_is_past(item, plan, today) for item in items),
            without_people=len(units - manned),
        )


def _is_past(item: PlanItem, plan: WorkPlan, today: date) -> bool:
    due = last_day(item.content.get("due"), plan.year)
    return item.kind == ItemKind.TASK and due is not None and due < today


def why_not_start(playbook: Playbook) -> str:
    """Empty when the playbook can be confirmed."""
    steps = list(playbook.steps.select_related("role"))
    if not steps:
        return _("预案还没有步骤，不能确认。请先添加步骤。")
    if bare := [step.order for step in steps if step.role is None]:
        return _("第 %(steps)s 步还没有负责的角色，请先选定。") % {
            "steps": "、".join(map(str, bare))
        }
    roles = (step.role for step in steps if step.role and not step.role.is_filled)
    if empty := dict.fromkeys(role.name for role in roles):
        return _("“%(roles)s”还没有对应到人、单位或岗位，请先选定。") % {
            "roles": "、".join(empty)
        }
    return ""
