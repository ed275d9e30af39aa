"""Which states a round of returning money can be in, and who acts in each."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from wuzha.lib.states import Moves
from wuzha.lib.words import N_
from wuzha.returns.shares import Way


class RoundState(TextChoices):
    COLLECTING = "collecting"
    ON_NOTICE = "on_notice"
    DECIDED = "decided"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


ROUND = Moves(
    noun=N_("资金返还"),
    labels={
        RoundState.COLLECTING: N_("受理核实"),
        RoundState.ON_NOTICE: N_("公告中"),
        RoundState.DECIDED: N_("已决定，待银行返还"),
        RoundState.RETURNED: N_("已返还"),
        RoundState.WITHDRAWN: N_("已撤销"),
    },
    initial=RoundState.COLLECTING,
    allowed={
        # Without a notice only where the money is told apart.
        RoundState.COLLECTING: frozenset(
            {RoundState.ON_NOTICE, RoundState.DECIDED, RoundState.WITHDRAWN}
        ),
        # Back when an objection holds: what was announced was wrong.
        RoundState.ON_NOTICE: frozenset({RoundState.COLLECTING, RoundState.DECIDED}),
        RoundState.DECIDED: frozenset({RoundState.RETURNED}),
    },
    final=frozenset({RoundState.RETURNED, RoundState.WITHDRAWN}),
    owners={
        RoundState.COLLECTING: N_("办案单位（受理申请、核实损失）"),
        RoundState.ON_NOTICE: N_("县公安（期满后决定）"),
        RoundState.DECIDED: N_("冻结账户开户行"),
    },
)

# Part of the frozen money is promised to somebody.
WAS_DECIDED = (RoundState.DECIDED, RoundState.RETURNED)

WAYS = {
    Way.SINGLE: _("只有一笔汇入，返还该受害人"),
    Way.TRACED: _("按到账时间可以区分，返还对应受害人"),
    Way.PRO_RATA: _("不能区分，公告后按比例返还"),
}


class TraceMethod(TextChoices):
    FIFO = "fifo", _("先进先出")
    LIFO = "lifo", _("后进先出")


class ClockKind(TextChoices):
    """What is timed; each has its answer in `jobs.ALARMS`."""

    NOTICE = "return.notice", _("公告期满后决定返还")
    PAYMENT = "return.payment", _("银行返还资金")
