"""Papers in the layout of official documents, built by code.

The texts may hold `{{ fields }}`, so that the result is a template for `papers.render`;
without fields it is a finished paper. All measures stand in `data/papers/`.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from wuzha.documents import typesetting
from wuzha.documents.typesetting import official_layout

LEFT, CENTRE = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER
JUSTIFIED = WD_ALIGN_PARAGRAPH.JUSTIFY
# The name of an office that is not known yet is taken to be so long, in characters.
_USUAL_OFFICE = 14
# A signature stands between these, in characters from the left and the right edge.
_SIGNED_FROM, _SIGNED_TO = 12, 2
_FORM_SHARES = (0.19, 0.31, 0.19, 0.31)


class OfficialPaper:
    """Written from the top down; `saved` gives the file. Its `subject` stands in the
    properties of the file, not on the paper."""

    def __init__(self, subject: str) -> None:
        self._layout = official_layout()
        self._document: Document = docx.Document()
        typesetting.set_properties(self._document, subject)
        typesetting.set_page(self._document, self._layout)
        typesetting.set_page_numbers(self._document, self._layout)

    def saved(self) -> bytes:
        file = io.BytesIO()
        self._document.save(file)
        return file.getvalue()

    # -- the parts of a paper, in their usual order ----------------------------------

    def red_head(self, office: str, number: str = "") -> None:
        """The name of the office in red, its number 〔2026〕12号, and the red line."""
        layout = self._layout
        length = _USUAL_OFFICE if "{" in office else len(office)
        size = min(layout.head_size, int(layout.text_width_points / length))
        head = self._line(office, align=CENTRE, font=layout.title_font, size=size)
        head.runs[0].font.color.rgb = RGBColor.from_string(layout.red)
        head.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        head.paragraph_format.space_before = Mm(layout.head_space)
        below = self._line(number, align=CENTRE)
        below.paragraph_format.space_before = Pt(2 * layout.line)
        typesetting.rule(below, "bottom", colour=layout.red, eighths=18, gap=8)

    def title(self, text: str) -> None:
        layout = self._layout
        font, size = layout.title_font, layout.title_size
        spacing = self._line(text, align=CENTRE, font=font, size=size).paragraph_format
        spacing.line_spacing = Pt(layout.title_line)
        spacing.space_before = spacing.space_after = Pt(layout.line)
        spacing.keep_with_next = True

    def addressee(self, text: str) -> None:
        """Whom it goes to, at the left edge: 各乡镇人民政府："""
        self._line(text)

    def heading(self, text: str, level: int = 1) -> None:
        """一、 at level 1, （一） at level 2; below that the type of the body."""
        fonts = self._layout.heading_fonts
        heading = self._line(text, font=fonts[min(level, len(fonts)) - 1], indent=2)
        heading.paragraph_format.keep_with_next = True

    def paragraph(self, text: str) -> None:
        self._line(text, align=JUSTIFIED, indent=2)

    def when(self, field: str, text: str) -> None:
        """A paragraph that is there only if the field is not empty."""
        self._line(f"{{%p if {field} %}}")
        self.paragraph(text)
        self._line("{%p endif %}")

    def each(self, over: str, text: str) -> None:
        """A paragraph for each record of the list, its fields as `{{ item.name }}`."""
        self._line(f"{{%p for item in {over} %}}")
        self.paragraph(text)
        self._line("{%p endfor %}")

    def sections(self, over: str) -> None:
        """A heading and a paragraph for each record of the list: its `heading` and its
        `text`."""
        self._line(f"{{%p for item in {over} %}}")
        self.heading("{{ item.heading }}")
        self.paragraph("{{ item.text }}")
        self._line("{%p endfor %}")

    @contextmanager
    def only_if(self, field: str) -> Iterator[None]:
        """What is written inside is there only if the field is not empty."""
        self._line(f"{{%p if {field} %}}")
        yield
        self._line("{%p endif %}")

    def form(
        self, pairs: Sequence[tuple[str, str]], *, wide: Sequence[str] = ()
    ) -> None:
        """Labels and values, ruled, two pairs a row; a label in `wide` has a row for
        itself."""
        rows = _paired(pairs, wide)
        table = self._ruled(len(rows), _FORM_SHARES)
        for row, pair in zip(table.rows, rows, strict=True):
            if len(pair) == 1:
                row.cells[1].merge(row.cells[3])
            for place, (label, value) in enumerate(pair):
                self._cell(row.cells[2 * place], label, CENTRE)
                self._cell(row.cells[2 * place + 1], value, LEFT)
        self._gap()

    def table(
        self,
        titles: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        shares: Sequence[float] = (),
    ) -> None:
        """Ruled; `shares` of the width are those of the columns."""
        table = self._headed(titles, shares)
        for texts in rows:
            self._row(table, texts)
        self._gap()

    def list_table(
        self,
        columns: Mapping[str, str],
        *,
        over: str,
        shares: Sequence[float] = (),
    ) -> None:
        """A row for each record of the list `over`; `columns` are titles by field."""
        table = self._headed(list(columns.values()), shares)
        blank = [""] * (len(columns) - 1)
        self._row(table, [f"{{%tr for item in {over} %}}", *blank])
        self._row(table, [f"{{{{ item.{field} }}}}" for field in columns])
        self._row(table, ["{%tr endfor %}", *blank])
        self._gap()

    def signature(self, office: str, day: str) -> None:
        """Office and date, one in the middle of the other, at the right."""
        for text in (office, day):
            line = self._line(text, align=CENTRE)
            typesetting.indent(line, left=_SIGNED_FROM, right=_SIGNED_TO)
            line.paragraph_format.keep_with_next = text is office
            if text is office:
                line.paragraph_format.space_before = Pt(2 * self._layout.line)

    def new_page(self) -> None:
        self._document.add_page_break()  # type: ignore[no-untyped-call]

    def imprint(self, copies: str, office: str, day: str) -> None:
        """The ruled lines at the end: who gets a copy, who issued it and when."""
        size = self._layout.small_size
        # Set in by a space: an indent would take the ruled line along.
        above = self._line(f"　抄送：{copies}", size=size)
        above.paragraph_format.space_before = Pt(self._layout.line)
        typesetting.rule(above, "top", eighths=8)
        below = self._line(f"　{office}\t{day}印发", size=size)
        typesetting.tab_at_right(below, self._layout)
        typesetting.rule(below, "top", eighths=4)
        typesetting.rule(below, "bottom", eighths=8)

    # -- how they are made -------------------------------------------------------------

    def _line(
        self,
        text: str,
        *,
        align: WD_ALIGN_PARAGRAPH = LEFT,
        font: str = "",
        size: int = 0,
        indent: int = 0,
    ) -> Paragraph:
        line = self._document.add_paragraph()
        line.alignment = align
        layout = self._layout
        typesetting.set_type(
            line.add_run(text), font or layout.body_font, size or layout.body_size
        )
        if indent:
            typesetting.indent(line, first=indent, size=size or layout.body_size)
        return line

    def _gap(self) -> None:
        """An empty line after a table: two tables that touch become one."""
        self._line("", size=self._layout.table_size)

    def _headed(self, titles: Sequence[str], shares: Sequence[float]) -> Table:
        table = self._ruled(1, shares or [1 / len(titles)] * len(titles))
        typesetting.repeat_on_each_page(table.rows[0])
        for cell, title in zip(table.rows[0].cells, titles, strict=True):
            self._cell(cell, title, CENTRE, font=self._layout.heading_fonts[0])
        return table

    def _ruled(self, rows: int, shares: Sequence[float]) -> Table:
        table: Table = self._document.add_table(rows, len(shares))
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for column, share in zip(table.columns, shares, strict=True):
            column.width = Mm(self._layout.text_width * share)
        return table

    def _row(self, table: Table, texts: Sequence[str]) -> None:
        row: _Row = table.add_row()  # type: ignore[no-untyped-call]
        typesetting.keep_on_one_page(row)
        for cell, column, text in zip(row.cells, table.columns, texts, strict=True):
            cell.width = column.width
            self._cell(cell, text, CENTRE)

    def _cell(
        self, cell: _Cell, text: str, align: WD_ALIGN_PARAGRAPH, font: str = ""
    ) -> None:
        layout = self._layout
        line = cell.paragraphs[0]
        line.alignment = align
        line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        typesetting.pad(line, layout)
        typesetting.set_type(
            line.add_run(text), font or layout.body_font, layout.table_size
        )
        typesetting.centre_vertically(cell)


def _paired(
    pairs: Sequence[tuple[str, str]], wide: Sequence[str]
) -> list[list[tuple[str, str]]]:
    rows: list[list[tuple[str, str]]] = []
    for pair in pairs:
        alone = pair[0] in wide
        fits = rows and len(rows[-1]) == 1 and rows[-1][0][0] not in wide
        if fits and not alone:
            rows[-1].append(pair)
        else:
            rows.append([pair])
    return rows
