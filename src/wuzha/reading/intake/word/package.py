"""The parts of a .docx and what they say of each other."""

import posixpath
from collections.abc import Mapping

from wuzha.reading.intake.word.nodes import Node, Unsound, parsed

_ROOT = ""


class Package:
    """Parts by name. Relations that point out of the file are not followed."""

    def __init__(self, members: Mapping[str, bytes]) -> None:
        self._members = {name.lstrip("/"): body for name, body in members.items()}
        self._parts: dict[str, Node] = {}

    def part(self, name: str) -> Node | None:
        """None if there is no such part; raises Unsound if it cannot be read."""
        if name not in self._parts:
            if not self._members.get(name):
                return None
            self._parts[name] = parsed(self._members[name])
        return self._parts[name]

    def main(self) -> str:
        """The name of the part that holds the body."""
        for kind, name in self._relations(_ROOT).values():
            if kind == "officeDocument":
                return name
        raise Unsound("has no body")

    def related(self, name: str, kind: str) -> Node | None:
        """The part of the kind that belongs to another, such as its styles."""
        for found, target in self._relations(name).values():
            if found == kind:
                return self.part(target)
        return None

    def target(self, name: str, relation: str) -> str:
        """The name of the part behind a relation's id; empty if there is none."""
        return self._relations(name).get(relation, ("", ""))[1]

    def _relations(self, name: str) -> dict[str, tuple[str, str]]:
        """Id → kind and name of the part."""
        folder, file = posixpath.split(name)
        table = self.part(posixpath.join(folder, "_rels", f"{file}.rels"))
        if table is None:
            return {}
        return {
            node.at.get("Id", ""): (
                node.at.get("Type", "").rpartition("/")[2],
                _resolved(folder, node.at.get("Target", "")),
            )
            for node in table.all("Relationship")
            if node.at.get("TargetMode") != "External"
        }


def _resolved(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
