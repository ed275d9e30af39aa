from datetime import timedelta
from typing import Any

from django.utils import timezone

from wuzha.documents.models import ImportRun
from wuzha.organisation.models import Leave
from wuzha.organisation.sheets import PEOPLE, UNITS

# Lin and Wei see the county's units and people, Luo its units; Su sees the station and
# the places that it polices, Tan the town; only Guan changes anything.
ADMINISTRATOR = {"guan": 200, "stranger": 302, "*": 404}
UNITS_SEEN = {
    **dict.fromkeys(("lin", "luo", "wei", "su", "tan", "guan", "other_su"), 200),
    "stranger": 302,
    "*": 404,
}
TOWN_SEEN = UNITS_SEEN | {"other_su": 404}
PEOPLE_SEEN = {"lin": 200, "wei": 200, "guan": 200, "stranger": 302, "*": 404}
EVERYBODY = {"*": 200, "stranger": 302}
DONE = {"guan": 302, "stranger": 302, "*": 404}
REFUSED = {"guan": 409, "stranger": 302, "*": 404}

MATRIX = {
    "organisation:units": UNITS_SEEN,
    "organisation:unit": TOWN_SEEN,
    "organisation:branch": TOWN_SEEN,
    **{
        f"organisation:{verb}": ADMINISTRATOR
        for verb in ("new", "correct", "rename", "move", "merge", "split", "close")
    },
    "organisation:link": ADMINISTRATOR,
    "organisation:export_units": ADMINISTRATOR,
    "organisation:people": PEOPLE_SEEN,
    "organisation:person": PEOPLE_SEEN,
    "organisation:new_person": ADMINISTRATOR,
    "organisation:new_machine": ADMINISTRATOR,
    "organisation:export_people": ADMINISTRATOR,
    "organisation:edit_person": ADMINISTRATOR,
    "organisation:appoint": ADMINISTRATOR,
    "organisation:enter_leave": ADMINISTRATOR,
    "organisation:end_appointment": ADMINISTRATOR,
    "organisation:deputies": ADMINISTRATOR | {"hong": 200},
    "organisation:duties": EVERYBODY,
    "organisation:take_leave": EVERYBODY,
    **{
        f"organisation:import_{desk.name}{page}": ADMINISTRATOR
        for desk in (UNITS, PEOPLE)
        for page in ("", "_template", "_mapping", "_run")
    },
}
POST_ONLY = {
    "organisation:give_passwords": {"guan": 200, "stranger": 302, "*": 404},
    "organisation:give_password": {"guan": 200, "stranger": 302, "*": 404},
    "organisation:deactivate": DONE,
    # Hong was put out of use by nobody yet.
    "organisation:reactivate": REFUSED,
    "organisation:cancel_leave": {"hong": 302, "guan": 409, "stranger": 302, "*": 404},
    **{
        f"organisation:import_{desk.name}_{deed}": REFUSED
        for desk in (UNITS, PEOPLE)
        for deed in ("confirm", "undo")
    },
    **{f"organisation:import_{desk.name}_discard": DONE for desk in (UNITS, PEOPLE)},
}


def arguments(cast: Any, request: Any) -> dict[str, tuple[Any, ...]]:
    town, hong = request.getfixturevalue("town"), cast["hong"]
    now = timezone.now()
    leave = Leave.objects.create(
        person=hong, starts_at=now, ends_at=now + timedelta(days=1)
    )
    held = hong.appointments.get()
    given: dict[str, tuple[Any, ...]] = {
        "organisation:end_appointment": (held.pk,),
        "organisation:deputies": (held.pk,),
        "organisation:cancel_leave": (leave.pk,),
    }
    for view in ("unit", "branch", "new", "correct", "rename", "move", "merge"):
        given[f"organisation:{view}"] = (town.pk,)
    for view in ("split", "close", "link"):
        given[f"organisation:{view}"] = (town.pk,)
    for view in (
        *("person", "edit_person", "appoint", "enter_leave", "give_password"),
        *("deactivate", "reactivate"),
    ):
        given[f"organisation:{view}"] = (hong.pk,)
    for desk in (UNITS, PEOPLE):
        run = ImportRun.objects.create(
            kind=desk.kind_name, state="previewed", uploaded_by_person=0
        )
        for page in ("run", "confirm", "undo", "discard"):
            given[f"organisation:import_{desk.name}_{page}"] = (run.pk,)
    return given
