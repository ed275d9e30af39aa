from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from wuzha.audit.models import Entry
from wuzha.lib.refused import NotAllowed, Refused
from wuzha.organisation.access import Permission, Role, may
from wuzha.organisation.actions.units import (
    close_unit,
    correct_unit,
    create_unit,
    found_county,
    link_unit,
)
from wuzha.organisation.models import Person, Unit, UnitLink

SINCE = date(2026, 3, 1)


def test_a_new_service_begins_with_its_county_and_administrator(db):
    founding = found_county(
        name="青石县", code="990101000000", username="guan", person_name="管理员关"
    )
    assert Unit.objects.root() == founding.county
    assert founding.county.path == f"/{founding.county.pk}/"
    assert may(founding.administrator, Permission.PEOPLE_EDIT, founding.county)
    assert founding.administrator.check_password(founding.password)
    assert founding.administrator.password_given_at
    machine = Person.objects.get(appointments__role=Role.CLOCKWORK)
    assert machine.is_machine and not machine.has_usable_password()
    assert Entry.objects.get().event == "unit.county_founded"


def test_a_second_county_is_refused(county):
    with pytest.raises(Refused):
        found_county(name="x", code="", username="x", person_name="x")


def test_a_unit_hangs_on_its_parent(town, guan):
    unit = create_unit(
        name="新村", kind="village", code="990101100299", parent=town,
        valid_from=SINCE, by=guan,
    )  # fmt: skip
    assert unit.path == f"{town.path}{unit.pk}/"
    assert unit.ancestor_ids == [town.parent_id, town.pk]
    assert may(guan, Permission.UNIT_EDIT, unit)


@pytest.mark.parametrize(
    ("kind", "parent"),
    [
        ("town", "town"),
        ("village", "county"),
        ("grid", "town"),
        ("school", "grid"),
        ("station", "branch"),
        ("county", "county"),
    ],
)
def test_a_unit_hangs_only_where_its_kind_belongs(request, guan, kind, parent):
    with pytest.raises(Refused, match="不能直接设在"):
        create_unit(
            name="x", kind=kind, code="", parent=request.getfixturevalue(parent),
            valid_from=SINCE, by=guan,
        )  # fmt: skip


def test_a_code_names_one_unit_at_a_time(town, village, guan):
    with pytest.raises(Refused, match=village.name):
        create_unit(
            name="x", kind="village", code=village.code, parent=town,
            valid_from=SINCE, by=guan,
        )  # fmt: skip


def test_a_slip_of_the_pen_is_mended_in_place(village, guan):
    correct_unit(unit=village, name="柳弯村", code=village.code, by=guan)
    village.refresh_from_db()
    assert village.name == "柳弯村" and village.valid_to is None
    assert Entry.objects.get().facts["name"] == "柳湾村"


def test_a_branch_closes_and_nobody_is_left_there(branch, qiao, ding, guan):
    today = timezone.localdate()
    close_unit(unit=branch, on=today, by=guan)
    assert not may(qiao, Permission.STOP_EXECUTE, branch)
    assert UnitLink.objects.get(unit=branch).valid_to == today
    with pytest.raises(Refused):
        close_unit(unit=branch, on=today, by=guan)


def test_what_has_units_below_does_not_close(town, village, county, guan):
    for unit in (town, county):
        with pytest.raises(Refused):
            close_unit(unit=unit, on=SINCE, by=guan)


def test_a_station_polices_exactly_what_is_named(
    station, town, other_town, su, guan, county
):
    link_unit(
        unit=station, places=[other_town], kind="polices",
        valid_from=timezone.localdate(), by=guan,
    )  # fmt: skip
    assert may(su, Permission.WARNING_VIEW, other_town)
    assert not may(su, Permission.WARNING_VIEW, town)
    again = link_unit(
        unit=station, places=[other_town], kind="polices", valid_from=SINCE, by=guan
    )
    assert again is None and UnitLink.objects.filter(valid_to=None).count() == 1


@pytest.mark.parametrize(
    ("unit", "place", "kind"),
    [("town", "town", "serves"), ("branch", "town", "polices"),
     ("station", "branch", "polices")],
)  # fmt: skip
def test_links_join_institutions_and_places(request, guan, unit, place, kind):
    with pytest.raises(Refused):
        link_unit(
            unit=request.getfixturevalue(unit),
            places=[request.getfixturevalue(place)],
            kind=kind,
            valid_from=SINCE,
            by=guan,
        )


@pytest.mark.parametrize(
    "deed",
    [
        lambda town, by: create_unit(
            name="x", kind="village", code="", parent=town, valid_from=SINCE, by=by
        ),
        lambda town, by: correct_unit(unit=town, name="x", code="", by=by),
        lambda town, by: close_unit(unit=town, on=SINCE, by=by),
        lambda town, by: link_unit(
            unit=town, places=[], kind="serves", valid_from=SINCE, by=by
        ),
    ],
)
def test_only_who_edits_units_does_any_of_this(town, lin, deed):
    with pytest.raises(NotAllowed):
        deed(town, lin)


@pytest.mark.parametrize(
    "broken",
    [
        {"valid_to": date(2019, 1, 1)},
        {"code": "990101000000"},
    ],
    ids=["unit_ends_after_it_begins", "unit_code_once_at_a_time"],
)
def test_the_database_keeps_units_in_order(county, town, broken, request):
    name = request.node.callspec.id
    message = name if name != "unit_code_once_at_a_time" else "code"
    with pytest.raises(IntegrityError, match=message), transaction.atomic():
        Unit.objects.filter(pk=town.pk).update(**broken)


def test_a_place_is_linked_once_at_a_time(station, town):
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitLink.objects.create(
            unit=station, place=town, kind="polices", valid_from=SINCE
        )
