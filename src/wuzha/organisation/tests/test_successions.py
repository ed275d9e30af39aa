from datetime import date

import pytest

from wuzha.audit.models import Entry
from wuzha.lib.refused import NotAllowed, Refused
from wuzha.organisation.access import Permission, may, scope
from wuzha.organisation.actions.appointments import set_deputies
from wuzha.organisation.actions.successions import (
    Part,
    merge_units,
    move_unit,
    rename_unit,
    split_unit,
)
from wuzha.organisation.models import Unit, UnitLink, UnitSuccession

ON = date(2026, 7, 1)
BEFORE, AFTER = date(2026, 6, 30), date(2026, 7, 2)


@pytest.fixture
def second_village(make_unit, town):
    return make_unit("槐树村", "village", town, "990101100201")


def codes(unit):
    return sorted(Unit.objects.within(unit).values_list("code", flat=True))


def test_a_renamed_unit_is_another_row_and_the_old_one_ends(town, village, grid, guan):
    new = rename_unit(unit=town, name="河口街道", on=ON, by=guan)
    town.refresh_from_db()
    assert (town.name, town.valid_to) == ("河口镇", ON)
    assert (new.name, new.code, new.valid_from) == ("河口街道", town.code, ON)
    row = UnitSuccession.objects.get(old=town)
    assert (row.new, row.kind, row.on) == (new, "rename", ON)
    assert codes(new) == codes(town)
    assert [u.name for u in Unit.objects.valid(on=BEFORE).within(new)] == []
    assert set(Unit.objects.valid(on=AFTER).within(new)) & {village, grid} == set()
    assert Entry.objects.get().event == "unit.renamed"


def test_heirs_lead_from_the_unit_of_its_time_to_that_of_today(town, village, guan):
    once = rename_unit(unit=town, name="河口街道", on=ON, by=guan)
    twice = rename_unit(unit=once, name="新河街道", on=date(2026, 9, 1), by=guan)
    town.refresh_from_db()
    assert town.heirs(on=BEFORE) == [town]
    assert town.heirs(on=AFTER) == [once]
    assert town.heirs(on=date(2026, 10, 1)) == [twice]
    assert twice.former_paths == [once.path, town.path]


def test_people_keep_their_roles_deputies_and_sight(
    town, village, grid, hong, tan, other_hong, guan, today_is
):
    set_deputies(appointment=hong.appointments.get(), people=[other_hong], by=hong)
    new = rename_unit(unit=town, name="河口街道", on=ON, by=guan)
    today_is(BEFORE)
    assert may(tan, Permission.WARNING_DISPATCH, town)
    assert not may(tan, Permission.WARNING_DISPATCH, new)
    today_is(AFTER)
    assert may(tan, Permission.WARNING_DISPATCH, new)
    assert may(tan, Permission.WARNING_DISPATCH, village), "what happened there before"
    held = hong.appointments.get(valid_from=ON)
    assert held.unit.name == grid.name and held.unit.path.startswith(new.path)
    assert [deputy.person for deputy in held.deputies.all()] == [other_hong]
    assert hong.appointments.get(valid_from__lt=ON).valid_to == ON


def test_the_police_go_on_policing(town, station, su, guan, today_is):
    new = rename_unit(unit=town, name="河口街道", on=ON, by=guan)
    today_is(AFTER)
    paths = scope(su, Permission.WARNING_VIEW).paths
    assert {station.path, new.path, town.path} == set(paths)
    assert UnitLink.objects.get(valid_to=None).place == new


def test_a_village_moves_with_its_grids_and_gets_the_code_of_its_new_town(
    village, grid, other_town, guan
):
    new = move_unit(
        unit=village, parent=other_town, code="990101101205", on=ON, by=guan
    )
    assert new.parent == other_town
    assert codes(new) == ["990101101205", "990101101205001"]
    assert codes(village) == ["990101100200", "990101100200001"]


def test_nothing_moves_below_itself(town, village, guan):
    with pytest.raises(Refused, match="自己的下级"):
        move_unit(unit=town, parent=village, code="", on=ON, by=guan)


def test_villages_merge_and_their_grids_come_along(
    village, grid, second_village, make_unit, hong, tan, guan, today_is
):
    other = make_unit("槐树村第一网格", "grid", second_village, "990101100201001")
    new = merge_units(
        units=[village, second_village],
        name="柳槐村",
        code="990101100200",
        on=ON,
        by=guan,
    )
    assert new.former_paths == [village.path, second_village.path]
    below = {unit.name: unit.code for unit in new.children.all()}
    assert below[grid.name] == "990101100200001"
    # Its code would be the same; it keeps the old one until it is given another.
    assert below[other.name] == "990101100201001"
    assert {row.kind for row in new.predecessors.all()} == {"merge"}
    today_is(AFTER)
    assert may(hong, Permission.WARNING_WORK, grid)


def test_units_of_different_parents_or_kinds_do_not_merge(
    village, other_grid, town, guan
):
    for units in ([village, other_grid.parent], [village, town], [village]):
        with pytest.raises(Refused):
            merge_units(units=units, name="x", code="", on=ON, by=guan)


def test_a_village_splits_and_each_grid_goes_where_it_belongs(
    village, grid, make_unit, tan, guan
):
    second = make_unit("柳湾村第二网格", "grid", village, "990101100200002")
    east, west = split_unit(
        unit=village,
        parts=[Part("柳东村", "990101100205"), Part("柳西村", "990101100206")],
        children={second.pk: 1},
        on=ON,
        by=guan,
    )
    assert [unit.name for unit in east.children.all()] == [grid.name]
    assert codes(west) == ["990101100206", "990101100206002"]
    village.refresh_from_db()
    assert village.heirs(on=AFTER) == [east, west]


def test_after_a_split_every_part_has_its_people(grid, hong, guan, today_is):
    parts = [Part("甲网格", "990101100200003"), Part("乙网格", "990101100200004")]
    new = split_unit(unit=grid, parts=parts, children={}, on=ON, by=guan)
    today_is(AFTER)
    assert all(may(hong, Permission.WARNING_WORK, unit) for unit in new)


def test_the_county_stays(county, guan):
    with pytest.raises(Refused, match="更正"):
        rename_unit(unit=county, name="x", on=ON, by=guan)


def test_what_has_ended_does_not_change_again(town, guan):
    rename_unit(unit=town, name="河口街道", on=ON, by=guan)
    with pytest.raises(Refused, match="已撤并"):
        rename_unit(unit=town, name="河口乡", on=AFTER, by=guan)


def test_a_code_that_is_taken_is_refused_with_its_holder(
    village, second_village, other_town, guan
):
    with pytest.raises(Refused, match="槐树村"):
        move_unit(
            unit=village, parent=other_town, code=second_village.code, on=ON, by=guan
        )
    village.refresh_from_db()
    assert village.valid_to is None


def test_a_unit_does_not_end_before_it_began(make_unit, county, guan):
    town = make_unit("新镇", "town", county)
    with pytest.raises(Refused, match="不能在那之前"):
        rename_unit(unit=town, name="老镇", on=date(2019, 1, 1), by=guan)


@pytest.mark.parametrize("who", ["lin", "su", "tan", "mo"])
def test_only_who_edits_units_does_any_of_this(request, town, who):
    person = request.getfixturevalue(who)
    with pytest.raises(NotAllowed):
        rename_unit(unit=town, name="x", on=ON, by=person)
    assert not UnitSuccession.objects.exists() and not Entry.objects.exists()
