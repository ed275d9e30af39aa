"""What a suspicion can be, and who acts in each state."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from wuzha.lib.states import Moves
from wuzha.lib.words import N_


class Suspects(models.TextChoices):
    """What the branch is worried about."""

    CUSTOMER = "customer", _("客户可能正在被骗")
    ACCOUNT = "account", _("账户可能被用来收赃款")


class Done(models.TextChoices):
    """What the branch did there and then."""

    WAITS = "waits", _("客户还在，业务先没办")
    GAVE_UP = "gave_up", _("劝阻后客户放弃")
    WENT_ON = "went_on", _("客户坚持，业务已办")
    LEFT = "left", _("客户已离开")
    SEEN_LATER = "seen_later", _("事后从流水发现")


class SuspicionState(models.TextChoices):
    RECEIVED = "received", _("已收到")
    LOOKED_AT = "looked_at", _("核查中")
    PASSED_ON = "passed_on", _("已转办")
    CLOSED = "closed", _("已了结")


class AccountClass(models.IntegerChoices):
    ONE = 1, _("Ⅰ类户")
    TWO = 2, _("Ⅱ类户")
    THREE = 3, _("Ⅲ类户")


class Gap(models.TextChoices):
    """Which step of the work let it pass: the step is named, never a person."""

    OPENING = "opening", _("开户审核")
    LIMITS = "limits", _("限额和分类")
    MONITORING = "monitoring", _("交易监测")
    HANDLING = "handling", _("预警处置")
    SHARING = "sharing", _("信息共享")
    NONE = "none", _("各环节都按规定做了")


class LookBackState(models.TextChoices):
    OPEN = "open", _("网点倒查中")
    ANSWERED = "answered", _("待公安审阅")
    CLOSED = "closed", _("已办结")


class ClockKind(models.TextChoices):
    LOOK = "suspicion.look", _("核查可疑情况")
    LOOK_BACK = "look_back.answer", _("倒查涉案账户")


SUSPICION = Moves(
    noun=N_("可疑情况报告"),
    labels={
        "received": N_("已收到"),
        "looked_at": N_("核查中"),
        "passed_on": N_("已转办"),
        "closed": N_("已了结"),
    },
    initial="received",
    allowed={
        "received": frozenset({"looked_at"}),
        "looked_at": frozenset({"passed_on", "closed"}),
        # Closed too early: taken up again.
        "closed": frozenset({"looked_at"}),
    },
    final=frozenset({"passed_on"}),
    owners={"received": N_("辖区公安"), "looked_at": N_("辖区公安")},
)
LOOK_BACK = Moves(
    noun=N_("涉案账户倒查"),
    labels={
        "open": N_("网点倒查中"),
        "answered": N_("待公安审阅"),
        "closed": N_("已办结"),
    },
    initial="open",
    allowed={
        "open": frozenset({"answered"}),
        # Not enough: the branch goes on.
        "answered": frozenset({"closed", "open"}),
    },
    final=frozenset({"closed"}),
    owners={"open": N_("开户网点"), "answered": N_("县公安")},
)
