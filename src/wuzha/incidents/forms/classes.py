"""The choice of a class or sub-type of fraud."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from wuzha.lib.taxonomy import taxonomy


def class_choices() -> list[tuple[str, str] | tuple[str, list[tuple[str, str]]]]:
    """Each class, with its sub-types below it."""
    choices: list[tuple[str, str] | tuple[str, list[tuple[str, str]]]] = []
    for kind in taxonomy().classes:
        whole = (kind.code, _("%(name)s（不细分）") % {"name": _(kind.short)})
        subtypes = [(one.code, _(one.name)) for one in kind.subtypes]
        choices.append((_(kind.name), [whole, *subtypes]))
    return choices


def classified(code: str) -> dict[str, str]:
    """A choice of `class_choices`, as the actions take it."""
    kind = taxonomy().fraud_class(code).code
    return {"fraud_class": kind, "sub_type": "" if code == kind else code}


class SortingForm(forms.Form):
    """What an officer makes of the class that was proposed."""

    kind = forms.ChoiceField(label=lazy("归为"), choices=class_choices)
