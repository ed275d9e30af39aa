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


class ClockKind(models.TextChoices):
    LOOK = "suspicion.look", _("核查可疑情况")


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
