from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wuzha.lib import params
from wuzha.organisation.access import Permission
from wuzha.organisation.http import PersonRequest, found_with
from wuzha.screening.figures import Week, weeks
from wuzha.screening.models import DriftLook, Verdict
from wuzha.ui.charts import Chart, Series

WEEKS = 12


@require_safe
@found_with(Permission.SCREENING_LABEL, everywhere=True)
def drift(request: PersonRequest) -> HttpResponse:
    """Whether what comes in still looks like what the model has learnt."""
    today = timezone.localdate()
    rows = weeks(Verdict.objects.handed_in(), WEEKS, today)
    since = DriftLook.objects.filter(week__gte=rows[0].monday)
    looks = {str(one.week): one for one in since}
    look = looks.get(request.GET.get("week", "")) or next(iter(looks.values()), None)
    least = params.value("screening.drift_least", on=today).whole
    return render(
        request,
        "screening/drift.html",
        {
            "chart": _chart(rows, least),
            "least": least,
            "weeks": [(one, looks.get(str(one.monday))) for one in reversed(rows)],
            "look": look,
            "scripts": _scripts(look) if look else [],
        },
    )


def _chart(rows: list[Week], least: int) -> Chart:
    """A share of a few texts is none."""
    cautions = [one.caution_percent if one.texts >= least else None for one in rows]
    wrong = [one.wrong_percent if one.settled >= least else None for one in rows]
    return Chart(
        title=_("每周要当心和判错的比例"),
        kind="line",
        unit="%",
        labels=[f"{one.monday.month}-{one.monday.day}" for one in rows],
        series=[
            Series(_("要当心"), cautions, "soon"),
            Series(_("判错"), wrong, "danger"),
        ],
    )


def _scripts(look: DriftLook) -> list[tuple[Verdict, int]]:
    """The first text of each script that is still there, and how many it has."""
    sizes = {one["verdict"]: one["texts"] for one in look.new_scripts}
    found = Verdict.objects.with_text().in_bulk(list(sizes))
    return [(found[key], size) for key, size in sizes.items() if key in found]
