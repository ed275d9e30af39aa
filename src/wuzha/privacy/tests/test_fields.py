"""Sealed fields, on the phone of a person: the first of them that everybody meets."""

import pytest
from django.core.exceptions import FieldError
from django.db import connection

from wuzha.lib.sealing import Tampered, UnknownKey
from wuzha.organisation.models import Person
from wuzha.privacy.fields import (
    SealedJSONField,
    SealedTextField,
    blind_index,
    blind_indexes,
    keyring,
)

PHONE = "13800001234"


@pytest.fixture
def person(db):
    return Person.objects.create(username="yu", name="余某", phone=PHONE)


def stored(person, column="phone"):
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column} FROM {Person._meta.db_table} WHERE id = %s", [person.pk]
        )
        return cursor.fetchone()[0]


def test_the_value_stands_sealed_in_the_database_and_open_in_the_model(person):
    assert PHONE not in stored(person) and stored(person).startswith("w1.")
    assert Person.objects.get(pk=person.pk).phone == PHONE


def test_one_value_is_sealed_differently_each_time(person, db):
    twin = Person.objects.create(username="yu2", name="余某", phone=PHONE)
    assert stored(person) != stored(twin)
    assert stored(person, "phone_key") == stored(twin, "phone_key") != ""


def test_a_value_is_found_by_its_key(person):
    found = Person.objects.filter(phone_key__in=blind_indexes("phone", PHONE))
    assert list(found) == [person]
    assert not Person.objects.filter(phone_key__in=blind_indexes("phone", "1"))


def test_the_key_of_one_domain_is_not_that_of_another():
    assert blind_index("phone", PHONE) != blind_index("account", PHONE)


def test_an_empty_value_has_no_key_and_is_not_sealed(db):
    nobody = Person.objects.create(username="wu", name="吴某")
    assert stored(nobody) == stored(nobody, "phone_key") == ""
    assert list(Person.objects.filter(phone="")) == [nobody]
    assert blind_indexes("phone", "") == []


def test_a_search_for_a_sealed_value_is_an_error_and_not_an_empty_answer(person):
    with pytest.raises(ValueError, match="BlindIndexField"):
        Person.objects.filter(phone=PHONE).first()
    with pytest.raises(FieldError):
        Person.objects.filter(phone__contains="138").first()


def test_a_value_moved_to_another_field_does_not_open(person):
    moved = keyring().seal(PHONE, context="organisation.Person.email")
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {Person._meta.db_table} SET phone = %s WHERE id = %s",
            [moved, person.pk],
        )
    with pytest.raises(Tampered):
        Person.objects.get(pk=person.pk)


def test_what_was_sealed_under_an_older_secret_opens_and_is_found(person, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret, long enough for every key"
    again = Person.objects.get(phone_key__in=blind_indexes("phone", PHONE))
    assert again.phone == PHONE
    again.save(update_fields=["phone", "phone_key"])
    settings.SECRET_KEY_FALLBACKS = []
    assert Person.objects.get(phone_key=blind_index("phone", PHONE)).phone == PHONE


def test_without_the_older_secret_it_stays_shut(person, settings):
    settings.SECRET_KEY = "another secret, long enough for every key"
    with pytest.raises(UnknownKey):
        Person.objects.get(pk=person.pk)


def test_rows_made_and_changed_in_bulk_are_sealed_and_found(db):
    people = [
        Person(username=f"p{n}", name="甲", phone=f"1380000000{n}") for n in (1, 2)
    ]
    Person.objects.bulk_create(people)
    assert stored(people[0]).startswith("w1.")
    assert Person.objects.filter(phone_key=blind_index("phone", "13800000002")).exists()


def test_a_sealed_json_value_comes_back_as_it_was():
    field = SealedJSONField()
    field.set_attributes_from_name("answers")
    field.model = Person
    value = {"三问": ["是", 1, None]}
    kept = field.get_prep_value(value)
    assert kept.startswith("w1.")
    assert field.from_db_value(kept) == value
    assert field.from_db_value(field.get_prep_value({})) == {}


def test_a_field_is_written_down_in_migrations_without_its_machinery():
    _name, path, _args, options = Person._meta.get_field("phone_key").deconstruct()
    assert path == "wuzha.privacy.fields.BlindIndexField"
    assert options == {"source": "phone", "domain": "phone"}
    assert isinstance(Person._meta.get_field("phone"), SealedTextField)
