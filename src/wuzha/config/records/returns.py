from django.db.models import F, Q, Sum
from django.utils.translation import gettext_noop as N_

from wuzha.config.records.laws import Law, Rows, timed
from wuzha.incidents.models import Freeze
from wuzha.returns.models import ReturnRound
from wuzha.returns.states import WAS_DECIDED, ClockKind, RoundState


def decided_untimed() -> Rows:
    decided = ReturnRound.objects.filter(state=RoundState.DECIDED)
    return decided.exclude(timed(ReturnRound, ClockKind.PAYMENT))


def over_but_timed() -> Rows:
    over = ReturnRound.objects.exclude(state=RoundState.DECIDED)
    return over.filter(timed(ReturnRound, ClockKind.PAYMENT))


def given_away_twice() -> Rows:
    """More than was frozen, over all rounds."""
    shares = Sum(
        "return_rounds__claims__share_cents",
        filter=Q(return_rounds__state__in=WAS_DECIDED),
    )
    return Freeze.objects.annotate(given=shares).filter(given__gt=F("amount_cents"))


LAWS = (
    Law(N_("已决定、银行没有返还的都有返还时限"), decided_untimed),
    Law(N_("不在等银行的返还不再计返还时限"), over_but_timed),
    Law(N_("各次返还合计不超过冻结金额"), given_away_twice),
)
