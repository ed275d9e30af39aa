"""Texts that two colleagues disagree on, appeals against a mark, and a model that waits
to be put in force."""

from collections.abc import Iterable, Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from wuzha.clocks.models import Clock
from wuzha.home.desk.items import Item, Timed, nothing
from wuzha.organisation.access import Permission, visible_to
from wuzha.organisation.seats import Seat
from wuzha.screening.models import Appeal, ModelVersion, Verdict
from wuzha.screening.states import AppealState, Labelling, VersionState

CLOCKS: Mapping[str, Timed] = {}
handed = waiting = nothing


def now(seat: Seat, clocks: Sequence[Clock]) -> Iterable[Item]:
    if seat.may(Permission.SCREENING_TRAIN):
        yield from _disputes(seat)
    if seat.may(Permission.SCREENING_RELEASE):
        yield from _versions()
    if seat.may(Permission.SCREENING_LISTS):
        yield from _appeals()


def _disputes(seat: Seat) -> Iterable[Item]:
    rows = Verdict.objects.filter(state=Labelling.DISPUTED).order_by("pk")
    found = visible_to(seat.person, Permission.SCREENING_TRAIN, rows)
    if oldest := found.first():
        yield Item(
            title=_("%(count)d 段内容标注不一致") % {"count": found.count()},
            kind=_("识诈"),
            step=_("裁定"),
            url=f"{reverse('screening:verdicts')}?state={Labelling.DISPUTED}",
            since=oldest.asked_at,
        )


def _appeals() -> Iterable[Item]:
    rows = Appeal.objects.filter(state=AppealState.OPEN).order_by("pk")
    if oldest := rows.first():
        yield Item(
            title=_("%(count)d 件误标申诉") % {"count": rows.count()},
            kind=_("识诈"),
            step=_("复核"),
            url=reverse("screening:appeals"),
            since=oldest.made_at,
        )


def _versions() -> Iterable[Item]:
    for version in ModelVersion.objects.filter(state=VersionState.READY)[:1]:
        yield Item(
            title=_("模型版本 %(version)s 等待启用") % {"version": version},
            kind=_("识诈"),
            step=_("比较"),
            url=version.get_absolute_url(),
            since=version.trained_at or version.asked_at,
        )
