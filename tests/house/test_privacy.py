"""Every field is declared personal or plain; what is personal and sharp is sealed."""

import pytest
from django.apps import apps
from django.db.models import Model

from tests.house.floors import floors

SEALED = ("SealedTextField", "SealedJSONField")
MODELS = [m for m in apps.get_models() if m._meta.app_label in floors()]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_field_is_personal_or_plain(model: type[Model]) -> None:
    ledger = getattr(model, "Privacy", None)
    assert ledger, f"{model._meta.label} says nothing of privacy"
    fields = {f.name for f in model._meta.fields} - {"id"}
    personal, plain = set(ledger.personal), set(ledger.plain)
    assert personal | plain == fields, "every field in one of the two"
    assert not personal & plain, "no field in both"
    assert all(ledger.personal.values()), "each personal field says what it is for"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_numbers_that_identify_a_person_are_sealed(model: type[Model]) -> None:
    sharp = ("phone", "identity", "account_number", "address", "story")
    open_fields = [
        field.name
        for field in model._meta.fields
        if field.name in model.Privacy.personal
        and any(word in field.name for word in sharp)
        and type(field).__name__ not in SEALED
    ]
    assert not open_fields
