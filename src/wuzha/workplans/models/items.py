from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext

from wuzha.organisation.models import Person
from wuzha.workplans.kinds import ItemKind
from wuzha.workplans.models.plans import WorkPlan
from wuzha.workplans.states import ITEM, KEPT, LIVE, ItemState


class PlanItemQuerySet(models.QuerySet["PlanItem"]):
    def kept(self) -> Self:
        return self.filter(state__in=KEPT)

    def live(self) -> Self:
        return self.filter(state__in=LIVE)

    def waiting(self) -> Self:
        return self.filter(state=ItemState.READ)


class PlanItem(models.Model):
    """One thing that the plan says, with the characters that say it. `facts` is what
    was read and never changes; `accepted` is what a person made of it."""

    plan = models.ForeignKey(WorkPlan, models.CASCADE, related_name="items")
    kind = models.CharField(max_length=6, choices=ItemKind)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    # In the order of the text.
    position = models.PositiveIntegerField()
    # As `wuzha.reading` writes an item of the kind; empty when a person made it.
    facts: Any = models.JSONField(default=dict)
    accepted: Any = models.JSONField(null=True, blank=True)
    # The names of the rules that read it.
    rules: Any = models.JSONField(default=list)
    state = models.CharField(max_length=10, default=ItemState.READ.value)
    by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(null=True, blank=True)
    # When its task, duty or target was made of it.
    made_at = models.DateTimeField(null=True, blank=True)
    split_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts"
    )
    joined_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="joined"
    )

    objects = PlanItemQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["plan", "position"], name="plan_item_in_order"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(end__gt=F("start")), name="plan_item_has_characters"
            ),
            models.CheckConstraint(
                condition=Q(state=ItemState.JOINED, joined_into__isnull=False)
                | ~Q(state=ItemState.JOINED) & Q(joined_into=None),
                name="plan_item_joined_into_one",
            ),
            models.CheckConstraint(
                condition=~Q(state=ItemState.CORRECTED) | Q(accepted__isnull=False),
                name="plan_item_corrected_to_something",
            ),
        ]

    class Privacy:
        personal: ClassVar = {
            "facts": "sentences of the plan may name people in office",
            "accepted": "sentences of the plan may name people in office",
        }
        plain: ClassVar = [
            *("plan", "kind", "start", "end", "position", "rules", "state", "by"),
            *("at", "made_at", "split_from", "joined_into"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.position}"

    @property
    def content(self) -> dict[str, Any]:
        """What holds: what a person made of it, else what was read."""
        made: dict[str, Any] = self.facts if self.accepted is None else self.accepted
        return made

    @property
    def state_label(self) -> str:
        return ITEM.label(self.state).said(gettext)

    @property
    def seen_mark(self) -> str:
        """Changes whenever somebody judges the item: what a form began on."""
        return self.at.isoformat() if self.at else ""

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def is_kept(self) -> bool:
        return self.state in KEPT
