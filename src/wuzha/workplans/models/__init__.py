from wuzha.workplans.models.items import PlanItem
from wuzha.workplans.models.matches import UnitAlias, UnitMatch
from wuzha.workplans.models.plans import PlanFile, WorkPlan

__all__ = ["PlanFile", "PlanItem", "UnitAlias", "UnitMatch", "WorkPlan"]
