"""Foreign keys run downstairs: a string reference is an arrow that no importer sees."""

from django.apps import apps

from tests.house.floors import PACKAGE, WITHOUT_CODE, floors, tree


def test_foreign_keys_point_to_the_same_area_or_a_lower_floor() -> None:
    height = floors()
    upwards = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model
        for here, there in [
            (model._meta.app_label, field.related_model._meta.app_label)
        ]
        if here != there
        and here in height
        and there in height
        and height[there] >= height[here]
    ]
    assert not upwards


def test_every_area_has_a_floor() -> None:
    areas = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert areas - WITHOUT_CODE <= floors().keys()


def test_every_area_says_what_it_is() -> None:
    silent = [
        path.parent.name
        for path in PACKAGE.glob("*/__init__.py")
        if path.parent.name in floors() and not tree(path).body
    ]
    assert not silent, "an area's __init__.py holds its docstring"
