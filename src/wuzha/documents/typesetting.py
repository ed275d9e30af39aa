"""The measures of official papers, and what python-docx has no word for."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from docx.document import Document
from docx.enum.section import WD_ORIENTATION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import _Footer
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from wuzha.lib.datafiles import DATA, load

_POINTS_IN_MM: Final = 72 / 25.4
# Word measures indents in hundredths of a character, or in twentieths of a point.
_HUNDREDTHS: Final = 100
_TWENTIETHS: Final = 20


@dataclass(frozen=True)
class OfficialLayout:
    basis: str
    as_of: date
    confidence: str
    page_width: int
    page_height: int
    top: int
    bottom: int
    left: int
    right: int
    footer: int
    head_space: int
    line: int
    title_line: int
    body_size: int
    title_size: int
    small_size: int
    table_size: int
    head_size: int
    body_font: str
    title_font: str
    heading_fonts: tuple[str, ...]
    number_font: str
    latin_font: str
    red: str

    @property
    def text_width(self) -> int:
        return self.page_width - self.left - self.right

    @property
    def text_width_points(self) -> float:
        return self.text_width * _POINTS_IN_MM


@cache
def official_layout() -> OfficialLayout:
    return load(OfficialLayout, DATA / "papers" / "official_layout.toml")


def set_properties(document: Document, subject: str) -> None:
    properties = document.core_properties
    properties.title = subject
    properties.author = properties.last_modified_by = properties.comments = ""


def set_page(document: Document, layout: OfficialLayout) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENTATION.PORTRAIT
    section.page_width, section.page_height = (
        Mm(layout.page_width),
        Mm(layout.page_height),
    )
    section.top_margin, section.bottom_margin = Mm(layout.top), Mm(layout.bottom)
    section.left_margin, section.right_margin = Mm(layout.left), Mm(layout.right)
    section.footer_distance = Mm(layout.footer)
    normal = document.styles["Normal"]
    assert isinstance(normal, ParagraphStyle)  # noqa: S101 (so in every document)
    set_type(normal, layout.body_font, layout.body_size)
    # Else a program may take the shapes of characters from another country.
    normal.element.get_or_add_rPr().append(_element("w:lang", eastAsia="zh-CN"))
    spacing = normal.paragraph_format
    spacing.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    spacing.line_spacing = Pt(layout.line)
    spacing.space_before = spacing.space_after = Pt(0)
    spacing.widow_control = False


def set_page_numbers(document: Document, layout: OfficialLayout) -> None:
    """— 1 — outside at the foot: right on odd pages, left on even ones."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    _page_number(section.footer, layout, WD_ALIGN_PARAGRAPH.RIGHT)
    _page_number(section.even_page_footer, layout, WD_ALIGN_PARAGRAPH.LEFT)


def _page_number(
    footer: _Footer, layout: OfficialLayout, align: WD_ALIGN_PARAGRAPH
) -> None:
    footer.is_linked_to_previous = False
    line = footer.paragraphs[0]
    line.alignment = align
    indent(line, left=1, right=1)
    for text in ("— ", None, " —"):
        run = line.add_run(text or "")
        set_type(run, layout.number_font, layout.small_size, layout.number_font)
        if text is None:
            _field(run, "PAGE")


def _field(run: Run, instruction: str) -> None:
    text = _element("w:instrText")
    text.text = instruction
    for part in (
        _element("w:fldChar", fldCharType="begin"),
        text,
        _element("w:fldChar", fldCharType="end"),
    ):
        run._r.append(part)


def set_type(
    styled: Run | ParagraphStyle, font: str, size: int, latin: str = ""
) -> None:
    """Chinese in `font`, letters and figures in Times New Roman unless told."""
    styled.font.size = Pt(size)
    styled.font.name = latin or official_layout().latin_font
    styled.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def indent(
    line: Paragraph,
    *,
    first: float = 0,
    left: float = 0,
    right: float = 0,
    size: int = 0,
) -> None:
    """In characters, with the same in points for programs that know no characters."""
    points = size or official_layout().body_size
    element = line._p.get_or_add_pPr().get_or_add_ind()
    for name, characters in (("firstLine", first), ("left", left), ("right", right)):
        if characters:
            chars, twips = characters * _HUNDREDTHS, characters * points * _TWENTIETHS
            element.set(qn(f"w:{name}Chars"), str(round(chars)))
            element.set(qn(f"w:{name}"), str(round(twips)))


def rule(
    line: Paragraph, side: str, *, eighths: int, colour: str = "auto", gap: int = 4
) -> None:
    """A line above or below; `eighths` of a point thick, `gap` points away."""
    properties = line._p.get_or_add_pPr()
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = _element("w:pBdr")
        properties.insert_element_before(borders, *_AFTER_BORDERS)
    borders.append(
        _element(f"w:{side}", val="single", sz=eighths, space=gap, color=colour)
    )


def tab_at_right(line: Paragraph, layout: OfficialLayout) -> None:
    margin = Mm(layout.text_width) - Pt(layout.body_size)
    line.paragraph_format.tab_stops.add_tab_stop(margin, WD_TAB_ALIGNMENT.RIGHT)


def pad(line: Paragraph, layout: OfficialLayout) -> None:
    """Room above and below the text of a cell."""
    room = Pt(layout.table_size / 4)
    line.paragraph_format.space_before = line.paragraph_format.space_after = room


def centre_vertically(cell: _Cell) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def repeat_on_each_page(row: _Row) -> None:
    row._tr.get_or_add_trPr().append(_element("w:tblHeader", val="true"))


def keep_on_one_page(row: _Row) -> None:
    row._tr.get_or_add_trPr().append(_element("w:cantSplit", val="true"))


def _element(tag: str, **attributes: object) -> BaseOxmlElement:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    return element


# What the schema wants behind the borders of a paragraph.
_AFTER_BORDERS: Final = (
    "w:shd",
    "w:tabs",
    "w:suppressAutoHyphens",
    "w:kinsoku",
    "w:wordWrap",
    "w:overflowPunct",
    "w:topLinePunct",
    "w:autoSpaceDE",
    "w:autoSpaceDN",
    "w:bidi",
    "w:adjustRightInd",
    "w:snapToGrid",
    "w:spacing",
    "w:ind",
    "w:contextualSpacing",
    "w:mirrorIndents",
    "w:suppressOverlap",
    "w:jc",
    "w:textDirection",
    "w:textAlignment",
    "w:textboxTightWrap",
    "w:outlineLvl",
    "w:divId",
    "w:cnfStyle",
    "w:rPr",
    "w:sectPr",
    "w:pPrChange",
)
