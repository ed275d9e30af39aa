"""Sentences for people: marked where they are written, translated where they are shown.

Pure code cannot know the reader's language, so it keeps a sentence as a template
with its facts. A `Sentence` *is* the Chinese text; the web side asks it to speak
another language with `sentence.said(gettext)`.
"""

from collections.abc import Callable
from typing import Self


def N_(text: str) -> str:
    """Mark a literal for the catalogue (gettext's own name); returns it unchanged."""
    return text


class Sentence(str):
    """A Chinese sentence that still knows the template and facts it was made from."""

    __slots__ = ("facts", "template")
    template: str
    facts: dict[str, object]

    def __new__(cls, template: str, /, **facts: object) -> Self:
        sentence = super().__new__(cls, _filled(template, facts))
        sentence.template = template
        sentence.facts = facts
        return sentence

    def said(self, translate: Callable[[str], str]) -> str:
        """The sentence in another language; sentences among its facts too."""
        facts = {
            name: fact.said(translate) if isinstance(fact, Sentence) else fact
            for name, fact in self.facts.items()
        }
        return _filled(translate(self.template), facts)

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, object]]:
        return (self.template,), self.facts


def _filled(template: str, facts: dict[str, object]) -> str:
    return template.format(**facts) if facts else template
