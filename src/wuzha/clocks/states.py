from django.db import models
from django.utils.translation import gettext_lazy as _

from wuzha.lib.states import Moves
from wuzha.lib.words import N_


class ClockState(models.TextChoices):
    RUNNING = "running", _("计时中")
    PAUSED = "paused", _("已暂停")
    DONE = "done", _("已办结")
    CANCELLED = "cancelled", _("不再需要")


class StepKind(models.TextChoices):
    PRE_ALARM = "pre_alarm", _("临期提醒")
    DUE = "due", _("到期")
    LEVEL = "level", _("逐级上报")


class ChangeKind(models.TextChoices):
    PAUSED = "paused", _("暂停")
    RESUMED = "resumed", _("恢复")
    HANDED_OVER = "handed_over", _("移交")
    MOVED = "moved", _("按新的工作日历改期")


CLOCK = Moves(
    noun=N_("时限"),
    labels={
        "running": N_("计时中"),
        "paused": N_("已暂停"),
        "done": N_("已办结"),
        "cancelled": N_("不再需要"),
    },
    initial="running",
    allowed={
        "running": frozenset({"paused", "done", "cancelled"}),
        "paused": frozenset({"running", "done", "cancelled"}),
    },
    final=frozenset({"done", "cancelled"}),
)

# A clock that still runs out, or will again.
OPEN = tuple(CLOCK.open)
