"""Sentences for people: marked where they are written, translated where they are shown.

Pure code cannot know the reader's language, so it keeps a sentence as a template
with its facts. A `Sentence` *is* the Chinese text; the web side asks it to speak
another language with `sentence.said(gettext)`.
"""

from collections.abc import Callable
from typing import Self

Translate = Callable[[str], str]


def N_(text: str) -> str:
    """Mark a literal for the catalogue (gettext's own name); returns it unchanged."""
    return text


SEPARATOR = N_("、")


class Sentence(str):
    """A Chinese sentence that still knows the template and facts it was made from; a
    tuple among the facts is a list of things, joined as the language does it."""

    __slots__ = ("facts", "template")
    template: str
    facts: dict[str, object]

    def __new__(cls, template: str, /, **facts: object) -> Self:
        sentence = super().__new__(cls, _filled(template, facts, N_))
        sentence.template = template
        sentence.facts = facts
        return sentence

    def said(self, translate: Translate) -> str:
        """The sentence in another language; sentences among its facts too."""
        return _filled(self.template, self.facts, translate)

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, object]]:
        return (self.template,), self.facts


def _filled(template: str, facts: dict[str, object], translate: Translate) -> str:
    said = {name: _said(fact, translate) for name, fact in facts.items()}
    return translate(template).format(**said) if said else translate(template)


def _said(fact: object, translate: Translate) -> object:
    if isinstance(fact, Sentence):
        return fact.said(translate)
    if isinstance(fact, tuple):
        return translate(SEPARATOR).join(str(_said(one, translate)) for one in fact)
    return fact
