"""The series of the county, reckoned from its incidents; the greatest has a name and
somebody who follows it."""

from datetime import timedelta

from wuzha.demo.history.world import World
from wuzha.organisation.access import Role
from wuzha.series.models import Following, Series
from wuzha.series.regrouping import regroup_all

AGO = timedelta(days=2)


def with_series(world: World) -> None:
    regroup_all(at=world.now - AGO, by=world.clockwork)
    greatest = Series.objects.order_by("-size", "pk").first()
    if greatest is None:
        return
    Series.objects.filter(pk=greatest.pk).update(name="同一批收款账户的连环案")
    for role in (Role.DUTY_OFFICER, Role.ANALYST):
        person = world.county.holding(role)[0]
        Following.objects.create(series=greatest, person=person, since=world.now - AGO)
