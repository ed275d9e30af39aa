import pytest
from django.utils import timezone

from wuzha.audit.models import Entry
from wuzha.lib.refused import NotAllowed, Refused
from wuzha.organisation.access import Permission, may, people_visible_to
from wuzha.organisation.actions.people import (
    create_machine,
    create_person,
    deactivate_person,
    edit_person,
    give_password,
    reactivate_person,
)
from wuzha.organisation.models import Appointment, Deputy, Person


@pytest.fixture
def town_guan(make_person, town):
    """An administrator of one town."""
    return make_person("town_guan", "管理员镇", "administrator", town)


def test_somebody_new_gets_a_password_for_one_sign_in(grid, guan):
    person, password = create_person(
        username="new",
        name="新某",
        phone="13800001111",
        email="",
        unit=grid,
        role="grid_worker",
        by=guan,
    )
    person.refresh_from_db()
    assert person.check_password(password) and person.password_given_at
    assert len(password) == 19 and password.count("-") == 3
    assert may(person, Permission.WARNING_WORK, grid)
    kept = Entry.objects.values_list("event", "facts")
    assert [event for event, _facts in kept] == ["person.created", "appointment.began"]
    assert password not in str(list(kept))


def test_two_given_passwords_differ(su, guan):
    assert give_password(person=su, by=guan) != give_password(person=su, by=guan)


def test_a_username_is_taken_once(hong, grid, guan):
    with pytest.raises(Refused, match="hong"):
        create_person(
            username="hong",
            name="x",
            phone="",
            email="",
            unit=grid,
            role="grid_worker",
            by=guan,
        )


def test_a_machine_never_signs_in(county, guan):
    machine = create_machine(username="city_feed", name="市局平台", by=guan)
    assert machine.is_machine and not machine.has_usable_password()
    with pytest.raises(Refused):
        give_password(person=machine, by=guan)


def test_the_phone_is_found_again_after_it_was_changed(hong, guan):
    from wuzha.privacy.fields import blind_index

    edit_person(person=hong, name="洪某", phone="13900002222", email="", by=guan)
    assert Person.objects.get(phone_key=blind_index("phone", "13900002222")) == hong


def test_whoever_leaves_holds_and_gets_nothing_more(
    hong, other_hong, su, grid, guan, signed_in
):
    from wuzha.organisation.actions.appointments import set_deputies

    set_deputies(appointment=other_hong.appointments.get(), people=[hong], by=guan)
    client = signed_in(hong)
    assert client.get("/account/").status_code == 200
    deactivate_person(person=hong, by=guan)
    assert client.get("/account/").status_code == 302
    assert not Deputy.objects.exists()
    hong.refresh_from_db()
    assert not may(hong, Permission.WARNING_WORK, grid)
    assert Appointment.objects.get(person=hong).valid_to == timezone.localdate()
    with pytest.raises(Refused):
        deactivate_person(person=hong, by=guan)


def test_whoever_comes_back_begins_without_a_role(hong, grid, guan):
    deactivate_person(person=hong, by=guan)
    with pytest.raises(Refused):
        give_password(person=hong, by=guan)
    password = reactivate_person(person=hong, by=guan)
    hong.refresh_from_db()
    assert hong.is_active and hong.check_password(password)
    assert not may(hong, Permission.WARNING_WORK, grid)
    with pytest.raises(Refused):
        reactivate_person(person=hong, by=guan)


def test_nobody_puts_themselves_out_of_use(guan):
    with pytest.raises(Refused, match="自己"):
        deactivate_person(person=guan, by=guan)


DEEDS = [
    lambda person, by: give_password(person=person, by=by),
    lambda person, by: deactivate_person(person=person, by=by),
    lambda person, by: edit_person(person=person, name="x", phone="", email="", by=by),
]


@pytest.mark.parametrize("deed", DEEDS)
def test_an_account_that_reaches_further_is_out_of_reach(
    deed, lin, wei, tan, town, town_guan
):
    """The administrator of a town must not sign in as somebody of the county, not even
    as one who works in the town as well."""
    Appointment.objects.create(
        person=wei, role="local_clerk", unit=town, valid_from="2020-01-01"
    )
    for person in (lin, wei):
        with pytest.raises(NotAllowed):
            deed(person, town_guan)
    deed(tan, town_guan)


@pytest.mark.parametrize("deed", DEEDS)
def test_who_has_no_role_yet_belongs_to_the_county(deed, mo, town_guan, guan):
    with pytest.raises(NotAllowed):
        deed(mo, town_guan)
    deed(mo, guan)


def test_one_sees_the_people_of_ones_own_part_of_the_tree(
    cast, town_guan, guan, su, hong, tan, other_hong
):
    assert set(people_visible_to(town_guan)) == {hong, tan, town_guan}
    assert set(people_visible_to(guan)) == set(Person.objects.all())
    assert not people_visible_to(su).exists()
