"""What a warning and the work on it can be, and who acts in each state."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from wuzha.lib.states import Moves
from wuzha.lib.words import N_


class Stream(models.TextChoices):
    """Money is about to leave, or there was contact with a fraud."""

    FUND = "fund", _("资金预警")
    CONTACT = "contact", _("触网预警")


class Grade(models.TextChoices):
    """The risk of a person. Colours are of units and stand elsewhere."""

    CRITICAL = "critical", _("特高危")
    HIGH = "high", _("高危")
    MEDIUM = "medium", _("中危")
    LOW = "low", _("低危")


# Least first, so that the highest of several is found by its place.
RANK = {grade: rank for rank, grade in enumerate(reversed(Grade.values))}


class Source(models.TextChoices):
    """Who noticed."""

    PLATFORM = "platform", _("上级平台")
    BANK = "bank", _("银行机构")
    CARRIER = "carrier", _("通信运营商")
    HOTLINE = "hotline", _("96110 来电")
    MONITORING = "monitoring", _("本县研判")
    PUBLIC = "public", _("群众反映")
    OTHER = "other", _("其他")


class Door(models.TextChoices):
    """How the order came in."""

    HAND = "hand", _("手工录入")
    SHEET = "sheet", _("表格导入")
    SYSTEM = "system", _("系统推送")
    HIT = "hit", _("研判转入")


class Signal(models.TextChoices):
    """What was seen."""

    CALL = "call", _("诈骗电话")
    MESSAGE = "message", _("诈骗短信")
    SITE = "site", _("涉诈网站")
    APP = "app", _("涉诈应用")
    CHAT = "chat", _("涉诈聊天账号")
    SCREEN = "screen", _("屏幕共享、远程控制")
    OVERSEAS = "overseas", _("境外来电")
    TRANSFER = "transfer", _("可疑转账")
    WITHDRAWAL = "withdrawal", _("可疑取现")
    OTHER = "other", _("其他")


class State(models.TextChoices):
    TRIAGE = "triage"
    DISPATCHED = "dispatched"
    SIGNED = "signed"
    CONTACTED = "contacted"
    MET = "met"
    FED_BACK = "fed_back"
    CLOSED = "closed"
    INVALID = "invalid"
    DUPLICATE = "duplicate"
    TRANSFERRED = "transferred"


_ENDINGS = frozenset({State.INVALID, State.DUPLICATE, State.TRANSFERRED})
_ELSEWHERE = frozenset({State.DISPATCHED, State.TRIAGE}) | _ENDINGS

DISSUASION = Moves(
    noun=N_("预警劝阻"),
    labels={
        State.TRIAGE: N_("待分派"),
        State.DISPATCHED: N_("待签收"),
        State.SIGNED: N_("已签收"),
        State.CONTACTED: N_("已联系"),
        State.MET: N_("已见面"),
        State.FED_BACK: N_("待复核"),
        State.CLOSED: N_("已办结"),
        State.INVALID: N_("无效预警"),
        State.DUPLICATE: N_("重复预警"),
        State.TRANSFERRED: N_("已转出"),
    },
    initial=State.TRIAGE,
    allowed={
        State.TRIAGE: frozenset({State.DISPATCHED}) | _ENDINGS,
        State.DISPATCHED: frozenset({State.SIGNED, State.TRIAGE}) | _ENDINGS,
        State.SIGNED: frozenset({State.CONTACTED, State.MET}) | _ELSEWHERE,
        # Back to signed when the only attempt was a slip and is taken back.
        State.CONTACTED: frozenset({State.SIGNED, State.MET, State.FED_BACK})
        | _ELSEWHERE,
        # Back to contacted when the meeting was a slip.
        State.MET: frozenset({State.CONTACTED, State.FED_BACK, State.DISPATCHED})
        | _ENDINGS,
        # Back when the review finds something missing.
        State.FED_BACK: frozenset({State.CONTACTED, State.MET, State.CLOSED}),
        State.CLOSED: frozenset({State.DISPATCHED}),
        State.INVALID: frozenset({State.DISPATCHED}),
    },
    final=frozenset({State.DUPLICATE, State.TRANSFERRED}),
    owners={
        State.TRIAGE: N_("县中心值班员"),
        State.DISPATCHED: N_("承办单位"),
        State.SIGNED: N_("签收人"),
        State.CONTACTED: N_("签收人"),
        State.MET: N_("签收人"),
        State.FED_BACK: N_("派出所、县中心（复核）"),
    },
)

# The visit is still ahead: a further warning for the person goes along with it.
BEFORE_MEETING = (State.TRIAGE, State.DISPATCHED, State.SIGNED, State.CONTACTED)
# With the unit that does the work: what its workers see.
AT_WORK = (*BEFORE_MEETING[1:], State.MET, State.FED_BACK)
# Somebody has something to do.
OPEN = (State.TRIAGE, *AT_WORK)


class Why(models.TextChoices):
    """Why the work went to a unit."""

    RULE = "rule", _("按规则分派")
    HAND = "hand", _("人工分派")
    RAISED = "raised", _("等级升高，重新分派")
    OVERDUE = "overdue", _("超时，上级接手")
    RETURNED = "returned", _("承办单位退回")
    REVIEWED = "reviewed", _("复核退回补充")
    REOPENED = "reopened", _("重新办理")
    LEFT = "left", _("承办人离岗，重新签收")


class Way(models.TextChoices):
    PHONE = "phone", _("电话")
    VISIT = "visit", _("上门")
    MESSAGE = "message", _("短信")
    RELATIVE = "relative", _("通过家属")
    WORKPLACE = "workplace", _("通过单位")


class Belief(models.TextChoices):
    PERSUADED = "persuaded", _("已劝住")
    WAVERING = "wavering", _("半信半疑")
    UNMOVED = "unmoved", _("仍然相信对方")


class NoticeGiven(models.TextChoices):
    """What became of the paper that tells the risk (FM03)."""

    SIGNED = "signed", _("本人已签名")
    REFUSED = "refused", _("拒绝签名，有见证人")
    NOT_GIVEN = "not_given", _("未使用告知书")


class Outcome(models.TextChoices):
    """What the work came to."""

    DISSUADED = "dissuaded", _("已劝阻")
    NO_RISK = "no_risk", _("核实无风险")
    REFUSED = "refused", _("本人拒绝配合")
    UNREACHABLE = "unreachable", _("确实找不到")
    DEFRAUDED = "defrauded", _("已经受骗")
    INVALID = "invalid", _("预警不实")


class RevisitResult(models.TextChoices):
    SAFE = "safe", _("情况正常")
    AT_RISK = "at_risk", _("仍与对方联系")
    DEFRAUDED = "defrauded", _("已经受骗")
    UNREACHED = "unreached", _("未联系上")


class ClockKind(models.TextChoices):
    TRIAGE = "warning.triage", _("分派时限")
    SIGN = "warning.sign", _("签收时限")
    CALL = "warning.call", _("拨打时限")
    MEET = "warning.meet", _("见面时限")
    FEED_BACK = "warning.feed_back", _("反馈时限")
    REVISIT = "warning.revisit", _("回访时限")
