"""What a run of the rules and a hit can be, and who acts in each state."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from wuzha.lib.states import Moves
from wuzha.lib.words import N_


class RunState(models.TextChoices):
    WAITING = "waiting", _("排队中")
    RUNNING = "running", _("研判中")
    DONE = "done", _("已完成")
    FAILED = "failed", _("未完成")


class RuleState(models.TextChoices):
    """The same four as in a rule's file (`detection.rules.tree.State`)."""

    DRAFT = "draft", _("草稿")
    TRIAL = "trial", _("试运行")
    IN_FORCE = "in_force", _("已启用")
    RETIRED = "retired", _("已停用")


class ScoreState(models.TextChoices):
    READY = "ready", _("待启用")
    IN_FORCE = "in_force", _("使用中")
    RETIRED = "retired", _("已停用")


class HitState(models.TextChoices):
    NEW = "new", _("待核实")
    CONFIRMED = "confirmed", _("已确认")
    DISMISSED = "dismissed", _("已排除")


class DismissCause(models.TextChoices):
    """Why a person found that a hit means nothing: the rules learn from it."""

    OWN_ACCOUNTS = "own_accounts", _("本人账户之间划转")
    BUSINESS = "business", _("正常经营往来")
    FAMILY = "family", _("亲属之间往来")
    LOAN = "loan", _("借款还款")
    WAGES = "wages", _("工资、货款发放")
    WRONG_DATA = "wrong_data", _("流水数据有误")
    OTHER = "other", _("其他")


class CheckState(models.TextChoices):
    WAITING = "waiting", _("待核查")
    ANSWERED = "answered", _("已答复")


class CheckAnswer(models.TextChoices):
    """What the bank or the police did about an account that was handed to them."""

    LIMITED = "limited", _("按本行规定限制了非柜面业务")
    WATCHED = "watched", _("列入重点监测")
    REPORTED = "reported", _("报送了可疑交易")
    VISITED = "visited", _("核查了持有人")
    CASE = "case", _("并入案件侦办")
    NOTED = "noted", _("已知悉，持续关注")
    NORMAL = "normal", _("核查无异常")
    NOT_OURS = "not_ours", _("不归本单位管")


A = CheckAnswer
BANK_ANSWERS = (A.LIMITED, A.WATCHED, A.REPORTED, A.VISITED, A.NORMAL, A.NOT_OURS)
POLICE_ANSWERS = (A.VISITED, A.CASE, A.NOTED, A.NORMAL, A.NOT_OURS)

CHECK = Moves(
    noun=N_("移交账户"),
    labels={"waiting": N_("待核查"), "answered": N_("已答复")},
    initial="waiting",
    allowed={"waiting": frozenset({"answered"})},
    final=frozenset({"answered"}),
    owners={"waiting": N_("开户行、辖区公安")},
)
RUN = Moves(
    noun=N_("研判批次"),
    labels={
        "waiting": N_("排队中"),
        "running": N_("研判中"),
        "done": N_("已完成"),
        "failed": N_("未完成"),
    },
    initial="waiting",
    allowed={
        "waiting": frozenset({"running"}),
        "running": frozenset({"done", "failed"}),
        # Begun again after what was wrong is mended.
        "failed": frozenset({"waiting"}),
    },
    final=frozenset({"done"}),
)
RULE = Moves(
    noun=N_("规则"),
    labels={
        "draft": N_("草稿"),
        "trial": N_("试运行"),
        "in_force": N_("已启用"),
        "retired": N_("已停用"),
    },
    initial="draft",
    allowed={
        "draft": frozenset({"trial"}),
        "trial": frozenset({"in_force", "retired"}),
        "in_force": frozenset({"retired"}),
        # Gone back to.
        "retired": frozenset({"in_force"}),
    },
    final=frozenset(),
    owners={"draft": N_("研判员"), "trial": N_("研判员")},
)
SCORE = Moves(
    noun=N_("评分模型"),
    labels={
        "ready": N_("待启用"),
        "in_force": N_("使用中"),
        "retired": N_("已停用"),
    },
    initial="ready",
    allowed={
        "ready": frozenset({"in_force"}),
        "in_force": frozenset({"retired"}),
        # Gone back to.
        "retired": frozenset({"in_force"}),
    },
    final=frozenset(),
    owners={"ready": N_("研判员")},
)
HIT = Moves(
    noun=N_("命中"),
    labels={
        "new": N_("待核实"),
        "confirmed": N_("已确认"),
        "dismissed": N_("已排除"),
    },
    initial="new",
    allowed={
        "new": frozenset({"confirmed", "dismissed"}),
        "dismissed": frozenset({"new"}),
    },
    final=frozenset({"confirmed"}),
    owners={"new": N_("研判员")},
)
