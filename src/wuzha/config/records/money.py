from django.db.models import Count, Exists, F, Max, OuterRef, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_noop as N_

from wuzha.clocks.models import Clock
from wuzha.config.records.laws import Law, Rows, counted, on_row, recorded, timed
from wuzha.incidents.models import (
    Freeze,
    FreezeComplaint,
    Incident,
    Payment,
    Review,
    StopPaymentOrder,
)
from wuzha.incidents.states import (
    NOT_ISSUED,
    WAS_EXECUTED,
    ClockKind,
    ComplaintState,
    FreezeState,
    IncidentState,
    StopState,
)
from wuzha.incidents.timing import most_stops

ORDERS = StopPaymentOrder.objects.all()
OF_INCIDENT = StopPaymentOrder.objects.filter(incident=OuterRef("pk"))


def issued_untimed() -> Rows:
    issued = ORDERS.filter(state=StopState.ISSUED)
    return issued.exclude(timed(StopPaymentOrder, ClockKind.EXECUTION))


def answered_but_timed() -> Rows:
    answered = ORDERS.exclude(state=StopState.ISSUED)
    return answered.filter(timed(StopPaymentOrder, ClockKind.EXECUTION))


def executed_without_end() -> Rows:
    end = timed(StopPaymentOrder, ClockKind.STOP_END, due_at=OuterRef("ends_at"))
    return ORDERS.in_force().exclude(end)


def ended_but_timed() -> Rows:
    ended = ORDERS.exclude(state=StopState.EXECUTED)
    return ended.filter(timed(StopPaymentOrder, ClockKind.STOP_END))


def feedback_untimed() -> Rows:
    owed = ORDERS.in_force().filter(fed_back_at=None)
    return owed.exclude(timed(StopPaymentOrder, ClockKind.FEEDBACK))


def fed_back_but_timed() -> Rows:
    given = ORDERS.filter(fed_back_at__isnull=False)
    return given.filter(timed(StopPaymentOrder, ClockKind.FEEDBACK))


def issued_unrecorded() -> Rows:
    entries = counted(recorded(StopPaymentOrder, "stop_payment.issued"))
    issued = ORDERS.exclude(state__in=NOT_ISSUED)
    return issued.annotate(entries=entries).exclude(entries=1)


def executed_unrecorded() -> Rows:
    entries = counted(recorded(StopPaymentOrder, "stop_payment.executed"))
    executed = ORDERS.filter(state__in=WAS_EXECUTED)
    return executed.annotate(entries=entries).exclude(entries=1)


def stopped_too_often() -> Rows:
    """By account, whatever the incident: the bank counts so too."""
    most = most_stops(timezone.now()).whole
    stops = ORDERS.filter(state__in=WAS_EXECUTED).order_by().values("account_key")
    often = stops.annotate(times=Count("pk")).filter(times__gt=most)
    return ORDERS.filter(account_key__in=often.values("account_key"))


def frozen_without_freeze() -> Rows:
    frozen = Exists(Freeze.objects.filter(order=OuterRef("pk")))
    return ORDERS.filter(
        Q(~frozen, state=StopState.FROZEN) | Q(frozen, ~Q(state=StopState.FROZEN))
    )


def freeze_without_end() -> Rows:
    end = timed(Freeze, ClockKind.FREEZE_END, due_at=OuterRef("until"))
    return Freeze.objects.in_force().exclude(end)


def freeze_over_but_timed() -> Rows:
    over = Freeze.objects.exclude(state=FreezeState.IN_FORCE)
    return over.filter(timed(Freeze, ClockKind.FREEZE_END))


def freeze_renewed_otherwise() -> Rows:
    renewed = Freeze.objects.annotate(last=Max("renewals__until"))
    return renewed.exclude(last=None).exclude(last=F("until"))


def freeze_waits_for_nothing() -> Rows:
    earlier = Freeze.objects.in_force().filter(account_key=OuterRef("account_key"))
    return Freeze.objects.queued().exclude(Exists(earlier))


def complaint_untimed() -> Rows:
    waiting = FreezeComplaint.objects.filter(state=ComplaintState.RECEIVED)
    return waiting.exclude(timed(FreezeComplaint, ClockKind.COMPLAINT))


def losses_wrong() -> Rows:
    paid = Sum("payments__amount_cents", filter=Q(payments__removed_at=None))
    summed = Incident.objects.annotate(paid=Coalesce(paid, 0))
    return summed.exclude(loss_cents=F("paid") + F("other_loss_cents"))


def reported_untimed() -> Rows:
    waiting = Incident.objects.filter(state=IncidentState.REPORTED)
    return waiting.exclude(timed(Incident, ClockKind.FIRST_ENTRY))


def accepted_but_timed() -> Rows:
    accepted = Incident.objects.exclude(state=IncidentState.REPORTED)
    return accepted.filter(timed(Incident, ClockKind.FIRST_ENTRY))


def request_never_timed() -> Rows:
    payments = Payment.objects.standing().filter(incident=OuterRef("pk"))
    paid = Incident.objects.open().filter(Exists(payments))
    clocks = on_row(Clock.objects.filter(kind=ClockKind.REQUEST), Incident)
    return paid.exclude(Exists(OF_INCIDENT.requested())).exclude(Exists(clocks))


def requested_but_timed() -> Rows:
    requested = Incident.objects.filter(Exists(OF_INCIDENT.requested()))
    return requested.filter(timed(Incident, ClockKind.REQUEST))


def closed_too_early() -> Rows:
    review = Review.objects.filter(incident=OuterRef("pk"))
    return Incident.objects.filter(state=IncidentState.CLOSED).filter(
        ~Exists(review) | Exists(OF_INCIDENT.under_way()) | timed(Incident)
    )


def opened_unrecorded() -> Rows:
    events = ("incident.opened", "incident.reported")
    entries = counted(recorded(Incident, *events))
    return Incident.objects.annotate(entries=entries).exclude(entries=1)


LAWS = (
    Law(N_("每件案件的登记都有且只有一条审计记录"), opened_unrecorded),
    Law(N_("案件的损失等于各笔款项之和"), losses_wrong),
    Law(N_("待受理的案件都有受理时限"), reported_untimed),
    Law(N_("受理过的案件不再计受理时限"), accepted_but_timed),
    Law(N_("有款项、还没有签发止付的案件计过签发时限"), request_never_timed),
    Law(N_("签发过止付的案件不再计签发时限"), requested_but_timed),
    Law(N_("已结案的案件有复盘、没有未了的止付和时限"), closed_too_early),
    Law(N_("已签发的止付令都有执行时限"), issued_untimed),
    Law(N_("银行答复过的止付令不再计执行时限"), answered_but_timed),
    Law(N_("止付中的账户都有到期时限，与到期时间相同"), executed_without_end),
    Law(N_("不在止付中的止付令不再计到期时限"), ended_but_timed),
    Law(N_("没有反馈的止付都有反馈时限"), feedback_untimed),
    Law(N_("反馈过的止付不再计反馈时限"), fed_back_but_timed),
    Law(N_("每次签发都有且只有一条审计记录"), issued_unrecorded),
    Law(N_("每次执行都有且只有一条审计记录"), executed_unrecorded),
    Law(N_("一个账户的止付不超过规定次数"), stopped_too_often),
    Law(N_("转冻结的止付令与冻结一一对应"), frozen_without_freeze),
    Law(N_("冻结中的账户都有到期时限，与到期时间相同"), freeze_without_end),
    Law(N_("不在冻结中的冻结不再计到期时限"), freeze_over_but_timed),
    Law(N_("冻结的到期时间与最后一次续冻相同"), freeze_renewed_otherwise),
    Law(N_("待答复的冻结申诉都有答复时限"), complaint_untimed),
    Law(N_("轮候冻结都在等一个冻结中的账户"), freeze_waits_for_nothing),
)
