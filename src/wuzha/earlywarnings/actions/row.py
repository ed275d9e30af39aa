"""The row of a dissuasion inside an action: taken alone, changed once, people told."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from wuzha.earlywarnings.models import Dissuasion
from wuzha.earlywarnings.states import Grade, Stream
from wuzha.lib.refused import Conflict
from wuzha.notices.outbox import Telling, tell_many
from wuzha.organisation.access import Permission, deputy_of, on_duty
from wuzha.organisation.models import Person, Unit
from wuzha.organisation.words import kept

URGENT = (Grade.CRITICAL, Grade.HIGH)


def _alone(dissuasion: Dissuasion, *, seen: int | None = None) -> None:
    """Nobody else changes it until the action ends. `seen` is the version that a form
    began on: raises Conflict when somebody was quicker."""
    dissuasion.refresh_from_db(
        from_queryset=Dissuasion.objects.select_for_update(no_key=True)
    )
    if seen is not None and seen != dissuasion.version:
        raise Conflict(
            _(
                "%(number)s 在您填写时已有新的处理，现在是“%(state)s”，"
                "您的内容没有保存。请对照最新情况后再提交。"
            )
            % {"number": dissuasion, "state": dissuasion.state_label}
        )


def _keep(dissuasion: Dissuasion, *fields: str) -> None:
    dissuasion.version += 1
    dissuasion.save(update_fields=[*fields, "version"])


def _doers(
    dissuasion: Dissuasion, at: datetime, *, here: list[Person] | None = None
) -> list[Person]:
    """Who has to act: the signer, in their absence the deputy, else all at the unit.
    `here`: who is on duty there, when that is known already."""
    if here is None:
        here = on_duty(dissuasion.unit, Permission.WARNING_WORK, at)
    signer = dissuasion.person
    if signer is None:
        return here
    if signer in here:
        return [signer]
    deputy = deputy_of(signer, dissuasion.unit, at)
    return [deputy] if deputy else here


def _notify(
    dissuasion: Dissuasion,
    people: Iterable[Person],
    what: str,
    *,
    urgent: bool = False,
) -> None:
    tell_many([_telling(dissuasion, people, what, urgent=urgent)])


def _telling(
    dissuasion: Dissuasion,
    people: Iterable[Person],
    what: str,
    *,
    urgent: bool = False,
) -> Telling:
    """Names the item and what to do; holds nothing of the person."""
    return Telling(
        people=list(people),
        item=kept(
            "%(grade)s%(stream)s %(number)s：%(what)s",
            grade=Grade(dissuasion.grade).label,
            stream=Stream(dissuasion.stream).label,
            number=dissuasion,
            what=what,
        ),
        url=dissuasion.get_absolute_url(),
        subject=dissuasion,
        urgent=urgent or dissuasion.grade in URGENT,
    )


def _warn_of_loss(dissuasion: Dissuasion, at: datetime) -> None:
    """Money has left: whoever may open the incident is told at once."""
    people = on_duty(Unit.objects.root(), Permission.INCIDENT_OPEN, at)
    people += on_duty(dissuasion.unit, Permission.INCIDENT_OPEN, at)
    _notify(
        dissuasion, people, kept("本人已经转账，请立即转为案件并申请止付"), urgent=True
    )
