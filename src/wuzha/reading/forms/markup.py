"""HTML put together safely: whatever is not markup already is escaped."""

import html
import re

# HTML cannot carry them, not even escaped.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Markup(str):
    """Text that is HTML and stays as it is."""

    __slots__ = ()


def escaped(text: str) -> Markup:
    if isinstance(text, Markup):
        return text
    return Markup(html.escape(_CONTROL.sub("\ufffd", text)))


def joined(*parts: str) -> Markup:
    return Markup("".join(map(escaped, parts)))


def element(tag: str, *children: str, **attributes: str) -> Markup:
    """`class_` is written as `class`; an empty attribute is left out."""
    written = "".join(
        f' {name.rstrip("_")}="{escaped(value)}"'
        for name, value in attributes.items()
        if value
    )
    return Markup(f"<{tag}{written}>{joined(*children)}</{tag}>")
