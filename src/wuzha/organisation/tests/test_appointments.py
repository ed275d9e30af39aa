from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from wuzha.audit.models import Entry
from wuzha.lib.refused import NotAllowed, Refused
from wuzha.organisation.access import (
    ROLES,
    UNITS_OF_ROLE,
    Permission,
    Role,
    deputy_of,
    may,
    on_duty,
    permissions_of,
)
from wuzha.organisation.actions.appointments import (
    appoint,
    cancel_leave,
    end_appointment,
    set_deputies,
    take_leave,
)
from wuzha.organisation.models import Appointment, Deputy, Leave

DAY = timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


def test_a_role_begins_and_ends_on_its_days(mo, grid, guan, today, today_is):
    held = appoint(
        person=mo, role=Role.GRID_WORKER, unit=grid,
        valid_from=today + DAY, valid_to=today + 3 * DAY, by=guan,
    )  # fmt: skip
    for days, expected in ((0, False), (1, True), (2, True), (3, False)):
        today_is(today + days * DAY)
        assert may(mo, Permission.WARNING_WORK, grid) is expected
    assert Entry.objects.get().facts["role"] == "grid_worker"
    assert held.valid_to == today + 3 * DAY


def test_every_role_has_its_permissions_and_its_kinds_of_unit():
    assert set(ROLES) == set(UNITS_OF_ROLE) == set(Role)


@pytest.mark.parametrize(
    ("role", "unit"),
    [
        (Role.STATION_POLICE, "grid"),
        (Role.STATION_POLICE, "branch"),
        (Role.STATION_POLICE, "county"),
        (Role.COUNTY_POLICE, "town"),
        (Role.COUNTY_POLICE, "station"),
        (Role.GRID_WORKER, "station"),
        (Role.BANK_TELLER, "town"),
    ],
)
def test_a_role_is_held_only_at_its_kind_of_unit(request, mo, guan, today, role, unit):
    """What only the police may do is held at the police and nowhere else."""
    with pytest.raises(Refused, match="不能设在"):
        appoint(
            person=mo, role=role, unit=request.getfixturevalue(unit),
            valid_from=today, by=guan,
        )  # fmt: skip


def test_nobody_appoints_themselves(guan, station, today):
    with pytest.raises(NotAllowed, match="不能给自己任职"):
        appoint(
            person=guan, role=Role.STATION_POLICE, unit=station,
            valid_from=today, by=guan,
        )  # fmt: skip


def test_machines_hold_machine_roles_and_people_do_not(feed, mo, county, guan, today):
    for person, role in ((feed, Role.ANALYST), (mo, Role.CLOCKWORK)):
        with pytest.raises(Refused, match="机器"):
            appoint(person=person, role=role, unit=county, valid_from=today, by=guan)


def test_a_role_is_held_once_at_a_time(hong, grid, guan, today):
    with pytest.raises(Refused, match="已有这项任职"):
        appoint(
            person=hong, role=Role.GRID_WORKER, unit=grid, valid_from=today, by=guan
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.create(
            person=hong, role=Role.GRID_WORKER, unit=grid, valid_from=today
        )


def test_a_role_can_be_taken_up_again_later(hong, grid, guan, today):
    end_appointment(appointment=hong.appointments.get(), on=today, by=guan)
    assert not may(hong, Permission.WARNING_WORK, grid)
    appoint(person=hong, role=Role.GRID_WORKER, unit=grid, valid_from=today, by=guan)
    assert may(hong, Permission.WARNING_WORK, grid)


def test_an_appointment_ends_once(hong, guan, today):
    held = hong.appointments.get()
    end_appointment(appointment=held, on=today, by=guan)
    with pytest.raises(Refused, match="已经结束"):
        end_appointment(appointment=held, on=today, by=guan)


def test_the_last_administrator_stays(guan, county, mo, today):
    own = guan.appointments.get()
    with pytest.raises(Refused, match="唯一的管理员"):
        end_appointment(appointment=own, on=today, by=guan)
    appoint(person=mo, role=Role.ADMINISTRATOR, unit=county, valid_from=today, by=guan)
    end_appointment(appointment=own, on=today, by=mo)
    assert not may(guan, Permission.PEOPLE_EDIT)


def test_whoever_is_out_of_use_may_nothing(su, station):
    su.is_active = False
    assert not may(su, Permission.STOP_ISSUE, station)
    assert permissions_of(su) == frozenset()


@pytest.mark.parametrize("who", ["lin", "wei", "su", "hong"])
def test_only_who_edits_people_appoints(request, mo, grid, hong, today, who):
    by = request.getfixturevalue(who)
    with pytest.raises(NotAllowed):
        appoint(person=mo, role=Role.GRID_WORKER, unit=grid, valid_from=today, by=by)
    held = hong.appointments.get()
    if by != hong:
        with pytest.raises(NotAllowed):
            set_deputies(appointment=held, people=[mo], by=by)
    with pytest.raises(NotAllowed):
        end_appointment(appointment=held, on=today, by=by)


# Deputies and leave


@pytest.fixture
def deputies(hong, other_hong, tan):
    """Hong's: first the grid worker of the other grid, then the clerk of the town."""
    set_deputies(appointment=hong.appointments.get(), people=[other_hong, tan], by=hong)


def away(person, unit, now, hours=8):
    return take_leave(
        person=person, unit=unit, starts_at=now,
        ends_at=now + timedelta(hours=hours), by=person,
    )  # fmt: skip


def asked(unit, now, permission=Permission.WARNING_WORK):
    return on_duty(unit, permission, now)


def test_what_is_due_goes_to_who_is_there(
    hong, other_hong, tan, grid, other_grid, deputies
):
    now = timezone.now()
    assert asked(grid, now) == [hong]
    leave = away(hong, grid, now)
    assert asked(grid, now) == [other_hong]
    away(other_hong, other_grid, now)
    assert asked(grid, now) == [tan]
    away(tan, grid, now)
    assert asked(grid, now) == []
    cancel_leave(leave=leave, unit=grid, by=hong)
    assert asked(grid, now) == [hong]


def test_leave_ends_by_itself(hong, other_hong, grid, deputies):
    now = timezone.now()
    away(hong, grid, now, hours=2)
    assert asked(grid, now + timedelta(hours=1)) == [other_hong]
    assert asked(grid, now + timedelta(hours=2)) == [hong]


def test_whoever_is_asked_can_also_act(hong, other_hong, mo, grid, deputies):
    assert may(other_hong, Permission.WARNING_WORK, grid)
    assert not may(mo, Permission.WARNING_WORK, grid)
    set_deputies(appointment=hong.appointments.get(), people=[], by=hong)
    assert not may(other_hong, Permission.WARNING_WORK, grid)


def test_the_deputy_of_a_person_is_the_first_who_is_there(
    hong, other_hong, tan, grid, other_grid, town, deputies
):
    now = timezone.now()
    assert deputy_of(hong, grid, now) == other_hong
    away(other_hong, other_grid, now)
    assert deputy_of(hong, grid, now) == tan
    assert deputy_of(hong, town, now) is None
    assert deputy_of(other_hong, grid, now) is None, "stands in, is not stood in for"


def test_two_at_one_unit_are_both_asked_in_order(hong, mo, grid, guan, today):
    appoint(person=mo, role=Role.GRID_WORKER, unit=grid, valid_from=today, by=guan)
    assert asked(grid, timezone.now()) == [hong, mo]


def test_one_deputy_of_two_is_asked_once(hong, mo, other_hong, grid, guan, today):
    held = [
        hong.appointments.get(),
        appoint(person=mo, role=Role.GRID_WORKER, unit=grid, valid_from=today, by=guan),
    ]
    now = timezone.now()
    for appointment in held:
        set_deputies(appointment=appointment, people=[other_hong], by=guan)
        away(appointment.person, grid, now)
    assert asked(grid, now) == [other_hong]


def test_after_the_unit_has_gone_its_heirs_are_asked(hong, grid, guan, today, today_is):
    from wuzha.organisation.actions.successions import rename_unit

    rename_unit(unit=grid, name="新网格", on=today, by=guan)
    grid.refresh_from_db()
    assert asked(grid, timezone.now()) == [hong]


def test_who_has_left_is_not_asked(hong, grid, guan, today):
    end_appointment(appointment=hong.appointments.get(), on=today, by=guan)
    assert asked(grid, timezone.now()) == []


def test_only_the_police_stand_in_for_the_police(su, hong, other_su):
    held = su.appointments.get()
    with pytest.raises(Refused, match="民警"):
        set_deputies(appointment=held, people=[hong], by=su)
    set_deputies(appointment=held, people=[other_su], by=su)
    assert may(other_su, Permission.STOP_ISSUE, held.unit)


def test_deputies_are_others_few_and_in_use(hong, other_hong, tan, lin, mo, feed):
    held = hong.appointments.get()
    for people in ([hong], [tan, tan], [tan, lin, mo, other_hong], [feed]):
        with pytest.raises(Refused):
            set_deputies(appointment=held, people=people, by=hong)
    assert not Deputy.objects.exists()


def test_leave_is_ones_own_or_entered_by_the_administrator(hong, grid, guan, lin):
    now = timezone.now()
    begin, end = now + DAY, now + 2 * DAY
    take_leave(person=hong, unit=grid, starts_at=begin, ends_at=end, by=guan)
    with pytest.raises(NotAllowed):
        take_leave(person=hong, unit=grid, starts_at=end, ends_at=end + DAY, by=lin)
    with pytest.raises(NotAllowed):
        cancel_leave(leave=Leave.objects.get(), unit=grid, by=lin)


def test_leave_must_make_sense(hong, grid):
    now = timezone.now()
    away(hong, grid, now)
    for begin, end in ((now + DAY, now), (now - 2 * DAY, now - DAY), (now, now + DAY)):
        with pytest.raises(Refused):
            take_leave(person=hong, unit=grid, starts_at=begin, ends_at=end, by=hong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Leave.objects.create(person=hong, starts_at=now, ends_at=now)


def test_leave_is_cancelled_once(hong, grid):
    leave = away(hong, grid, timezone.now())
    cancel_leave(leave=leave, unit=grid, by=hong)
    with pytest.raises(Refused):
        cancel_leave(leave=leave, unit=grid, by=hong)


def test_dates_of_an_appointment_must_make_sense(mo, grid, guan):
    day = date(2026, 5, 1)
    with pytest.raises(Refused):
        appoint(
            person=mo, role=Role.GRID_WORKER, unit=grid,
            valid_from=day, valid_to=day, by=guan,
        )  # fmt: skip
