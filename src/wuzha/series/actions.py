"""The verbs. Each is one transaction, one check, one record. A series reaches over the
whole county: who changes one may do so everywhere."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.detection.grouping import carried
from wuzha.incidents.inputs import normal_identifier
from wuzha.jobs.queue import enqueue
from wuzha.lib.refused import Refused
from wuzha.notices.outbox import Telling, tell_many
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person, Unit
from wuzha.organisation.words import kept
from wuzha.privacy.fields import blind_indexes
from wuzha.series.membership import by_series, key_of, member_of
from wuzha.series.models import (
    Following,
    Holds,
    IgnoredMark,
    Ruling,
    Series,
    SeriesMember,
)

JOB = "series.regroup"


@transaction.atomic
def ask_regrouping(*, at: datetime | None = None, by: Person) -> None:
    """Reckons all series anew, in the background."""
    require(by, Permission.SERIES_EDIT, Unit.objects.root())
    enqueue(JOB, {}, key=JOB)
    record("series.regrouping_asked", by=by)


@transaction.atomic
def regroup(*, groups: Sequence[Sequence[str]], at: datetime, by: Person) -> None:
    """Puts what was reckoned in force: a series goes on as the group that has most of
    its members; one whose members went elsewhere is merged there."""
    require(by, Permission.SERIES_EDIT, Unit.objects.root())
    before = by_series()
    going_on = carried(before, groups)
    keys = _begun(groups, going_on, at)
    standing = dict(zip(keys, map(set, groups), strict=True))
    _end(before, standing, at)
    came = _move_members(before, standing, at)
    _grow(standing, came, at)
    record(
        "series.regrouped",
        by=by,
        series=len(standing),
        begun=len(standing) - len(going_on),
        members=sum(map(len, groups)),
    )


@transaction.atomic
def name_series(*, series: Series, name: str, by: Person) -> None:
    require(by, Permission.SERIES_EDIT, Unit.objects.root())
    series.name = name.strip()
    series.save(update_fields=["name"])
    record("series.named", by=by, subject=series)


@transaction.atomic
def follow_series(*, series: Series, by: Person) -> None:
    require(by, Permission.INCIDENT_VIEW)
    Following.objects.get_or_create(
        series=series, person=by, defaults={"since": timezone.now()}
    )
    record("series.followed", by=by, subject=series)


@transaction.atomic
def unfollow_series(*, series: Series, by: Person) -> None:
    require(by, Permission.INCIDENT_VIEW)
    Following.objects.filter(series=series, person=by).delete()
    record("series.unfollowed", by=by, subject=series)


@transaction.atomic
def merge_series(
    *,
    series: Series,
    other: Series,
    reason: str,
    at: datetime | None = None,
    by: Person,
) -> None:
    """`other` goes into `series`."""
    require(by, Permission.SERIES_EDIT, Unit.objects.root())
    series, other = (_standing(one) for one in (series, other))
    if series.pk == other.pk:
        raise Refused(_("不能与自己合并。请填写另一个串并组的编号。"))
    now = at or timezone.now()
    members = by_series([series.pk, other.pk])
    Ruling.objects.create(
        series=series,
        holds=Holds.TOGETHER,
        these=sorted(members[series.pk]),
        those=sorted(members[other.pk]),
        reason=reason.strip(),
        ruled_at=now,
        ruled_by=by,
    )
    everyone = {series.pk: members[series.pk] | members[other.pk]}
    _end(members, everyone, now)
    came = _move_members(members, everyone, now)
    _grow(everyone, came, now)
    record("series.merged", by=by, subject=series, other=other.number)


@transaction.atomic
def split_series(
    *,
    series: Series,
    members: Iterable[SeriesMember],
    reason: str,
    at: datetime | None = None,
    by: Person,
) -> Series | None:
    """`members` leave; the series that they are from now on, unless it is only one."""
    require(by, Permission.SERIES_EDIT, Unit.objects.root())
    series = _standing(series)
    now = at or timezone.now()
    before = by_series([series.pk])
    leaving = {key_of(one) for one in members} & before[series.pk]
    staying = before[series.pk] - leaving
    if not leaving or len(staying) < 2:
        raise Refused(_("至少选一件移出，并留下两件以上。请重新勾选。"))
    Ruling.objects.create(
        series=series,
        holds=Holds.APART,
        these=sorted(leaving),
        those=sorted(staying),
        reason=reason.strip(),
        ruled_at=now,
        ruled_by=by,
    )
    groups = [staying] if len(leaving) == 1 else [staying, leaving]
    keys = _begun([sorted(some) for some in groups], {0: series.pk}, now)
    standing = dict(zip(keys, groups, strict=True))
    _move_members(before, standing, now)
    _grow(standing, {}, now)
    record("series.split", by=by, subject=series, left=len(leaving))
    return Series.objects.get(pk=keys[1]) if len(keys) > 1 else None


@transaction.atomic
def take_back_ruling(*, ruling: Ruling, by: Person) -> None:
    require(by, Permission.SERIES_EDIT, Unit.objects.root())
    ruling.taken_back_at = timezone.now()
    ruling.save(update_fields=["taken_back_at"])
    enqueue(JOB, {}, key=JOB)
    record("series.ruling_taken_back", by=by, subject=ruling.series)


@transaction.atomic
def ignore_mark(
    *, kind: str, value: str, reason: str, at: datetime | None = None, by: Person
) -> IgnoredMark:
    """It belongs to no fraud: it joins nothing any more."""
    require(by, Permission.SERIES_EDIT, Unit.objects.root())
    value = normal_identifier(kind, value)
    keys = blind_indexes(kind, value)
    if IgnoredMark.objects.filter(
        kind=kind, value_key__in=keys, heeded_at=None
    ).exists():
        raise Refused(_("这个标识已经不作为串并依据，不用重复登记。"))
    ignored = IgnoredMark.of(
        kind=kind,
        value=value,
        reason=reason.strip(),
        at=at or timezone.now(),
        by=by,
    )
    ignored.save(force_insert=True)
    enqueue(JOB, {}, key=JOB)
    record("series.mark_ignored", by=by, subject=ignored, kind=kind)
    return ignored


@transaction.atomic
def heed_mark(*, ignored: IgnoredMark, at: datetime | None = None, by: Person) -> None:
    """It joins again."""
    require(by, Permission.SERIES_EDIT, Unit.objects.root())
    ignored.heeded_at = at or timezone.now()
    ignored.save(update_fields=["heeded_at"])
    enqueue(JOB, {}, key=JOB)
    record("series.mark_heeded", by=by, subject=ignored)


def _standing(series: Series) -> Series:
    found = Series.objects.select_for_update().get(pk=series.pk)
    if found.ended_at is not None:
        raise Refused(
            _("%(series)s已经并入其他串并组或解散，不能再改。请打开现在的串并组。")
            % {"series": found}
        )
    return found


def _begun(
    groups: Sequence[Sequence[str]], going_on: dict[int, int], at: datetime
) -> list[int]:
    """The key of the series of each group."""
    fresh = [place for place in range(len(groups)) if place not in going_on]
    rows = [Series(begun_at=at, grown_at=at) for _place in fresh]
    begun = Series.objects.bulk_create(rows, batch_size=500)
    keys = going_on | {place: one.pk for place, one in zip(fresh, begun, strict=True)}
    return [keys[place] for place in range(len(groups))]


def _end(
    before: dict[int, set[str]], standing: dict[int, set[str]], at: datetime
) -> None:
    now_in = {member: key for key, members in standing.items() for member in members}
    for key in before.keys() - standing.keys():
        heirs = Counter(now_in[one] for one in before[key] if one in now_in)
        heir = heirs.most_common(1)[0][0] if heirs else None
        Series.objects.filter(pk=key).update(ended_at=at, merged_into=heir, size=0)
        followed = Following.objects.filter(series=key)
        if heir is not None:
            Following.objects.bulk_create(
                (
                    Following(series_id=heir, person_id=one.person_id, since=one.since)
                    for one in followed
                ),
                ignore_conflicts=True,
            )
        followed.delete()


def _move_members(
    before: dict[int, set[str]], standing: dict[int, set[str]], at: datetime
) -> dict[int, int]:
    """Answers how many came to each series that were in no series before."""
    was_in = {member: key for key, members in before.items() for member in members}
    now_in = {member: key for key, members in standing.items() for member in members}
    rows = SeriesMember.objects.filter(series__in=before)
    gone, moved = [], []
    for row in rows:
        key = now_in.get(key_of(row))
        if key is None:
            gone.append(row.pk)
        elif key != row.series_id:
            row.series_id = key
            moved.append(row)
    SeriesMember.objects.filter(pk__in=gone).delete()
    SeriesMember.objects.bulk_update(moved, ["series"], batch_size=500)
    came = sorted(now_in.keys() - was_in.keys())
    SeriesMember.objects.bulk_create(
        (member_of(one, series=now_in[one], at=at) for one in came), batch_size=500
    )
    return Counter(now_in[member] for member in came)


def _grow(standing: dict[int, set[str]], came: dict[int, int], at: datetime) -> None:
    rows = list(Series.objects.filter(pk__in=standing))
    changed = []
    for series in rows:
        size = len(standing[series.pk])
        if series.size != size or came.get(series.pk):
            series.size = size
            series.grown_at = at if came.get(series.pk) else series.grown_at
            changed.append(series)
    Series.objects.bulk_update(changed, ["size", "grown_at"], batch_size=500)
    grown = [series for series in changed if came.get(series.pk)]
    followings = Following.objects.filter(series__in=grown).select_related("person")
    known = {series.pk: series for series in grown}
    tell_many(_told(known[one.series_id], one.person, came) for one in followings)


def _told(series: Series, person: Person, came: dict[int, int]) -> Telling:
    return Telling(
        people=[person],
        item=kept(
            "串并组%(series)s新增%(count)d件", series=series, count=came[series.pk]
        ),
        url=series.get_absolute_url(),
        subject=series,
        urgent=False,
    )
