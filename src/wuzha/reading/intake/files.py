"""What a file really is, decided by its structure and not by its name."""

import re
from pathlib import Path

from wuzha.lib import archives, compound, signatures
from wuzha.lib.archives import MEGABYTE, Limits
from wuzha.lib.refused import Refused
from wuzha.lib.words import N_
from wuzha.reading.intake import refusals
from wuzha.reading.intake.pdf import read_pdf
from wuzha.reading.intake.plaintext import NoText, read_plain_text
from wuzha.reading.intake.word.document import read_document
from wuzha.reading.intake.word.nodes import HasDoctype, Unsound
from wuzha.reading.intake.word.package import Package
from wuzha.reading.source import Source

# Of a plan with pictures; its words take far less, even as XML.
LIMITS = Limits(size=50 * MEGABYTE, unpacked=40 * MEGABYTE)
# The longest plans known have some 30,000.
_CHARACTERS = 1_000_000
_PDF = b"%PDF-"
# Readers look for the beginning of a PDF within so many bytes.
_PDF_WITHIN = 1024
_FOREIGN = (
    (b"{\\rtf", N_("RTF 文档")),
    (b"<?xml", N_("XML 文件")),
    (b"<!doctype html", N_("网页")),
    (b"<html", N_("网页")),
    (b"<head", N_("网页")),
    (b"mime-version:", N_("网页")),
)
_ZIP_KINDS = (
    (re.compile(r"OFD\.xml"), N_("OFD 版式文件")),
    (re.compile(r"xl/.*"), N_("Excel 表格")),
    (re.compile(r"ppt/.*"), N_("演示文稿")),
    (re.compile(r"content\.xml"), N_("ODF 文档")),
)
_WORD = (
    b"wordprocessingml.document.main+xml",
    b"wordprocessingml.template.main+xml",
)


def read_source(file: bytes | Path, name: str = "") -> Source:
    """The document in a file, or Refused with a sentence that says what it is instead
    and what to do. `name` is how the person knows the file."""
    if isinstance(file, Path):
        name = name or file.name
        with file.open("rb") as opened:
            file = opened.read(LIMITS.size + 1)
    if len(file) > LIMITS.size:
        raise refusals.too_large(name, LIMITS.size // MEGABYTE)
    if not file:
        raise refusals.empty(name)
    source = _read(file, name)
    if not source.blocks:
        raise refusals.empty(name)
    if len(source.text) > _CHARACTERS:
        raise refusals.too_long(name, len(source.text), _CHARACTERS)
    return source


def _read(content: bytes, name: str) -> Source:
    if content.startswith(b"PK"):
        return _word(content, name)
    if content.startswith(compound.MAGIC):
        raise _ole(content, name)
    if _PDF in content[:_PDF_WITHIN]:
        return read_pdf(content, name)
    _check_beginning(content, name)
    try:
        return read_plain_text(content)
    except NoText as unknown:
        raise refusals.unopenable(name, N_("无法识别的二进制文件")) from unknown


def _check_beginning(content: bytes, name: str) -> None:
    head = content[:_PDF_WITHIN].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for magic, label in _FOREIGN:
        if head.startswith(magic):
            raise refusals.foreign(name, label)
    if label := signatures.unopenable(content):
        raise refusals.unopenable(name, label)


def _word(content: bytes, name: str) -> Source:
    try:
        members = archives.unpack(content, LIMITS, _is_xml)
        _check_package(members, name)
        return read_document(Package(members))
    except HasDoctype as hostile:
        raise refusals.with_definitions(name) from hostile
    except (archives.Broken, Unsound) as broken:
        raise refusals.damaged(name) from broken


def _is_xml(member: str) -> bool:
    return member.lower().endswith((".xml", ".rels"))


def _check_package(members: dict[str, bytes], name: str) -> None:
    if signatures.has_macros(members):
        raise refusals.with_macros(name)
    types = members.get("[Content_Types].xml", b"")
    if any(main in types for main in _WORD):
        return
    for kind, label in _ZIP_KINDS:
        if any(kind.fullmatch(member) for member in members):
            raise refusals.foreign(name, label)
    raise refusals.unopenable(name, signatures.ARCHIVE)


def _ole(content: bytes, name: str) -> Refused:
    try:
        names = compound.CompoundFile(content).names
    except compound.Broken:
        return refusals.damaged(name)
    if "EncryptedPackage" in names:
        return refusals.encrypted(name)
    if name.lower().endswith(".wps") and "WordDocument" in names:
        return refusals.foreign(name, N_("WPS 文字文档（.wps）"))
    label = signatures.ole_kind(names)
    if not label:
        return refusals.unopenable(name, N_("无法识别的 Office 文件"))
    return refusals.foreign(name, label)
