"""Who gets which address of screening."""

from typing import Any

import pytest

from wuzha.organisation.models import Person
from wuzha.screening import waiting
from wuzha.screening.actions.appeals import make_appeal
from wuzha.screening.models import Appeal
from wuzha.screening.tests.made import make_verdict, make_version

NOBODY = {"luo": 404, "an": 404, "guan": 404, "mo": 404}
COUNTY = {"lin": 200, "wei": 200, "zhou": 200}
FILES = (
    "screening:import_texts",
    "screening:import_texts_template",
    "screening:import_texts_mapping",
)
RUN_PAGES = (
    "screening:import_texts_run",
    "screening:results",
    "screening:export_results",
)
RUN_DEEDS = tuple(
    f"screening:import_texts_{verb}" for verb in ("confirm", "undo", "discard")
)
LIST_FILES = tuple(
    f"screening:import_listings{page}" for page in ("", "_template", "_mapping")
)
LIST_DEEDS = tuple(
    f"screening:import_listings_{verb}" for verb in ("confirm", "undo", "discard")
)
LABEL_FILES = tuple(
    f"screening:import_labels{page}" for page in ("", "_template", "_mapping")
)
LABEL_RUNS = ("screening:import_labels_run", "screening:imported_labels")
LABEL_DEEDS = tuple(
    f"screening:import_labels_{verb}" for verb in ("confirm", "undo", "discard")
)
LISTS = {"wei": 200, "zhou": 200, "*": 404, "stranger": 302}
MATRIX: dict[str, dict[str, int]] = {
    "screening:verdicts": {**NOBODY, "*": 200, "stranger": 302},
    # Handed in at the grid: its village, town, station and the county see it.
    "screening:verdict": {
        **COUNTY, "hong": 200, "tan": 200, "su": 200, "*": 404, "stranger": 302,
    },
    "screening:reveal": {
        **COUNTY, "hong": 200, "tan": 200, "su": 200, "*": 404, "stranger": 302,
    },
    "screening:aloud": {
        **COUNTY, "hong": 200, "tan": 200, "su": 200, "*": 404, "stranger": 302,
    },
    # Whoever labels, of one's own places.
    "screening:queue": {
        "lin": 302, "wei": 302, "zhou": 302, "su": 302, "other_su": 200,
        "*": 404, "stranger": 302,
    },
    "screening:label": {**COUNTY, "su": 200, "*": 404, "stranger": 302},
    "screening:drift": {**COUNTY, "*": 404, "stranger": 302},
    "screening:versions": {**COUNTY, "*": 404, "stranger": 302},
    "screening:version": {**COUNTY, "*": 404, "stranger": 302},
    "screening:put_in_force": {
        "lin": 403, "wei": 200, "zhou": 200, "*": 404, "stranger": 302,
    },
    # A file of texts; a run is its uploader's own.
    **{name: {**NOBODY, "*": 200, "stranger": 302} for name in FILES},
    **{name: {"*": 404, "stranger": 302} for name in RUN_PAGES},
    # For everybody, without an account.
    "check": {"*": 200},
    "check_picture": {"*": 200},
    "check_paid": {"*": 200},
    "check_keep": {"*": 405},
    "check_code": {"*": 200},
    "check_appeal": {"*": 200},
    "check_freeze": {"*": 200},
    **dict.fromkeys(LIST_FILES, LISTS),
    "screening:import_listings_run": {"*": 404, "stranger": 302},
    # Who settles and trains.
    **{name: {"zhou": 200, "*": 404, "stranger": 302} for name in LABEL_FILES},
    **{name: {"*": 404, "stranger": 302} for name in LABEL_RUNS},
    "screening:listings": LISTS,
    "screening:add_listing": LISTS,
    "screening:remove_listing": {"*": 405, "stranger": 302},
    "screening:appeals": LISTS,
    "screening:appeal": LISTS,
}  # fmt: skip
VERSIONS = ("screening:version", "screening:put_in_force", "screening:roll_back")
POST_ONLY = {
    **{
        name: {"*": 404, "stranger": 302}
        for name in (*RUN_DEEDS, *LIST_DEEDS, *LABEL_DEEDS)
    },
    # Sees it; nobody has labelled it.
    "screening:take_back_label": {
        "lin": 409, "wei": 409, "zhou": 409, "su": 409, "*": 404, "stranger": 302,
    },
    # Too few labels.
    "screening:train": {"zhou": 409, "*": 403, "stranger": 302},
    "screening:roll_back": {
        "lin": 403, "wei": 409, "zhou": 409, "*": 404, "stranger": 302,
    },
}  # fmt: skip


def arguments(
    cast: dict[str, Person], request: pytest.FixtureRequest
) -> dict[str, tuple[Any, ...]]:
    verdict = make_verdict(request.getfixturevalue("grid"), by=cast["hong"])
    make_appeal(kind="link", value="qingshi-jf.top", reason="本站已备案")
    return {
        **dict.fromkeys((*RUN_PAGES, *RUN_DEEDS, *LIST_DEEDS), (1,)),
        **dict.fromkeys((*LABEL_RUNS, *LABEL_DEEDS), (1,)),
        "screening:import_listings_run": (1,),
        "screening:remove_listing": (1,),
        "screening:appeal": (Appeal.objects.get().pk,),
        "check_picture": (waiting.put(b"no picture yet"),),
        "screening:verdict": (verdict.pk,),
        "screening:aloud": (verdict.pk,),
        "screening:reveal": (verdict.pk, "text"),
        "screening:label": (verdict.pk,),
        "screening:take_back_label": (verdict.pk,),
        **dict.fromkeys(VERSIONS, (make_version(cast["zhou"]).pk,)),
    }
