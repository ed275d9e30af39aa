"""Pictures that wait to be read: one at a time, in the order in which they came.

Written here and not in actions: nothing of it is kept, nobody is named, and there is
nothing to record.
"""

from base64 import b64decode, b64encode
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from wuzha.detection.pictures.reading import SECONDS, read_picture
from wuzha.jobs.queue import Actor
from wuzha.lib.refused import Refused
from wuzha.screening.models import Picture
from wuzha.screening.receipts import key_of, keys_of, new_code
from wuzha.screening.sparing import setting

# Whoever began longer ago has died over it.
GIVEN_UP = timedelta(seconds=2 * SECONDS)


@transaction.atomic
def put(content: bytes) -> str | None:
    """The code to ask with; None when too many wait already."""
    if Picture.objects.unread().count() >= setting("queue_most"):
        return None
    code = new_code()
    Picture.objects.create(
        code_key=key_of(code),
        sent_at=timezone.now(),
        content=b64encode(content).decode(),
    )
    return code


def found(code: str) -> Picture | None:
    return Picture.objects.filter(code_key__in=keys_of(code)).first()


def read_next() -> bool:
    """Read the one that waits longest; whether more may be waiting."""
    if not Picture.objects.unread().exists():
        return False
    picture = _begun(timezone.now())
    if picture is None:
        return False
    text, problem = "", ""
    try:
        text = read_picture(b64decode(picture.content))
    except Refused as refusal:
        problem = str(refusal)
    # Meanwhile it may have been forgotten: then nothing is written.
    Picture.objects.filter(pk=picture.pk).update(
        content="", text=text, problem=problem, read_at=timezone.now()
    )
    return True


@transaction.atomic
def _begun(at: datetime) -> Picture | None:
    rows = Picture.objects.unread().defer("content")
    unread = list(rows.select_for_update())
    if not unread or any(_is_at_work(one, at) for one in unread):
        return None
    picture = unread[0]
    picture.begun_at = at
    picture.save(update_fields=["begun_at"])
    return picture


def _is_at_work(picture: Picture, at: datetime) -> bool:
    return picture.begun_at is not None and picture.begun_at > at - GIVEN_UP


def forget_pictures(*, at: datetime, by: Actor) -> None:
    """Whatever is older than its minutes, read or not."""
    old = at - timedelta(minutes=setting("picture_minutes"))
    Picture.objects.sent_before(old).delete()
