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
