"""A whole Word document in the order of its pages: headers, body, notes, footers."""

from collections.abc import Iterator

from wuzha.reading.intake.composing import Composer
from wuzha.reading.intake.word.nodes import Node
from wuzha.reading.intake.word.numbering import Numbering
from wuzha.reading.intake.word.package import Package
from wuzha.reading.intake.word.paragraphs import Paragraphs, Passage, unwrapped
from wuzha.reading.intake.word.styles import Styles
from wuzha.reading.intake.word.tables import Table
from wuzha.reading.source import BlockKind, Source

MEDIA = "docx"
_NOTES = (("footnotes", "footnote"), ("endnotes", "endnote"))
# Lines that Word draws between text and notes.
_DRAWN_NOTES = {"separator", "continuationSeparator", "continuationNotice"}


def read_document(package: Package) -> Source:
    """Raises Unsound where the parts are not what they should be."""
    name = package.main()
    main = package.part(name)
    body = main.first("body") if main else None
    composer = Composer()
    if main is not None and body is not None:
        styles = Styles(package.related(name, "styles"))
        numbering = Numbering(package.related(name, "numbering"), styles)
        reading = _Reading(composer, Paragraphs(styles, numbering))
        edges = list(_edges(package, name, body))
        for part in (part for tag, part in edges if tag == "headerReference"):
            reading.story(part, BlockKind.HEADER)
        reading.story(body, BlockKind.PARAGRAPH)
        for note in _notes(package, name):
            reading.story(note, BlockKind.FOOTNOTE)
        for part in (part for tag, part in edges if tag == "footerReference"):
            reading.story(part, BlockKind.FOOTER)
    return composer.source(MEDIA)


class _Reading:
    def __init__(self, composer: Composer, paragraphs: Paragraphs) -> None:
        self._composer = composer
        self._paragraphs = paragraphs
        self._tables = 0

    def story(self, node: Node, kind: BlockKind) -> None:
        """A run of paragraphs and tables. Tables are such only in the body: elsewhere
        they merely hold a line in its place."""
        begun = ""
        for child in unwrapped(node):
            if child.tag == "p":
                begun = self._paragraph(child, kind, begun)
            elif child.tag == "tbl" and kind == BlockKind.PARAGRAPH:
                self._table(child)
            elif child.tag == "tbl":
                for line in self._lines(child):
                    self._composer.line(line, kind)

    def _paragraph(self, node: Node, kind: BlockKind, begun: str) -> str:
        """Returns what the next paragraph goes on with."""
        passage = self._paragraphs.read(node)
        passage.text = begun + passage.text
        if passage.goes_on:
            return passage.text
        for line in passage.lines:
            self._composer.line(line, kind, passage.level, passage.style)
        self._boxes(passage, kind)
        return ""

    def _boxes(self, passage: Passage, kind: BlockKind) -> None:
        """At the edge of a page a box is part of the edge: WPS numbers pages so."""
        of_box = BlockKind.TEXT_BOX if kind == BlockKind.PARAGRAPH else kind
        for box in passage.boxes:
            for line in self._lines(box):
                self._composer.line(line, of_box)

    def _table(self, node: Node) -> None:
        for row in Table(node, self._tables).rows():
            self._composer.row(
                [("\n".join(self._lines(cell)), place) for cell, place in row]
            )
        self._tables += 1

    def _lines(self, node: Node) -> Iterator[str]:
        """All that stands in a cell, a text box or a table inside one."""
        begun = ""
        for child in unwrapped(node):
            if child.tag != "p":
                yield from self._lines(child)
                continue
            passage = self._paragraphs.read(child)
            passage.text = begun + passage.text
            begun = passage.text if passage.goes_on else ""
            if passage.goes_on:
                continue
            yield from passage.lines
            for box in passage.boxes:
                yield from self._lines(box)


def _edges(package: Package, name: str, body: Node) -> Iterator[tuple[str, Node]]:
    """Headers and footers of all sections, each once."""
    seen = set()
    for section in _sections(body):
        for reference in section.children:
            if reference.tag in {"headerReference", "footerReference"}:
                target = package.target(name, reference.at.get("id", ""))
                part = package.part(target)
                if part is not None and target not in seen:
                    seen.add(target)
                    yield reference.tag, part


def _sections(body: Node) -> Iterator[Node]:
    for child in unwrapped(body):
        section = child if child.tag == "sectPr" else child.first("pPr", "sectPr")
        if section is not None:
            yield section


def _notes(package: Package, name: str) -> Iterator[Node]:
    for kind, tag in _NOTES:
        part = package.related(name, kind)
        for note in part.all(tag) if part else ():
            if note.at.get("type") not in _DRAWN_NOTES:
                yield note
