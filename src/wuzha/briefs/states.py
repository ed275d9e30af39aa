"""What a brief can be, and who acts in each state."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from wuzha.lib.states import Moves
from wuzha.lib.words import N_


class BriefState(models.TextChoices):
    DRAWN = "drawn", _("待核对")
    CONFIRMED = "confirmed", _("已核对")
    PUBLISHED = "published", _("已发布")


BRIEF = Moves(
    noun=N_("日报"),
    labels={
        "drawn": N_("待核对"),
        "confirmed": N_("已核对"),
        "published": N_("已发布"),
    },
    initial="drawn",
    allowed={
        "drawn": frozenset({"confirmed"}),
        # Taken back as long as nobody has been told.
        "confirmed": frozenset({"published", "drawn"}),
    },
    final=frozenset({"published"}),
    owners={
        "drawn": N_("本单位负责人（核对）"),
        "confirmed": N_("县中心（发布）"),
    },
)
CONFIRM_CLOCK = "brief.confirm"


class Standing(models.TextChoices):
    """How a unit stands on a day. Zero, missing and late are three things."""

    ZERO = "zero", _("零报告")
    CONFIRMED = "confirmed", _("已核对")
    LATE = "late", _("逾期核对")
    WAITING = "waiting", _("待核对")
    MISSING = "missing", _("未报")
