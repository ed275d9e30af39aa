from base64 import b64decode
from datetime import date
from typing import ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuzha.privacy.fields import BlindIndexField, SealedTextField


def valid_on(day: date, prefix: str = "") -> Q:
    """Rows whose dated validity covers the day; `valid_to` is the first day after."""
    return Q(**{f"{prefix}valid_from__lte": day}) & (
        Q(**{f"{prefix}valid_to": None}) | Q(**{f"{prefix}valid_to__gt": day})
    )


class UnitKind(models.TextChoices):
    COUNTY = "county", _("县区")
    TOWN = "town", _("乡镇街道")
    VILLAGE = "village", _("村社区")
    GRID = "grid", _("网格")
    STATION = "station", _("派出所")
    BANK_BRANCH = "bank_branch", _("银行网点")
    SCHOOL = "school", _("学校")
    FIRM = "firm", _("企业")
    DEPARTMENT = "department", _("部门")


PLACES = frozenset({UnitKind.COUNTY, UnitKind.TOWN, UnitKind.VILLAGE, UnitKind.GRID})


class UnitQuerySet(models.QuerySet["Unit"]):
    def valid(self, *, on: date) -> Self:
        return self.filter(valid_on(on))

    def within(self, unit: "Unit") -> Self:
        """The unit and all below it, of any time."""
        return self.filter(path__startswith=unit.path)

    def root(self) -> "Unit":
        """The county that this service serves."""
        return self.get(valid_on(timezone.localdate()), parent=None)


class Unit(models.Model):
    """A place or an institution. `path` holds the keys from the root: "/1/7/"."""

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=UnitKind)
    # Places: 12 digits (statistics code) or grid code; others: their own code or empty.
    code = models.CharField(max_length=24, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    path = models.CharField(max_length=200, db_index=True)
    # Paths of the units that this one took over from: who holds a role here goes on
    # seeing what happened there.
    former_paths = models.JSONField(default=list, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["path"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="unit_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(valid_to=None) & ~Q(code=""),
                name="unit_code_once_at_a_time",
            ),
        ]

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        plain: ClassVar = [
            "name",
            "kind",
            "code",
            "parent",
            "path",
            "former_paths",
            "valid_from",
            "valid_to",
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def depth(self) -> int:
        return self.path.count("/") - 2

    @property
    def ancestor_ids(self) -> list[int]:
        """From the root down, without the unit itself."""
        return [int(key) for key in self.path.split("/")[1:-2]]

    def is_valid(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or self.valid_to > on)

    def heirs(self, *, on: date) -> list["Unit"]:
        """The units in force that stand for this one: itself while it lasts, then what
        took over from it, however often that changed hands since."""
        if self.valid_to is None or self.valid_to > on:
            return [self]
        following = self.successors.select_related("new").order_by("pk")
        found = [unit for row in following for unit in row.new.heirs(on=on)]
        return list(dict.fromkeys(found))


class LinkKind(models.TextChoices):
    POLICES = "polices", _("管辖")
    SERVES = "serves", _("服务")


class UnitLink(models.Model):
    """A station polices places; a bank, a school or a firm serves them."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="links")
    place = models.ForeignKey(Unit, models.CASCADE, related_name="linked")
    kind = models.CharField(max_length=8, choices=LinkKind)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "place", "kind"],
                condition=Q(valid_to=None),
                name="unit_linked_once_at_a_time",
            ),
        ]

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        plain: ClassVar = ["unit", "place", "kind", "valid_from", "valid_to"]

    def __str__(self) -> str:
        return f"{self.unit} → {self.place}"

    def is_valid(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or self.valid_to > on)


class SuccessionKind(models.TextChoices):
    MERGE = "merge", _("合并")
    SPLIT = "split", _("拆分")
    RENAME = "rename", _("更名")
    MOVE = "move", _("改隶")


class UnitSuccession(models.Model):
    """Which unit took over from which, and when. A split has several rows."""

    old = models.ForeignKey(Unit, models.PROTECT, related_name="successors")
    new = models.ForeignKey(Unit, models.PROTECT, related_name="predecessors")
    kind = models.CharField(max_length=8, choices=SuccessionKind)
    on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["old", "new"], name="unit_succeeded_once"),
        ]

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        plain: ClassVar = ["old", "new", "kind", "on"]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(username=username)


class Person(AbstractBaseUser):
    """Somebody, or a machine, that can act. What they may do: `Appointment`."""

    username = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=40)
    phone = SealedTextField(blank=True)
    phone_key = BlindIndexField(source="phone", domain="phone")
    email = models.EmailField(blank=True)
    # Set while the password is one that an administrator gave out: it opens the page
    # to choose another one and nothing else, and only for some days.
    password_given_at = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    is_machine = models.BooleanField(default=False)
    # Made by `wuzha demo`; a real service refuses to start while one exists.
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = PersonManager()

    class Meta:
        ordering: ClassVar = ["username"]

    class Privacy:
        personal: ClassVar = {
            "name": "shown beside every deed of a colleague",
            "phone": "to reach a colleague on duty",
            "email": "notices",
        }
        plain: ClassVar = [
            "username",
            "phone_key",
            "password_given_at",
            "is_active",
            "is_machine",
            "is_demo",
            "created_at",
            "password",
            "last_login",
        ]

    def __str__(self) -> str:
        return self.name


class Appointment(models.Model):
    """A role held at a unit for a time. What the role allows: `access.ROLES`."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="appointments")
    role = models.CharField(max_length=24)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="appointments")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "role", "unit"],
                condition=Q(valid_to=None),
                name="appointment_held_once_at_a_time",
            ),
        ]

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        plain: ClassVar = ["person", "role", "unit", "valid_from", "valid_to"]

    def __str__(self) -> str:
        return f"{self.person} · {self.role} · {self.unit}"


class Deputy(models.Model):
    """Who stands in for an appointment, first rank first."""

    appointment = models.ForeignKey(
        Appointment, models.CASCADE, related_name="deputies"
    )
    person = models.ForeignKey(Person, models.CASCADE, related_name="deputising")
    rank = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["rank"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["appointment", "rank"], name="deputy_rank_once"
            ),
            models.UniqueConstraint(
                fields=["appointment", "person"], name="deputy_person_once"
            ),
        ]

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        plain: ClassVar = ["appointment", "person", "rank"]

    def __str__(self) -> str:
        return f"{self.person} ({self.appointment})"


class Leave(models.Model):
    """A time away: what is due then goes to the deputies."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="leaves")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="leave_ends_after_it_begins",
            ),
        ]

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        plain: ClassVar = ["person", "starts_at", "ends_at", "cancelled_at"]

    def __str__(self) -> str:
        return f"{self.person} {self.starts_at:%Y-%m-%d}"


class PaperTemplateQuerySet(models.QuerySet["PaperTemplate"]):
    def in_force(self) -> Self:
        return self.filter(ended_at=None)

    def own(self, kind: str) -> bytes | None:
        """The county's template of a kind of paper, where it has put one."""
        row = self.in_force().filter(kind=kind).first()
        return b64decode(row.content) if row else None


class PaperTemplate(models.Model):
    """The county's own Word template of a kind of paper, not the shipped one."""

    kind = models.CharField(max_length=24)
    name = models.CharField(max_length=120)
    # Base 64.
    content = models.TextField()
    uploaded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PaperTemplateQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-uploaded_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(ended_at=None),
                name="one_template_of_a_kind",
            ),
        ]

    class Privacy:
        personal: ClassVar = {"name": "people put names into the names of files"}
        plain: ClassVar = ["kind", "content", "uploaded_by", "uploaded_at", "ended_at"]

    def __str__(self) -> str:
        return self.name
