"""A photo of a meeting: never asked for, kept sealed, each look at it recorded."""

import base64
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.models import Outcome
from wuzha.audit.record import record
from wuzha.earlywarnings.actions.row import _alone
from wuzha.earlywarnings.models import Dissuasion, MeetingPhoto
from wuzha.earlywarnings.photos import bare_jpeg
from wuzha.lib.refused import Refused
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person

MOST = 3


@transaction.atomic
def add_photo(
    *,
    dissuasion: Dissuasion,
    content: bytes,
    at: datetime | None = None,
    by: Person,
) -> MeetingPhoto:
    _alone(dissuasion)
    require(by, Permission.WARNING_WORK, dissuasion.unit)
    meeting = dissuasion.meetings.filter(taken_back_at=None).first()
    if meeting is None:
        raise Refused(_("还没有见面记录，不用加照片。"))
    picture = bare_jpeg(content)
    digest = sha256(picture).hexdigest()
    if known := meeting.photos.filter(digest=digest).first():
        return known
    if meeting.photos.count() >= MOST:
        raise Refused(_("最多保存 %(most)d 张照片，足够了。") % {"most": MOST})
    photo = MeetingPhoto.objects.create(
        meeting=meeting,
        image=base64.b64encode(picture).decode(),
        digest=digest,
        added_at=at or timezone.now(),
        by=by,
    )
    record("dissuasion.photo_added", by=by, subject=dissuasion, unit=dissuasion.unit)
    return photo


@transaction.atomic
def look_at_photo(*, photo: MeetingPhoto, by: Person) -> bytes:
    dissuasion = photo.meeting.dissuasion
    require(by, Permission.CONTACT_REVEAL, dissuasion.unit)
    record(
        "dissuasion.photo_seen",
        by=by,
        subject=dissuasion,
        unit=dissuasion.unit,
        outcome=Outcome.READ,
    )
    return base64.b64decode(photo.image)
