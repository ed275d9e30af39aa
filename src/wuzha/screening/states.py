"""Where a text comes from, what can be said of it, and how labels and model versions
move on."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from wuzha.lib.states import Moves
from wuzha.lib.words import N_


class Source(models.TextChoices):
    """Who handed the text in."""

    STAFF = "staff", _("工作人员提交")
    FILE = "file", _("批量上传")
    # Judged elsewhere already; here only to be learnt from.
    LABELLED = "labelled", _("导入的标注")
    PUBLIC = "public", _("群众自查留存")


class Answer(models.TextChoices):
    """The three verdicts. There is none that says "safe"."""

    SCAM = "scam", _("很可能是诈骗")
    CAUTION = "caution", _("要当心")
    NONE = "none", _("没有发现迹象（不等于安全）")


class Labelling(models.TextChoices):
    """How far colleagues are in judging a text."""

    OPEN = "open", _("待标注")
    SECOND = "second", _("待第二人标注")
    DISPUTED = "disputed", _("两人不一致")
    SETTLED = "settled", _("已标注")


LABELLING = Moves(
    noun=N_("标注"),
    labels={
        "open": N_("待标注"),
        "second": N_("待第二人标注"),
        "disputed": N_("两人不一致"),
        "settled": N_("已标注"),
    },
    initial="open",
    allowed={
        "open": frozenset({"second", "settled"}),
        "second": frozenset({"disputed", "settled", "open"}),
        "disputed": frozenset({"settled"}),
        # Whoever labelled it alone may take that back.
        "settled": frozenset({"open"}),
    },
    final=frozenset(),
    owners={"disputed": N_("研判员")},
)


class VersionState(models.TextChoices):
    TRAINING = "training", _("训练中")
    READY = "ready", _("待启用")
    IN_FORCE = "in_force", _("使用中")
    RETIRED = "retired", _("已停用")
    FAILED = "failed", _("未完成")


VERSION = Moves(
    noun=N_("模型版本"),
    labels={
        "training": N_("训练中"),
        "ready": N_("待启用"),
        "in_force": N_("使用中"),
        "retired": N_("已停用"),
        "failed": N_("未完成"),
    },
    initial="training",
    allowed={
        "training": frozenset({"ready", "failed"}),
        "ready": frozenset({"in_force"}),
        "in_force": frozenset({"retired"}),
        # Rolled back to.
        "retired": frozenset({"in_force"}),
    },
    final=frozenset({"failed"}),
    owners={"ready": N_("研判员")},
)


class AppealState(models.TextChoices):
    OPEN = "open", _("待复核")
    LIFTED = "lifted", _("已撤销标记")
    UPHELD = "upheld", _("维持标记")


APPEAL = Moves(
    noun=N_("误标申诉"),
    labels={
        "open": N_("待复核"),
        "lifted": N_("已撤销标记"),
        "upheld": N_("维持标记"),
    },
    initial="open",
    allowed={"open": frozenset({"lifted", "upheld"})},
    final=frozenset({"lifted", "upheld"}),
    owners={"open": N_("研判员")},
)
