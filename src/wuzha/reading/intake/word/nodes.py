"""The XML of a Word document, without anything that XML could do by itself.

A document type is refused before it is read, so that no entity is ever defined.
Namespaces are dropped: the strict and the usual dialect read alike.
"""

from collections.abc import Iterator
from xml.parsers import expat

# Word nests tables and text boxes; nobody writes them a hundred deep.
_DEPTH = 200
# Text comes in pieces of this size; many small ones would be costly to put together.
_BUFFER = 1024 * 1024


class Unsound(ValueError):
    """Not XML that a word processor writes."""


class HasDoctype(Unsound):
    """Carries definitions of its own, which no word processor writes."""


class Node:
    """An element; `text` is the text directly inside it, `at` its attributes."""

    __slots__ = ("at", "children", "tag", "text")

    def __init__(self, tag: str, at: dict[str, str]) -> None:
        self.tag = tag
        self.at = at
        self.text = ""
        self.children: list[Node] = []

    def first(self, *path: str) -> "Node | None":
        """The first child of the tag, then its first child of the next tag."""
        node = self
        for tag in path:
            found = next((n for n in node.children if n.tag == tag), None)
            if found is None:
                return None
            node = found
        return node

    def all(self, tag: str) -> Iterator["Node"]:
        return (child for child in self.children if child.tag == tag)

    def value(self, *path: str) -> str | None:
        """The `val` of the element at the end of the path."""
        node = self.first(*path)
        return None if node is None else node.at.get("val")

    def number(self, *path: str) -> int | None:
        return whole(self.value(*path))

    def is_on(self, tag: str) -> bool | None:
        """A switch: on when it says nothing more, None when it is absent."""
        node = self.first(tag)
        if node is None:
            return None
        return node.at.get("val", "true") not in {"0", "false", "off"}


def whole(written: str | None) -> int | None:
    try:
        return None if written is None else int(written[:9])
    except ValueError:
        return None


def parsed(content: bytes) -> Node:
    """The root element; raises Unsound."""
    tree = _Tree()
    reader = expat.ParserCreate()
    reader.buffer_text = True
    reader.buffer_size = _BUFFER
    reader.StartDoctypeDeclHandler = _refuse
    reader.StartElementHandler = tree.begin
    reader.EndElementHandler = tree.end
    reader.CharacterDataHandler = tree.read
    try:
        reader.Parse(content, True)  # noqa: FBT003 (takes no keyword)
    except Unsound:
        raise
    except (expat.ExpatError, ValueError, LookupError) as broken:
        raise Unsound(str(broken)) from broken
    return tree.path[0].children[0]


class _Tree:
    """Grows while the XML is read; `path` are the elements that are open."""

    def __init__(self) -> None:
        self.path = [Node("", {})]

    def begin(self, tag: str, at: dict[str, str]) -> None:
        if len(self.path) > _DEPTH:
            raise Unsound("nested too deep")
        node = Node(_local(tag), {_local(name): at[name] for name in at})
        self.path[-1].children.append(node)
        self.path.append(node)

    def end(self, _tag: str) -> None:
        self.path.pop()

    def read(self, text: str) -> None:
        self.path[-1].text += text


def _refuse(*_definition: object) -> None:
    raise HasDoctype("has a document type")


def _local(name: str) -> str:
    return name[name.rfind(":") + 1 :]
