"""Documents made by hand for tests: Word parts in plain XML, and small PDFs."""

import io
import zipfile
import zlib
from collections.abc import Iterable, Mapping

from wuzha.reading.intake import read_source
from wuzha.reading.source import BlockKind, Source

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SPACES = (
    f'xmlns:w="{_WORD}" xmlns:r="{_OFFICE}"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
)
TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types"><Override PartName="/word/document.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument'
    '.wordprocessingml.document.main+xml"/></Types>'
)
FOLDERS = {"header": "hdr", "footer": "ftr"}


def p(text: str = "", properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{r(text)}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def listed(number: int, level: int = 0) -> str:
    """Properties of a paragraph that belongs to a list."""
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def parts(body: str, **others: str) -> dict[str, str]:
    """The parts of a document; `others` by name: styles, numbering, header1, …"""
    relations = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/{name.rstrip("0123456789")}"'
        f' Target="{name}.xml"/>'
        for name in others
    )
    main = (
        f'<Relationship Id="a" Type="{_OFFICE}/officeDocument"'
        ' Target="/word/document.xml"/>'
    )
    return {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": _relations(main),
        "word/_rels/document.xml.rels": _relations(relations),
        "word/document.xml": _part("document", f"<w:body>{body}</w:body>"),
        **{f"word/{name}.xml": _other(name, inside) for name, inside in others.items()},
    }


def _relations(inside: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'


def _other(name: str, inside: str) -> str:
    return _part(FOLDERS.get(name.rstrip("0123456789"), name), inside)


def _part(root: str, inside: str) -> str:
    return f'<?xml version="1.0"?><w:{root} {_SPACES}>{inside}</w:{root}>'


def packed(members: Mapping[str, str | bytes]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in members.items():
            opened.writestr(name, content)
    return archive.getvalue()


def docx(body: str, **others: str) -> bytes:
    return packed(parts(body, **others))


def source(body: str, **others: str) -> Source:
    return read_source(docx(body, **others), "方案.docx")


def lines(body: str, **others: str) -> list[str]:
    return [text for _, text in source(body, **others).texts()]


def kinds(read: Source) -> list[tuple[BlockKind, str]]:
    return [(block.kind, text) for block, text in read.texts()]


def sound(read: Source) -> None:
    """What holds of every source."""
    end = 0
    for block, text in read.texts():
        assert end <= block.start < block.end <= len(read.text)
        assert text.strip() == text != ""
        assert not read.text[end : block.start].replace("\ufeff", "").strip()
        end = block.end


def pdf(pages: Iterable[Iterable[tuple[float, float, str]]]) -> bytes:
    """Pages of lines: x and y in points from the bottom left, words 16 points high."""
    streams = []
    for page in pages:
        shown = "".join(
            f"BT /F 16 Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET\n"
            for x, y, text in page
        )
        streams.append(shown.encode())
    return pdf_of(streams)


def pdf_of(streams: Iterable[bytes], resources: bytes = b"") -> bytes:
    """A page for each stream of drawing commands."""
    streams = list(streams)
    kids = " ".join(f"{6 + 2 * at} 0 R" for at in range(len(streams)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(streams)}/Kids[{kids}]>>".encode(),
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H"
        b"/DescendantFonts[4 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>"
        b"/FontDescriptor 5 0 R>>",
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/Ascent 880"
        b"/Descent -120/CapHeight 880/ItalicAngle 0/StemV 80"
        b"/FontBBox[0 -200 1000 900]>>",
    ]
    for at, stream in enumerate(streams):
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R"
            b"/Resources<</Font<</F 3 0 R>>%s>>>>" % (7 + 2 * at, resources)
        )
        body = zlib.compress(stream)
        objects.append(
            b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream"
            % (len(body), body)
        )
    written = b"%PDF-1.7\n"
    places = []
    for at, content in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (at, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return written + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Root 1 0 R/Size %d>>\n"
        b"startxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, table, len(objects) + 1, len(written))
    )
