"""What a decision can say, and how it can come out."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Answer(models.TextChoices):
    ALLOW = "allow", _("放行")
    ASK = "ask", _("询问")
    HOLD = "hold", _("暂缓")


class Fallback(models.TextChoices):
    """How it was answered while what the accounts did of late could not be seen."""

    NONE = "", _("无")
    OPEN = "open", _("看不到近期往来，按设置放行")
    CLOSED = "closed", _("看不到近期往来，按设置暂缓")


class Ending(models.TextChoices):
    RELEASED = "released", _("已放行")
    STOPPED = "stopped", _("不予转出")
    # The bank tells how its question ended.
    SENT = "sent", _("询问后转出")
    GIVEN_UP = "given_up", _("客户放弃转账")


# The money went: from then on it counts in what the accounts did.
MOVED = frozenset({Ending.RELEASED, Ending.SENT})


# What a bank calls the ways on which money leaves; another name is shown as it came.
CHANNELS = {
    "mobile": _("手机银行"),
    "online": _("网上银行"),
    "counter": _("柜面"),
    "atm": _("自助机"),
    "qr": _("扫码"),
    "cash": _("取现"),
}


class ClockKind(models.TextChoices):
    LOOK = "decision.look", _("暂缓转账待核实")
