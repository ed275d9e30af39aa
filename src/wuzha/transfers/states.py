"""Whether the transfers of a file count, and who acts in each state."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from wuzha.lib.states import Moves
from wuzha.lib.words import N_


class FileState(models.TextChoices):
    READ = "read", _("待确认")
    KEPT = "kept", _("在用")
    TAKEN_BACK = "taken_back", _("已撤下")


FILE = Moves(
    noun=N_("流水文件"),
    labels={
        FileState.READ: N_("待确认"),
        FileState.KEPT: N_("在用"),
        FileState.TAKEN_BACK: N_("已撤下"),
    },
    initial=FileState.READ,
    allowed={
        FileState.READ: frozenset({FileState.KEPT, FileState.TAKEN_BACK}),
        FileState.KEPT: frozenset({FileState.TAKEN_BACK}),
        FileState.TAKEN_BACK: frozenset({FileState.KEPT}),
    },
    final=frozenset(),
    owners={FileState.READ: N_("上传人")},
)
