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


class AccountKind(models.TextChoices):
    PERSONAL = "personal", _("个人")
    CORPORATE = "corporate", _("单位")
    MERCHANT = "merchant", _("商户")


class Status(models.TextChoices):
    NORMAL = "normal", _("正常")
    DORMANT = "dormant", _("睡眠")
    LIMITED = "limited", _("限制非柜面")
    STOPPED = "stopped", _("止付、冻结")
    CLOSED = "closed", _("已销户")


class CheckKind(models.TextChoices):
    """The work lists."""

    UNUSED = "unused", _("睡眠账户")
    MANY_CARDS = "many_cards", _("一人多卡")
    PHONE = "phone", _("手机不是本人")


class CheckState(models.TextChoices):
    OPEN = "open", _("待核查")
    DONE = "done", _("已核查")


class Found(models.TextChoices):
    """What somebody who looked found, and what the bank did about it."""

    NORMAL = "normal", _("核实正常")
    MENDED = "mended", _("信息已更正")
    LIMITED = "limited", _("与客户商定下调限额")
    CLOSED = "closed", _("客户同意销户")
    UNREACHED = "unreached", _("联系不上，继续关注")
    SUSPICIOUS = "suspicious", _("可疑，已另报公安")


class Gap(models.TextChoices):
    """Which step of the work let it pass: the step is named, never a person."""

    OPENING = "opening", _("开户审核")
    LIMITS = "limits", _("限额和分类")
    MONITORING = "monitoring", _("交易监测")
    HANDLING = "handling", _("预警处置")
    SHARING = "sharing", _("信息共享")
    NONE = "none", _("各环节都按规定做了")


class Ground(models.TextChoices):
    """How an account that is looked back on turned out involved; of which the time is
    told."""

    STOPPED = "stopped", _("首次止付")
    HIT = "hit", _("命中确认")
    ENTERED = "entered", _("涉案登记")


class TestedOn(models.TextChoices):
    """Whose transfers the rules were put to."""

    STATEMENT = "statement", _("网点上传的流水")
    STORE = "store", _("系统内的流水")


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
CHECK = Moves(
    noun=N_("账户核查"),
    labels={"open": N_("待核查"), "done": N_("已核查")},
    initial="open",
    allowed={"open": frozenset({"done"})},
    final=frozenset({"done"}),
    owners={"open": N_("网点")},
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
