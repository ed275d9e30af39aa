"""Who gets in where. The case lies with the grid of hong: whoever only works on it sees
the visit page and no other; what is not theirs is not found."""

from typing import Any
from uuid import uuid4

from wuzha.documents.models import ImportRun
from wuzha.documents.states import ImportState
from wuzha.earlywarnings import actions
from wuzha.earlywarnings.models import PlaceName
from wuzha.earlywarnings.tests.making import receive
from wuzha.earlywarnings.tests.test_photos import PICTURE
from wuzha.organisation.models import Person

NOBODY = {"*": 404, "stranger": 302}
VIEWERS = dict.fromkeys(("lin", "luo", "wei", "su", "tan", "zhou"), 200)
WORKERS = dict.fromkeys(("lin", "wei", "su", "hong"), 200)
OTHER_WORKERS = dict.fromkeys(("other_su", "other_hong"), 200)
SENDERS = dict.fromkeys(("lin", "wei", "su", "tan"), 200)
CREATORS = dict.fromkeys(("lin", "wei", "su", "zhou", "other_su"), 200)
POLICE_AND_DUTY = dict.fromkeys(("lin", "wei", "su"), 200)


def posted(status: int, *names: str) -> dict[str, int]:
    return {**NOBODY, **dict.fromkeys(names, status)}


MATRIX = {
    "earlywarnings:list": {
        **NOBODY,
        **VIEWERS,
        "other_su": 200,
        "hong": 302,
        "other_hong": 302,
    },
    "earlywarnings:export": {**NOBODY, **POLICE_AND_DUTY, "other_su": 200},
    "earlywarnings:triage": {**NOBODY, **SENDERS, "other_su": 200},
    "earlywarnings:new": {**NOBODY, **CREATORS},
    **{
        f"earlywarnings:import_warnings{page}": {**NOBODY, **CREATORS}
        for page in ("", "_template", "_mapping")
    },
    # Whoever may import for the whole county sees all runs, others their own.
    "earlywarnings:import_warnings_run": {
        **NOBODY,
        **dict.fromkeys(("lin", "wei", "zhou"), 200),
    },
    "earlywarnings:rules": {**NOBODY, "guan": 200},
    "earlywarnings:rule": {**NOBODY, "guan": 200},
    "earlywarnings:place_names": {**NOBODY, **SENDERS, "other_su": 200},
    "earlywarnings:case": {**NOBODY, **VIEWERS, "hong": 302},
    "earlywarnings:reveal": {**NOBODY, **VIEWERS},
    "earlywarnings:paper": {**NOBODY, **VIEWERS},
    # Seen like the case, but to look at the picture is to read personal data.
    "earlywarnings:photo": {
        **NOBODY,
        **POLICE_AND_DUTY,
        **dict.fromkeys(("luo", "tan", "zhou"), 403),
    },
    "earlywarnings:deed": {**NOBODY, **SENDERS},
    "earlywarnings:resume": posted(302, "lin", "wei", "su", "tan"),
    "earlywarnings:visits": {**NOBODY, **WORKERS, **OTHER_WORKERS},
    "earlywarnings:visit": {**NOBODY, **WORKERS},
}
# Without fields: 422 says what is missing, 409 that there is nothing to take back.
POST_ONLY = {
    "earlywarnings:sign": {**posted(302, "lin"), "wei": 409, "su": 409, "hong": 409},
    "earlywarnings:open_case": {**posted(302, "lin"), "wei": 409, "su": 409},
    "earlywarnings:remove_place_name": posted(302, "lin"),
    # The run is done with: it can be neither confirmed, undone nor thrown away.
    **{
        f"earlywarnings:import_warnings_{deed}": posted(409, "lin", "wei", "zhou")
        for deed in ("confirm", "undo", "discard")
    },
    "earlywarnings:dial": {**NOBODY, **WORKERS},
    "earlywarnings:attempt": posted(422, "lin", "wei", "su", "hong"),
    "earlywarnings:meeting": posted(422, "lin", "wei", "su", "hong"),
    "earlywarnings:feed_back": posted(422, "lin", "wei", "su", "hong"),
    "earlywarnings:add_photo": posted(422, "lin", "wei", "su", "hong"),
    "earlywarnings:revisit": posted(422, "lin", "wei", "su", "hong"),
    "earlywarnings:take_back_attempt": posted(302, "hong"),
    "earlywarnings:take_back_meeting": posted(302, "hong"),
}


def arguments(cast: dict[str, Person], request: Any) -> dict[str, tuple[Any, ...]]:
    lin, hong = cast["lin"], cast["hong"]
    case, met = receive(by=lin), receive(by=lin)
    attempt = actions.record_attempt(
        dissuasion=met, key=uuid4(), way="phone", result="busy", by=hong
    )
    meeting = actions.record_meeting(
        dissuasion=met,
        key=uuid4(),
        meeting=actions.MeetingIn(fraud_class="F01"),
        by=hong,
    )
    photo = actions.add_photo(dissuasion=met, content=PICTURE, by=hong)
    run = ImportRun.objects.create(
        kind="earlywarnings.warnings",
        state=ImportState.UNDONE,
        uploaded_by=lin.username,
        uploaded_by_person=lin.pk,
    )
    name = PlaceName.objects.create(unit=case.place, name="老渡口", by=lin)
    one = ("case", "sign", "open_case", "visit", "dial", "attempt", "meeting")
    return {
        **{f"earlywarnings:{view}": (case.pk,) for view in (*one, "feed_back")},
        "earlywarnings:add_photo": (met.pk,),
        "earlywarnings:photo": (photo.pk,),
        **{
            f"earlywarnings:import_warnings_{page}": (run.pk,)
            for page in ("run", "confirm", "undo", "discard")
        },
        "earlywarnings:rule": ("medium",),
        "earlywarnings:remove_place_name": (name.pk,),
        "earlywarnings:reveal": (case.pk, "phone"),
        "earlywarnings:paper": (case.pk, "order"),
        "earlywarnings:deed": (case.pk, "dispatch"),
        "earlywarnings:resume": (case.pk, "warning.sign"),
        "earlywarnings:revisit": (met.revisits.first().pk,),  # type: ignore[union-attr]
        "earlywarnings:take_back_attempt": (attempt.pk,),
        "earlywarnings:take_back_meeting": (meeting.pk,),
    }
