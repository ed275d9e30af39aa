from typing import ClassVar, Self

from django.db import models

from wuzha.organisation.models import Person, Unit
from wuzha.workplans.kinds import NamedAs
from wuzha.workplans.models.items import PlanItem
from wuzha.workplans.states import LIVE, OPEN_MATCHES, MatchState


class UnitMatchQuerySet(models.QuerySet["UnitMatch"]):
    def live(self) -> Self:
        return self.filter(item__state__in=LIVE)

    def open(self) -> Self:
        return self.live().filter(state__in=OPEN_MATCHES)


class UnitMatch(models.Model):
    """Whom one name in one item means. A doubtful one keeps its candidates in `units`;
    one that a person chose and that has neither fan nor units is of no unit here."""

    item = models.ForeignKey(PlanItem, models.CASCADE, related_name="matches")
    name = models.CharField(max_length=80)
    role = models.CharField(max_length=4, choices=NamedAs)
    state = models.CharField(max_length=8, choices=MatchState)
    # Key of `data/workplans/unit_words.toml` when it means all units of a kind.
    fan = models.CharField(max_length=20, blank=True)
    units = models.ManyToManyField(Unit, blank=True, related_name="+")

    objects = UnitMatchQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["item__position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item", "role", "name"], name="unit_matched_once_in_its_role"
            ),
        ]

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        plain: ClassVar = ["item", "name", "role", "state", "fan"]

    def __str__(self) -> str:
        return self.name

    @property
    def seen_mark(self) -> str:
        """Changes whenever somebody chooses otherwise: what a form began on."""
        keys = sorted(unit.pk for unit in self.units.all())
        return ":".join(map(str, (self.state, self.fan, *keys)))


class UnitAlias(models.Model):
    """What the plans of a unit mean by a name, as somebody once chose; those of the
    units below it too, unless they chose otherwise. 党政办 is another in each town."""

    home = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    fan = models.CharField(max_length=20, blank=True)
    units = models.ManyToManyField(Unit, blank=True, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["home", "name"], name="unit_alias_once_at_a_unit"
            ),
        ]

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        plain: ClassVar = ["home", "name", "fan", "by", "at"]

    def __str__(self) -> str:
        return self.name
