"""How a form's field is drawn: choices under seven as buttons, units inside the box."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms import (
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    Field,
    ModelChoiceField,
    RadioSelect,
    Select,
    SelectMultiple,
)
from django.forms.widgets import ChoiceWidget
from django.utils.translation import gettext as _

MOST_BUTTONS = 6
LONG_LABEL = 8
DASHES = {BLANK_CHOICE_DASH[0][1], ""}


@dataclass(frozen=True)
class Choice:
    kind: str
    value: str
    label: str
    id: str
    selected: bool


def choices_of(bound: BoundField) -> list[Choice]:
    """The buttons to draw, or none where the widget draws itself."""
    widget = bound.field.widget
    if isinstance(widget, CheckboxSelectMultiple):
        return list(_buttons(bound, widget, "checkbox"))
    if isinstance(widget, RadioSelect):
        return list(_buttons(bound, widget, "radio"))
    if type(widget) is Select and not isinstance(bound.field, ModelChoiceField):
        buttons = list(_buttons(bound, widget, "radio"))
        return buttons if len(buttons) <= MOST_BUTTONS else []
    return []


def field_context(bound: BoundField, unit: str = "") -> dict[str, Any]:
    widget = bound.field.widget
    _name_the_blank(bound.field)
    choices = choices_of(bound)
    warnings: dict[str, str] = getattr(bound.form, "warnings", {})
    return {
        "bound": bound,
        "choices": choices,
        "long": any(len(choice.label) > LONG_LABEL for choice in choices),
        "is_check": isinstance(widget, CheckboxInput),
        "required": bound.field.required and bound.form.use_required_attribute,
        "unit": unit or widget.attrs.get("data-unit", ""),
        "described_by": bound.aria_describedby,
        "warning": warnings.get(bound.name, ""),
    }


def _name_the_blank(field: Field) -> None:
    """A list of rows begins with what it means to leave it, not with dashes."""
    if not (isinstance(field, ModelChoiceField) and isinstance(field.widget, Select)):
        return
    if field.empty_label in DASHES:
        field.empty_label = _("请选择") if field.required else _("不填")


def errors_of(bound: BoundField) -> list[str]:
    """In words that say how to mend it, also where the framework only says what is."""
    verb = _("请选择%(label)s。") if choices_of(bound) else _("请填写%(label)s。")
    bare = Field.default_error_messages["required"]
    return [
        verb % {"label": bound.label} if text == bare else str(text)
        for text in bound.errors
    ]


def first_id(bound: BoundField) -> str:
    """What the error summary links to: the first button of a choice, or the box."""
    choices = choices_of(bound)
    return choices[0].id if choices else bound.auto_id or ""


def _buttons(bound: BoundField, widget: ChoiceWidget, kind: str) -> Iterator[Choice]:
    """The blank choice: left out where one must choose, named where one need not."""
    value = bound.value()
    chosen = (
        {str(v) for v in value} if isinstance(value, list | tuple) else {str(value)}
    )
    if value is None:
        chosen = {""}
    for number, (key, label) in enumerate(_flat(widget)):
        blank = key in ("", None)
        if blank and (bound.field.required or isinstance(widget, SelectMultiple)):
            continue
        text = "" if key is None else str(key)
        yield Choice(
            kind=kind,
            value=text,
            label=_("不填") if blank and label in DASHES else str(label),
            id=f"{bound.auto_id}_{number}",
            selected=text in chosen,
        )


def _flat(widget: ChoiceWidget) -> Iterator[tuple[Any, Any]]:
    for key, label in widget.choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label
