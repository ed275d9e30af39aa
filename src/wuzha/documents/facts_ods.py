"""The facts of the sheets of an .ods, from its `content.xml` (without a DOCTYPE)."""

from xml.parsers import expat

from wuzha.documents.facts import Merge, SheetFacts

_CELLS = {"table:table-cell", "table:covered-table-cell"}


def facts_of(content: bytes) -> dict[str, SheetFacts]:
    """By the name of the sheet. Raises ValueError for XML that cannot be read."""
    return _Scan().read(content)


class _Scan:
    """One pass. Rows and cells say how often they repeat; a row is looked at once and
    its cells count for all its repetitions."""

    def __init__(self) -> None:
        self.sheets: dict[str, SheetFacts] = {}
        self.facts = SheetFacts()
        self._row = self._rows = 0
        self._column = self._columns = 0
        self._repeats = 0

    def read(self, xml: bytes) -> dict[str, SheetFacts]:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        try:
            parser.Parse(xml, True)  # noqa: FBT003
        except expat.ExpatError as broken:
            raise ValueError(str(broken)) from broken
        return self.sheets

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table:table":
            self.facts = self.sheets[attributes["table:name"]] = SheetFacts()
            self._row = self._rows = 0
        elif tag == "table:table-row":
            self._start_row(attributes)
        elif tag in _CELLS:
            self._start_cell(attributes)

    def _end(self, tag: str) -> None:
        if tag in _CELLS:
            self._repeats = 0
        elif tag == "table:table-row":
            self._row += self._rows

    def _characters(self, text: str) -> None:
        self.facts.characters += len(text) * self._repeats

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._rows = int(attributes.get("table:number-rows-repeated", 1))
        self._column = self._columns = 0
        if attributes.get("table:visibility", "visible") != "visible":
            last = min(self._row + self._rows, self.facts.height + 1_000)
            self.facts.hidden_rows.update(range(self._row, last))

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._column += self._columns
        self._columns = int(attributes.get("table:number-columns-repeated", 1))
        self._repeats = self._rows * self._columns
        if "office:value-type" in attributes or "table:formula" in attributes:
            self.facts.reach(
                self._row + self._rows - 1, self._column + self._columns - 1
            )
        if attributes.get("calcext:value-type") == "error":
            self.facts.errors[self._row, self._column] = ""
        down = int(attributes.get("table:number-rows-spanned", 1))
        across = int(attributes.get("table:number-columns-spanned", 1))
        if down > 1 or across > 1:
            bottom, right = self._row + down - 1, self._column + across - 1
            self.facts.merges.append(Merge(self._row, self._column, bottom, right))
