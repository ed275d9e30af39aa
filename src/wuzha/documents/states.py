from django.db import models
from django.utils.translation import gettext_lazy as _

from wuzha.lib.states import Moves
from wuzha.lib.words import N_


class ImportState(models.TextChoices):
    READING = "reading", _("读取中")
    PREVIEWED = "previewed", _("待确认")
    APPLYING = "applying", _("导入中")
    APPLIED = "applied", _("已导入")
    UNDOING = "undoing", _("撤销中")
    UNDONE = "undone", _("已撤销")
    FAILED = "failed", _("中断")


class Planned(models.TextChoices):
    """What a row would do, as it was previewed."""

    CREATE = "create", _("新增")
    UPDATE = "update", _("更新")
    UNCHANGED = "unchanged", _("无变化")
    ERROR = "error", _("有误")


class Outcome(models.TextChoices):
    """What became of a row."""

    WAITING = "waiting", _("待导入")
    CREATED = "created", _("已新增")
    UPDATED = "updated", _("已更新")
    UNCHANGED = "unchanged", _("无变化")
    # It could not be applied; the row says why.
    REFUSED = "refused", _("未导入")
    # It was an error from the beginning.
    SKIPPED = "skipped", _("有误未导入")
    UNDONE = "undone", _("已撤销")
    # Not undone, as it was changed after the import.
    KEPT = "kept", _("保留")


IMPORT = Moves(
    noun=N_("导入"),
    labels={
        "reading": N_("读取中"),
        "previewed": N_("待确认"),
        "applying": N_("导入中"),
        "applied": N_("已导入"),
        "undoing": N_("撤销中"),
        "undone": N_("已撤销"),
        "failed": N_("中断"),
    },
    initial="reading",
    allowed={
        "reading": frozenset({"previewed"}),
        "previewed": frozenset({"applying"}),
        "applying": frozenset({"applied", "failed"}),
        "applied": frozenset({"undoing"}),
        # Goes on until it is done, whatever is interrupted.
        "undoing": frozenset({"undone"}),
        # What was interrupted goes on, or goes back.
        "failed": frozenset({"applying", "undoing"}),
    },
    final=frozenset({"undone"}),
)
