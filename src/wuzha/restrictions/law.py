"""What the rules of its day say about a decision: which are no ground for an entry, and
for how long. The term itself stands in the decision and is never computed
(`data/parameters/punishment.toml`)."""

from collections.abc import Iterator
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.lib import params
from wuzha.lib.params import NotInForce, Parameter
from wuzha.lib.periods import add_months
from wuzha.lib.refused import Refused
from wuzha.restrictions.models import Restriction
from wuzha.restrictions.states import Ground, Level

OLDER = ("punishment.non_counter_years", "punishment.no_new_account_years")
TERMS = {
    Ground.INVOLVED: ("accounts.reverify_involved_days",),
    Ground.RECOGNISED: ("punishment.recognised_years", *OLDER),
    Ground.CRIMINAL: ("punishment.criminal_years", *OLDER),
}
# No rule of any time let the terms of one person run on for longer.
LONGEST = ("punishment.cap_years", "punishment.non_counter_years")
MONTHS_IN_YEAR = 12


def terms(ground: str, on: date) -> list[Parameter]:
    """What was in force on the day of the decision, the newest rule first."""
    return list(_in_force(TERMS[Ground(ground)], on))


def refuse_unfit(entry: Restriction) -> None:
    """What the rules of its day do not carry is not entered, whatever a list says."""
    if entry.ground == Ground.RECOGNISED and entry.authority_level == Level.COUNTY:
        raise Refused(
            _(
                "出租、出售电话卡和账户的认定，须由设区的市级以上公安机关作出"
                "（反电信网络诈骗法第31条）。县级的决定不能登记。"
            )
        )
    if entry.ground == Ground.CRIMINAL and entry.authority_level != Level.COURT:
        raise Refused(_("“被追究刑事责任”以人民法院的裁判为据，请填写法院和文书号。"))
    if not entry.measures:
        raise Refused(_("没有写明措施，不能登记。请照决定文书填写。"))
    if entry.is_over(timezone.localdate()):
        raise Refused(_("这份决定的期限已满，不再登记。"))
    _refuse_long_term(entry)


def _refuse_long_term(entry: Restriction) -> None:
    """Terms of one person that follow each other count together."""
    if entry.ground == Ground.INVOLVED:
        return
    first = entry.starts_on
    if entry.identity:
        others = Restriction.objects.open().of_number(entry.identity)
        starts = others.exclude(ground=Ground.INVOLVED).values_list("starts_on")
        first = min([first, *(start for (start,) in starts)])
    years = _longest(entry.decided_on).whole
    latest = add_months(first, years * MONTHS_IN_YEAR)
    if entry.ends_on > latest:
        raise Refused(
            _(
                "期限到 %(ends)s，连同在先的登记从 %(first)s 起算，最长只能到"
                " %(latest)s。请核对决定文书的期限。"
            )
            % {"ends": entry.ends_on, "first": first, "latest": latest}
        )


def _longest(on: date) -> Parameter:
    """How long terms that follow each other may be together; raises NotInForce for a
    day before the first rule."""
    found = next(_in_force(LONGEST, on), None)
    return found or params.value(LONGEST[-1], on=on)


def _in_force(keys: tuple[str, ...], on: date) -> Iterator[Parameter]:
    for key in keys:
        try:
            yield params.value(key, on=on)
        except NotInForce:
            continue
