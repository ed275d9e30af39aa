from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_noop as N_

from wuzha.clocks.models import Clock
from wuzha.config.records.laws import Law, Rows, counted, on_row, recorded, timed
from wuzha.earlywarnings.models import (
    ContactAttempt,
    Dissuasion,
    EarlyWarning,
    Handover,
    Meeting,
    Revisit,
)
from wuzha.earlywarnings.states import AT_WORK, OPEN, ClockKind, State
from wuzha.notices.models import Notice

CASES = Dissuasion.objects.all()
# A meeting lies ahead, and nobody has sent the feedback back for more.
NOT_CALLED = (State.DISPATCHED, State.SIGNED)
STANDING = Meeting.objects.filter(dissuasion=OuterRef("pk"), taken_back_at=None)


def without_warning() -> Rows:
    """The warnings of a duplicate have gone over to the other."""
    warnings = EarlyWarning.objects.filter(dissuasion=OuterRef("pk"))
    return CASES.exclude(state=State.DUPLICATE).exclude(Exists(warnings))


def received_unrecorded() -> Rows:
    entries = recorded(EarlyWarning, "warning.received")
    return EarlyWarning.objects.annotate(entries=counted(entries)).exclude(entries=1)


def triage_untimed() -> Rows:
    waiting = CASES.filter(state=State.TRIAGE)
    return waiting.exclude(timed(Dissuasion, ClockKind.TRIAGE))


def signing_untimed() -> Rows:
    waiting = CASES.filter(state=State.DISPATCHED)
    return waiting.exclude(timed(Dissuasion, ClockKind.SIGN))


def call_untimed() -> Rows:
    waiting = CASES.filter(state__in=NOT_CALLED, called_at=None)
    return waiting.exclude(timed(Dissuasion, ClockKind.CALL))


def meeting_untimed() -> Rows:
    waiting = CASES.filter(state__in=NOT_CALLED, must_meet=True, met_at=None)
    return waiting.exclude(timed(Dissuasion, ClockKind.MEET))


def feedback_untimed() -> Rows:
    waiting = CASES.filter(state__in=AT_WORK).exclude(state=State.FED_BACK)
    return waiting.exclude(timed(Dissuasion, ClockKind.FEED_BACK))


def done_but_timed() -> Rows:
    over = Q(state=State.TRIAGE) | Q(state=State.DISPATCHED)
    signed = CASES.exclude(over).filter(timed(Dissuasion, ClockKind.SIGN))
    return signed.order_by("pk")


def ended_but_timed() -> Rows:
    return CASES.exclude(state__in=OPEN).filter(timed(Dissuasion))


def ended_but_told() -> Rows:
    notices = on_row(Notice.objects.filter(next_at__isnull=False), Dissuasion)
    return CASES.exclude(state__in=OPEN).filter(Exists(notices))


def with_another_unit() -> Rows:
    last = Handover.objects.filter(dissuasion=OuterRef("pk")).order_by("-at", "-pk")
    sent = CASES.filter(state__in=AT_WORK).annotate(
        sent_to=Subquery(last.values("unit")[:1])
    )
    return sent.filter(Q(sent_to=None) | ~Q(sent_to=F("unit")))


def signed_unrecorded() -> Rows:
    """Whoever calls or meets first has signed by it."""
    events = ("dissuasion.signed", "dissuasion.attempted", "dissuasion.met")
    return CASES.exclude(person=None).exclude(Exists(recorded(Dissuasion, *events)))


def attempts_unrecorded() -> Rows:
    made = ContactAttempt.objects.filter(dissuasion=OuterRef("pk"))
    return CASES.annotate(
        made=counted(made),
        entries=counted(recorded(Dissuasion, "dissuasion.attempted")),
    ).exclude(made=F("entries"))


def met_without_meeting() -> Rows:
    return CASES.filter(
        Q(Exists(STANDING), met_at=None) | Q(~Exists(STANDING), met_at__isnull=False)
    )


def revisit_untimed() -> Rows:
    return Revisit.objects.waiting().exclude(timed(Revisit, ClockKind.REVISIT))


def revisit_over_but_timed() -> Rows:
    over = Revisit.objects.filter(Q(done_at__isnull=False) | ~Q(cancelled_at=None))
    return over.filter(timed(Revisit))


def ended_but_to_revisit() -> Rows:
    ahead = Revisit.objects.waiting().filter(dissuasion=OuterRef("pk"))
    return CASES.exclude(state__in=OPEN).filter(Exists(ahead))


def incident_but_no_loss() -> Rows:
    return CASES.filter(incident__isnull=False, defrauded_at=None)


def clocks_elsewhere() -> Rows:
    """The unit that has the work has its clocks, but for those told to somebody."""
    unit = CASES.filter(pk=OuterRef("subject_id")).values("unit")
    clocks = Clock.objects.open().filter(subject_type=Dissuasion._meta.label)
    return clocks.exclude(unit=Subquery(unit))


LAWS = (
    Law(N_("每项劝阻至少有一条预警"), without_warning),
    Law(N_("每条预警的接收都有且只有一条审计记录"), received_unrecorded),
    Law(N_("待分派的都有分派时限"), triage_untimed),
    Law(N_("待签收的都有签收时限"), signing_untimed),
    Law(N_("还没有拨打的都有拨打时限"), call_untimed),
    Law(N_("要求见面、还没有见面的都有见面时限"), meeting_untimed),
    Law(N_("还没有反馈的都有反馈时限"), feedback_untimed),
    Law(N_("已签收的不再计签收时限"), done_but_timed),
    Law(N_("已结束的劝阻不再计时"), ended_but_timed),
    Law(N_("已结束的劝阻不再发通知"), ended_but_told),
    Law(N_("劝阻在最近一次移交的单位手里"), with_another_unit),
    Law(N_("时限跟着承办单位走"), clocks_elsewhere),
    Law(N_("每次签收都有审计记录"), signed_unrecorded),
    Law(N_("每次联系都有且只有一条审计记录"), attempts_unrecorded),
    Law(N_("见面时间与见面记录相符"), met_without_meeting),
    Law(N_("没有做的回访都在计时"), revisit_untimed),
    Law(N_("做过或取消的回访不再计时"), revisit_over_but_timed),
    Law(N_("已结束的劝阻没有待做的回访"), ended_but_to_revisit),
    Law(N_("关联了案件的劝阻都记为受骗"), incident_but_no_loss),
)
