"""What administrators and auditors have to see to, so that the service can be relied
on: a worker that is still, channels that fail, tokens that end, a year without a table
of days off, a chain that broke."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.clocks.models import Clock
from wuzha.clocks.workdays import missing_years
from wuzha.home.desk.items import Item, Mark, Timed, nothing
from wuzha.jobs import heartbeat
from wuzha.jobs.models import Job
from wuzha.notices.models import Channel
from wuzha.organisation.access import Permission
from wuzha.organisation.seats import Seat
from wuzha.security.models import ApiToken, AuditCheck

CLOCKS: Mapping[str, Timed] = {}
handed = waiting = nothing
# A new token has to reach the other system before the old one ends.
AHEAD = timedelta(days=14)


def now(seat: Seat, clocks: Sequence[Clock]) -> Iterable[Item]:
    if seat.may(Permission.SETTINGS_EDIT):
        yield from _worker(seat)
        yield from _channels(seat)
        yield from _calendar(seat)
    if seat.may(Permission.TOKEN_EDIT):
        yield from _tokens(seat)
    if seat.may(Permission.AUDIT_VIEW):
        yield from _audit()


def _worker(seat: Seat) -> Iterable[Item]:
    beat = heartbeat.last_beat()
    if beat is None or seat.at - beat > heartbeat.DEAD_AFTER:
        yield Item(
            title=_("后台服务没有运行"),
            kind=_("时限不会提醒，通知不会发出。请在服务器上启动"),
            mark=Mark(_("紧急"), "danger"),
            since=beat or seat.at,
            is_pressing=True,
        )
    if given_up := Job.objects.dead().count():
        yield Item(
            title=_("%(count)d 项后台任务没有成功") % {"count": given_up},
            kind=_("已不再重试，原因见服务日志"),
            since=seat.at,
        )


def _channels(seat: Seat) -> Iterable[Item]:
    if failing := Channel.objects.filter(failures__gt=0).count():
        yield Item(
            title=_("%(count)d 个通知渠道发不出去") % {"count": failing},
            kind=_("通知渠道"),
            step=_("检查"),
            url=reverse("notices:all_channels"),
            since=seat.at,
        )


def _calendar(seat: Seat) -> Iterable[Item]:
    for year in missing_years(timezone.localdate(seat.at)):
        yield Item(
            title=_("还没有%(year)d年的放假安排") % {"year": year},
            kind=_("涉及这一年的工作日无法推算"),
            step=_("填写"),
            url=reverse("clocks:year", args=[year]),
            since=seat.at,
        )


def _tokens(seat: Seat) -> Iterable[Item]:
    ending = ApiToken.objects.usable(at=seat.at).filter(expires_at__lt=seat.at + AHEAD)
    for token in ending.order_by("expires_at"):
        yield Item(
            title=_("令牌“%(purpose)s”快到期") % {"purpose": token.purpose},
            kind=_("%(month)d月%(day)d日到期，到期后对方推送不进来")
            % {"month": token.expires_at.month, "day": token.expires_at.day},
            step=_("换发"),
            url=reverse("security:tokens"),
            since=token.created_at,
        )


def _audit() -> Iterable[Item]:
    last = AuditCheck.objects.exclude(finished_at=None).first()
    if last is not None and last.fault_count:
        yield Item(
            title=_("审计核验发现 %(count)d 处问题") % {"count": last.fault_count},
            kind=_("审计记录可能被改动"),
            mark=Mark(_("紧急"), "danger"),
            step=_("查看"),
            url=reverse("security:audit_checks"),
            since=last.started_at,
            is_pressing=True,
        )
