"""The row of a plan inside an action: taken alone, changed once."""

from django.utils.translation import gettext as _

from wuzha.lib.refused import Conflict, Refused
from wuzha.workplans.models import PlanItem, WorkPlan
from wuzha.workplans.states import PlanState


def _under_review(plan: WorkPlan) -> WorkPlan:
    """As it is now; what it says can be judged until somebody confirms it."""
    plan = WorkPlan.objects.locked(plan)
    if plan.state != PlanState.READ:
        raise Refused(
            _("方案现在是“%(state)s”，条目不能再改。要改的话，请上传新方案来替代它。")
            % {"state": plan.state_label}
        )
    return plan


def _item_of(plan: WorkPlan, item: PlanItem, *, seen: str | None = None) -> PlanItem:
    """`seen` is when the item had last been judged, as the form knows it."""
    item = PlanItem.objects.select_related("by").get(pk=item.pk, plan=plan)
    if seen is not None and seen != item.seen_mark:
        raise Conflict(
            _(
                "这一条在您填写时已由%(who)s改为“%(state)s”，您的内容没有保存。"
                "请对照最新情况后再提交。"
            )
            % {"who": item.by or "", "state": item.state_label}
        )
    return item


def _touch(plan: WorkPlan) -> None:
    plan.version += 1
    plan.save(update_fields=["version"])
