"""The county's own rules and names of places, each dated."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.earlywarnings.models import GradeRule, PlaceName
from wuzha.lib.refused import Refused
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import PLACES, Person, Unit


@dataclass(frozen=True, kw_only=True)
class GradeRuleIn:
    """Minutes, kinds of units in order, hours: see `GradeRule`."""

    targets: list[str]
    sign: int
    sign_alarm: int
    call: int
    call_alarm: int
    meet: int | None
    meet_alarm: int | None
    feed_back: int
    feed_back_alarm: int
    levels: list[int]
    restarts: bool
    revisits: list[int]


@transaction.atomic
def set_grade_rule(
    *,
    county: Unit,
    grade: str,
    rule: GradeRuleIn,
    reason: str,
    valid_from: datetime | None = None,
    by: Person,
) -> GradeRule:
    """From now on, or from a later moment. Never from an earlier one: what was asked of
    people then does not change afterwards. Running clocks keep their limits."""
    require(by, Permission.SETTINGS_EDIT, county)
    now = timezone.now()
    if not reason.strip():
        raise Refused(_("请写明依据，例如文件名或会议决定，历史记录里要看得到。"))
    if valid_from and valid_from < now:
        raise Refused(_("生效时间不能早于现在，已经发生的时限不能事后改变。"))
    kept = GradeRule.objects.create(
        county=county,
        grade=grade,
        valid_from=valid_from or now,
        reason=reason.strip(),
        by=by,
        recorded_at=now,
        **asdict(rule),
    )
    record("grade_rule.set", by=by, subject=kept, unit=county, grade=grade)
    return kept


@transaction.atomic
def add_place_name(*, unit: Unit, name: str, by: Person) -> PlaceName:
    require(by, Permission.WARNING_DISPATCH, unit)
    if unit.kind not in PLACES:
        raise Refused(_("地名只能对应到乡镇、村社区或网格。"))
    place_name, created = PlaceName.objects.get_or_create(
        unit=unit, name=name.strip(), defaults={"by": by}
    )
    if created:
        record("place_name.added", by=by, subject=place_name, unit=unit)
    return place_name


@transaction.atomic
def remove_place_name(*, place_name: PlaceName, by: Person) -> None:
    require(by, Permission.WARNING_DISPATCH, place_name.unit)
    record("place_name.removed", by=by, subject=place_name, unit=place_name.unit)
    place_name.delete()
