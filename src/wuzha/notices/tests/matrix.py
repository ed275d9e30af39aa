from typing import Any

from wuzha.notices import outbox
from wuzha.notices.models import Channel

EVERYBODY = {"*": 200, "stranger": 302}
ADMINISTRATOR = {"guan": 200, "stranger": 302}

MATRIX = {
    "notices:list": EVERYBODY,
    "notices:open": {"hong": 302, "stranger": 302, "*": 404},
    "notices:channels": EVERYBODY,
    "notices:all_channels": ADMINISTRATOR | {"*": 403},
    "notices:find_owner": {"guan": 302, "stranger": 302, "*": 403},
    "notices:of_person": ADMINISTRATOR | {"*": 404},
    "notices:of_unit": ADMINISTRATOR | {"*": 404},
}
POST_ONLY = {
    "notices:see_all": {"*": 302},
    "notices:try": {"hong": 302, "guan": 302, "stranger": 302, "*": 404},
    "notices:remove": {"hong": 302, "stranger": 302, "*": 404},
}


def arguments(cast: Any, request: Any) -> dict[str, tuple[Any, ...]]:
    """One notice and one channel of Hong; both stand until the last has asked."""
    station = request.getfixturevalue("station")
    hong = cast["hong"]
    (notice,) = outbox.tell(
        people=[hong], item="预警", url="/", subject=station, urgent=False
    )
    channel = Channel.objects.create(
        person=hong, kind="wecom", url="wecombot://key", created_at=notice.created_at
    )
    return {
        "notices:open": (notice.pk,),
        "notices:of_person": (hong.pk,),
        "notices:of_unit": (station.pk,),
        "notices:try": (channel.pk,),
        "notices:remove": (channel.pk,),
    }
