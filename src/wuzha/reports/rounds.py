"""What is going round, as the weekly report tells it: which classes rose, which fell,
and what to tell whom. A handful of cases is never called a rise."""

from django.utils.translation import gettext as _

from wuzha.earlywarnings.models import Dissuasion
from wuzha.incidents.figures import within
from wuzha.incidents.models import Incident
from wuzha.lib.counts import Change
from wuzha.lib.periods import Kind, Period
from wuzha.organisation.models import Unit
from wuzha.reports.phrases import Section
from wuzha.screening.models import Verdict
from wuzha.series.figures import Round, going_round
from wuzha.series.gathering import Rows, number


def rounds_section(unit: Unit, period: Period) -> list[Section]:
    """None where nothing happened, or where the period is no week."""
    if period.kind != Kind.WEEK:
        return []
    rows = Rows(
        Incident.objects.filter(within(unit)),
        Dissuasion.objects.in_part(unit),
        Verdict.objects.none(),
    )
    rounds = going_round(rows, period)
    weeks = number("round_weeks", period.starts_at)
    told = [
        _told(one, weeks) for one in rounds if one.change in (Change.UP, Change.DOWN)
    ]
    rest = len(rounds) - len(told)
    others = (
        _("其余%(count)d类看不出升降，或者太少，不作判断。")
        if told
        else _("%(count)d类骗局都看不出升降，或者太少，不作判断。")
    )
    if rest:
        told.append(others % {"count": rest})
    return [Section(_("近期骗局"), "".join(told))] if told else []


def _told(one: Round, weeks: int) -> str:
    facts = {
        "name": one.name,
        "incidents": one.incidents.now,
        "warnings": one.warnings.now,
        "weeks": weeks,
        "usual": f"{one.incidents.usual:.1f}",
        "usual_warnings": f"{one.warnings.usual:.1f}",
        "to": _("、").join(one.tell.to),
        "say": one.tell.say,
    }
    if one.change == Change.DOWN:
        return (
            _(
                "%(name)s下降：案件%(incidents)d起、预警%(warnings)d条，"
                "前%(weeks)d周平均每周%(usual)s起、%(usual_warnings)s条。"
            )
            % facts
        )
    return (
        _(
            "%(name)s上升：案件%(incidents)d起、预警%(warnings)d条，"
            "前%(weeks)d周平均每周%(usual)s起、%(usual_warnings)s条。"
            "请告诉%(to)s：“%(say)s”"
        )
        % facts
    )
