"""The county's language: of what is stored, sent or printed, whoever acts.

A page speaks the reader's language. A notice, a reason in a record, a Word paper and a
table in Excel are read later, by others: they are worded in the language of the county.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.utils.translation import gettext, override

P = ParamSpec("P")
T = TypeVar("T")


def kept(text: str, **facts: object) -> str:
    """A sentence for a record or a notice; facts are put in as `%(name)s`. Labels among
    them must not have been turned into text before: `State(x).label`."""
    with override(settings.LANGUAGE_CODE):
        return gettext(text) % facts if facts else gettext(text)


def in_county_words(do: Callable[P, T]) -> Callable[P, T]:
    """For views and functions that make a paper or a table."""

    @wraps(do)
    def worded(*args: P.args, **kwargs: P.kwargs) -> T:
        with override(settings.LANGUAGE_CODE):
            return do(*args, **kwargs)

    return worded
