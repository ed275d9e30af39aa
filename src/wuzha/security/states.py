from django.db import models
from django.utils.translation import gettext_lazy as _

from wuzha.lib.states import Moves
from wuzha.lib.words import N_


class UnmaskingState(models.TextChoices):
    ASKED = "asked", _("待审批")
    GRANTED = "granted", _("已同意")
    REFUSED = "refused", _("未同意")
    USED = "used", _("已查看")


UNMASKING = Moves(
    noun=N_("成批查看申请"),
    labels={
        "asked": N_("待审批"),
        "granted": N_("已同意"),
        "refused": N_("未同意"),
        "used": N_("已查看"),
    },
    initial="asked",
    allowed={
        "asked": frozenset({"granted", "refused"}),
        "granted": frozenset({"used"}),
    },
    final=frozenset({"refused", "used"}),
    owners={"asked": N_("另一位有审批权的人"), "granted": N_("申请人")},
)
