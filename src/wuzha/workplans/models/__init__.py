from wuzha.workplans.models.duties import Duty, ExpectedReport
from wuzha.workplans.models.items import PlanItem
from wuzha.workplans.models.matches import UnitAlias, UnitMatch
from wuzha.workplans.models.plans import PlanFile, WorkPlan
from wuzha.workplans.models.playbooks import (
    Playbook,
    PlaybookRole,
    PlaybookRun,
    PlaybookStep,
    RunStep,
)
from wuzha.workplans.models.targets import Target
from wuzha.workplans.models.tasks import Extension, Task

__all__ = [
    "Duty",
    "ExpectedReport",
    "Extension",
    "PlanFile",
    "PlanItem",
    "Playbook",
    "PlaybookRole",
    "PlaybookRun",
    "PlaybookStep",
    "RunStep",
    "Target",
    "Task",
    "UnitAlias",
    "UnitMatch",
    "WorkPlan",
]
