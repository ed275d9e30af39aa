from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wuzha.organisation.models import Person, Unit
from wuzha.privacy.fields import SealedTextField
from wuzha.workplans.kinds import Per
from wuzha.workplans.models import Duty


class BasisKind(models.TextChoices):
    LAW = "law", _("法律法规")
    PLAN = "plan", _("方案条款")
    OTHER = "other", _("其他文件")


class FieldKind(models.TextChoices):
    NUMBER = "number", _("数字")
    TEXT = "text", _("文字")


class AskingQuerySet(models.QuerySet["Asking"]):
    def in_force(self, on: date) -> Self:
        """Past its end nothing is asked, whether or not the job has said so yet."""
        return self.filter(ended_on=None, valid_from__lte=on, ends_on__gte=on)

    def expired(self, on: date) -> Self:
        """Its day has passed, or the duty that it was for is no more."""
        duty_ended = Q(duty__valid_to__lte=on)
        return self.filter(Q(ends_on__lt=on) | duty_ended, ended_on=None)


class Asking(models.Model):
    """One thing that is asked of units again and again: the report of a duty, or a form
    that is kept elsewhere. Nobody asks without an owner, a basis and an end."""

    title = models.CharField(max_length=200)
    duty = models.OneToOneField(
        Duty, models.PROTECT, null=True, blank=True, related_name="asking"
    )
    # Who answers for it.
    owner_unit = models.ForeignKey(Unit, models.PROTECT, related_name="askings")
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    basis_kind = models.CharField(max_length=5, choices=BasisKind)
    basis = models.CharField(max_length=300)
    per = models.CharField(max_length=10, choices=Per)
    # How often in each of these.
    times = models.PositiveSmallIntegerField(default=1)
    # Of whom: the kinds of units within a part of the tree.
    within = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kinds: Any = models.JSONField(default=list)
    # Of a duty: the figures that its reports show; none: those that its words mean.
    figures: Any = models.JSONField(default=list, blank=True)
    # Of a duty: whether its reports go level by level; none: as its words say.
    by_levels = models.BooleanField(null=True, blank=True)
    valid_from = models.DateField()
    # The last day on which it is asked.
    ends_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)
    registered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()

    objects = AskingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-registered_at", "-pk"]
        indexes: ClassVar = [
            models.Index(
                fields=["ends_on"], condition=Q(ended_on=None), name="asking_in_force"
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(basis="") & ~Q(title=""), name="asking_has_a_basis"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("valid_from")),
                name="asking_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=Q(times__gt=0), name="asking_asks_at_all"),
        ]

    class Privacy:
        personal: ClassVar = {
            "title": "a sentence of the plan may name people in office",
            "end_reason": "free words of the colleague who ended it",
        }
        plain: ClassVar = [
            *("duty", "owner_unit", "owner", "basis_kind", "basis", "per", "times"),
            *(
                "within",
                "kinds",
                "figures",
                "by_levels",
                "valid_from",
                "ends_on",
                "ended_on",
            ),
            *("registered_by", "registered_at"),
        ]

    def __str__(self) -> str:
        return self.title[:40]

    def get_absolute_url(self) -> str:
        return reverse("asking", args=[self.pk])

    def is_in_force(self, on: date) -> bool:
        begun = self.valid_from <= on <= self.ends_on
        return begun and self.ended_on is None

    def overlaps(self, other: "Asking") -> bool:
        """Whether there may be units that both ask."""
        paths = self.within.path, other.within.path
        along = paths[0].startswith(paths[1]) or paths[1].startswith(paths[0])
        return along and not set(self.kinds).isdisjoint(other.kinds)

    @property
    def level_above(self) -> Unit:
        """To whom one complains about it."""
        return self.owner_unit.parent or self.owner_unit


class AskedFieldQuerySet(models.QuerySet["AskedField"]):
    def standing(self) -> Self:
        return self.filter(removed_at=None)

    def asked(self, on: date) -> Self:
        return self.standing().filter(
            asking__ended_on=None,
            asking__valid_from__lte=on,
            asking__ends_on__gte=on,
        )


class AskedField(models.Model):
    """Something that units have to type, because no record holds it."""

    asking = models.ForeignKey(Asking, models.PROTECT, related_name="fields")
    label = models.CharField(max_length=60)
    kind = models.CharField(max_length=6, choices=FieldKind)
    # How long it takes to find out and to type.
    minutes = models.PositiveSmallIntegerField()
    ranked = models.BooleanField(default=False)
    photo = models.BooleanField(default=False)
    # The law that allows what is otherwise refused.
    law = models.CharField(max_length=200, blank=True)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = AskedFieldQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["asking", "label"],
                condition=Q(removed_at=None),
                name="field_asked_once_in_a_form",
            ),
        ]

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        plain: ClassVar = [
            *("asking", "label", "kind", "minutes", "ranked", "photo", "law"),
            *("added_by", "added_at", "removed_at"),
        ]

    def __str__(self) -> str:
        return self.label


class Complaint(models.Model):
    """Somebody says that an asking is too much. Without a name nobody is kept with it,
    nor the hour."""

    asking = models.ForeignKey(Asking, models.PROTECT, related_name="complaints")
    words = SealedTextField()
    by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    to_unit = models.ForeignKey(Unit, models.PROTECT, related_name="complaints")
    day = models.DateField()
    answer = SealedTextField(blank=True)
    answered_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="complaint_answered_by_somebody",
            ),
        ]

    class Privacy:
        personal: ClassVar = {
            "words": "what somebody has to bear, in their words",
            "by": "who complained, unless they did not say",
            "answer": "free words of the colleague who answers",
        }
        plain: ClassVar = ["asking", "to_unit", "day", "answered_by", "answered_at"]

    def __str__(self) -> str:
        return f"{self.asking} {self.day}"
