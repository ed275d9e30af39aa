"""The one way to say no: raise one of these with a sentence that a person can act on.

    Refused           409  what is, what therefore cannot be, what to do
    ├── NotAllowed    403  this person may not do it
    ├── Conflict      409  somebody else was first, or the row has changed meanwhile
    └── MissingTable  409  a dated table (calendar, parameter) has no entry for the day

One middleware presents them. `ValueError` and its kin are for input that cannot be
read; they are caught by the form or sheet that read it and never reach a page.
"""

from typing import ClassVar

from wuzha.lib.words import Sentence


class Refused(Exception):
    """A deed that cannot be done now; `sentence` says why and what to do."""

    status: ClassVar[int] = 409

    def __init__(self, sentence: str, /, **facts: object) -> None:
        if not isinstance(sentence, Sentence):
            sentence = Sentence(sentence, **facts)
        self.sentence = sentence
        super().__init__(self.sentence)


class NotAllowed(Refused):
    """The person's roles do not reach this deed at this unit."""

    status = 403


class Conflict(Refused):
    """Somebody else was first."""


class MissingTable(Refused):
    """A dated table has no entry for the day that was asked for."""
