"""The series of the county, reckoned from its cases; some warnings name what one of
its gangs uses; the greatest has a name and people who follow it."""

from datetime import timedelta

from wuzha.demo.history.world import World
from wuzha.earlywarnings.models import EarlyWarning
from wuzha.earlywarnings.states import Stream
from wuzha.incidents.models import Identifier, IdentifierKind
from wuzha.organisation.access import Role
from wuzha.series.models import Following, Series
from wuzha.series.regrouping import regroup_all

AGO = timedelta(days=2)
WARNED = 4
SEEN = "该号码近半小时内多次访问涉诈网址 http://{link} 。"


def with_series(world: World) -> None:
    regroup_all(at=world.now - AGO, by=world.clockwork)
    greatest = Series.objects.order_by("-size", "pk").first()
    if greatest is None:
        return
    _name_its_link(greatest)
    regroup_all(at=world.now, by=world.clockwork)
    Series.objects.filter(pk=greatest.pk).update(name="同一批收款账户的连环案")
    for role in (Role.DUTY_OFFICER, Role.ANALYST):
        person = world.county.holding(role)[0]
        Following.objects.create(series=greatest, person=person, since=world.now - AGO)


def _name_its_link(series: Series) -> None:
    """In the clues of a few warnings that came lately."""
    links = Identifier.objects.filter(incident__in_series__series=series)
    link = links.filter(kind=IdentifierKind.LINK).first()
    if link is None:
        return
    contact = EarlyWarning.objects.filter(
        stream=Stream.CONTACT, dissuasion__incident=None
    )
    for warning in contact.order_by("-received_at")[:WARNED]:
        warning.clue = SEEN.format(link=link.value)
        warning.save(update_fields=["clue"])
