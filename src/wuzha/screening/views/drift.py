from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

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
    rows = weeks(Verdict.objects.handed_in(), WEEKS, timezone.localdate())
    look = DriftLook.objects.first()
    return render(
        request,
        "screening/drift.html",
        {
            "chart": _chart(rows),
            "weeks": list(reversed(rows)),
            "look": look,
            "scripts": _scripts(look) if look else [],
        },
    )


def _chart(rows: list[Week]) -> Chart:
    return Chart(
        title=_("每周要当心和判错的比例"),
        kind="line",
        unit="%",
        labels=[f"{one.monday.month}-{one.monday.day}" for one in rows],
        series=[
            Series(_("要当心"), [one.caution_percent for one in rows], "soon"),
            Series(_("判错"), [one.wrong_percent for one in rows], "danger"),
        ],
    )


def _scripts(look: DriftLook) -> list[tuple[Verdict, int]]:
    """The first text of each script that is still there, and how many it has."""
    sizes = {one["verdict"]: one["texts"] for one in look.new_scripts}
    found = Verdict.objects.with_text().in_bulk(list(sizes))
    return [(found[key], size) for key, size in sizes.items() if key in found]
