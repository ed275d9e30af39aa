from typing import ClassVar

from django.db import models
from django.db.models import Q

from wuzha.workplans.kinds import Op
from wuzha.workplans.models.items import PlanItem
from wuzha.workplans.models.plans import WorkPlan


class Target(models.Model):
    """What a figure is to reach. The areas above bind it by the key of the figure; one
    that none serves says why."""

    plan = models.ForeignKey(WorkPlan, models.PROTECT, related_name="targets")
    item = models.OneToOneField(PlanItem, models.PROTECT, related_name="target")
    text = models.TextField()
    metric = models.CharField(max_length=40)
    op = models.CharField(max_length=10, choices=Op)
    value = models.FloatField()
    # What the value is counted in: %, 起, 人.
    measure = models.CharField(max_length=10)
    due = models.DateField(null=True, blank=True)
    figure_key = models.CharField(max_length=60, blank=True)
    without = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["plan", "item__position"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(figure_key="", without=""),
                name="target_has_a_figure_or_says_why_not",
            ),
        ]

    class Privacy:
        personal: ClassVar = {
            "text": "a sentence of the plan may name people in office"
        }
        plain: ClassVar = [
            *("plan", "item", "metric", "op", "value", "measure", "due"),
            *("figure_key", "without"),
        ]

    def __str__(self) -> str:
        return self.text[:40]
