"""Which states an incident, a stop and a freeze can be in, and who acts in each."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from wuzha.lib.states import Moves
from wuzha.lib.words import N_


class IncidentState(TextChoices):
    REPORTED = "reported"
    OPEN = "open"
    DISMISSED = "dismissed"
    CLOSED = "closed"


class StopState(TextChoices):
    DRAFTED = "drafted"
    DISCARDED = "discarded"
    ISSUED = "issued"
    RECALLED = "recalled"
    REFUSED = "refused"
    EXECUTED = "executed"
    RENEWED = "renewed"
    LIFTED = "lifted"
    EXPIRED = "expired"
    FROZEN = "frozen"


class FreezeState(TextChoices):
    QUEUED = "queued"
    IN_FORCE = "in_force"
    UNFROZEN = "unfrozen"
    EXPIRED = "expired"


class ComplaintState(TextChoices):
    RECEIVED = "received"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


INCIDENT = Moves(
    noun=N_("案件"),
    labels={
        IncidentState.REPORTED: N_("待受理"),
        IncidentState.OPEN: N_("办理中"),
        IncidentState.DISMISSED: N_("不予受理"),
        IncidentState.CLOSED: N_("已结案"),
    },
    initial=IncidentState.REPORTED,
    allowed={
        IncidentState.REPORTED: frozenset(
            {IncidentState.OPEN, IncidentState.DISMISSED}
        ),
        IncidentState.OPEN: frozenset({IncidentState.CLOSED}),
        # Both can be taken back: nothing of the record is lost by it.
        IncidentState.DISMISSED: frozenset({IncidentState.REPORTED}),
        IncidentState.CLOSED: frozenset({IncidentState.OPEN}),
    },
    final=frozenset(),
    owners={
        IncidentState.REPORTED: N_("县中心、公安"),
        IncidentState.OPEN: N_("办案单位"),
    },
)

STOP_PAYMENT = Moves(
    noun=N_("止付令"),
    labels={
        StopState.DRAFTED: N_("草稿"),
        StopState.DISCARDED: N_("已作废"),
        StopState.ISSUED: N_("已签发"),
        StopState.RECALLED: N_("已撤回"),
        StopState.REFUSED: N_("银行未执行"),
        StopState.EXECUTED: N_("止付中"),
        StopState.RENEWED: N_("已续止"),
        StopState.LIFTED: N_("已解除"),
        StopState.EXPIRED: N_("已到期"),
        StopState.FROZEN: N_("已转冻结"),
    },
    initial=StopState.DRAFTED,
    allowed={
        StopState.DRAFTED: frozenset({StopState.ISSUED, StopState.DISCARDED}),
        StopState.DISCARDED: frozenset({StopState.DRAFTED}),
        StopState.ISSUED: frozenset(
            {StopState.EXECUTED, StopState.REFUSED, StopState.RECALLED}
        ),
        StopState.EXECUTED: frozenset(
            {
                StopState.RENEWED,
                StopState.LIFTED,
                StopState.EXPIRED,
                StopState.FROZEN,
            }
        ),
        # The freeze notice may come just after the stop has run out.
        StopState.EXPIRED: frozenset({StopState.FROZEN}),
    },
    final=frozenset(
        {
            StopState.RECALLED,
            StopState.REFUSED,
            StopState.RENEWED,
            StopState.LIFTED,
            StopState.FROZEN,
        }
    ),
    owners={
        StopState.DRAFTED: N_("公安（核对并签发）"),
        StopState.ISSUED: N_("收款账户开户行"),
        StopState.EXECUTED: N_("公安（到期前续止或冻结）"),
    },
)

FREEZE = Moves(
    noun=N_("冻结"),
    labels={
        FreezeState.QUEUED: N_("轮候冻结"),
        FreezeState.IN_FORCE: N_("冻结中"),
        FreezeState.UNFROZEN: N_("已解冻"),
        FreezeState.EXPIRED: N_("已到期"),
    },
    initial=FreezeState.QUEUED,
    allowed={
        FreezeState.QUEUED: frozenset({FreezeState.IN_FORCE, FreezeState.UNFROZEN}),
        FreezeState.IN_FORCE: frozenset({FreezeState.UNFROZEN, FreezeState.EXPIRED}),
    },
    final=frozenset({FreezeState.UNFROZEN, FreezeState.EXPIRED}),
    owners={
        FreezeState.QUEUED: N_("公安（等待在先冻结解除）"),
        FreezeState.IN_FORCE: N_("公安（到期前续冻或解冻）"),
    },
)

COMPLAINT = Moves(
    noun=N_("冻结申诉"),
    labels={
        ComplaintState.RECEIVED: N_("待答复"),
        ComplaintState.UPHELD: N_("申诉成立"),
        ComplaintState.DISMISSED: N_("申诉不成立"),
    },
    initial=ComplaintState.RECEIVED,
    allowed={
        ComplaintState.RECEIVED: frozenset(
            {ComplaintState.UPHELD, ComplaintState.DISMISSED}
        ),
    },
    final=frozenset({ComplaintState.UPHELD, ComplaintState.DISMISSED}),
    owners={ComplaintState.RECEIVED: N_("县公安（三十日内书面答复）")},
)

# Nothing has left the house yet.
NOT_ISSUED = (StopState.DRAFTED, StopState.DISCARDED)
# Somebody has to sign it, or the bank has to answer.
UNDER_WAY = (StopState.DRAFTED, StopState.ISSUED)
# The bank stopped the account, whatever came afterwards.
WAS_EXECUTED = (
    StopState.EXECUTED,
    StopState.RENEWED,
    StopState.LIFTED,
    StopState.EXPIRED,
    StopState.FROZEN,
)


class ClockKind(TextChoices):
    """What is timed; each has its answer in `jobs.ALARMS`."""

    FIRST_ENTRY = "incident.first_entry", _("受理报案")
    REQUEST = "stop.request", _("签发止付")
    EXECUTION = "stop.execution", _("银行执行")
    FEEDBACK = "stop.feedback", _("银行反馈")
    STOP_END = "stop.end", _("续止或冻结")
    PAPERS = "stop.papers", _("补送法律文书")
    FREEZE_END = "freeze.end", _("续冻或解冻")
    UNFREEZE = "freeze.unfreeze", _("解除冻结")
    COMPLAINT = "freeze.complaint", _("答复冻结申诉")
