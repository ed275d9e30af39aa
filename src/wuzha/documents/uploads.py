"""What an uploaded file really is, decided by its structure before anything reads it.

`checked` gives back an `Upload` whose archive, if it is one, was unpacked within limits
and packed anew: what was looked at here is byte for byte what the readers get, so a
directory that lies to one unpacker and not to another leads nowhere.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum, auto
from hashlib import sha256
from typing import Protocol

from wuzha.lib import archives, compound, signatures
from wuzha.lib.archives import MEGABYTE, Limits
from wuzha.lib.refused import Refused
from wuzha.lib.words import N_, Sentence

DEFAULT_LIMITS = Limits()


class FileKind(StrEnum):
    XLSX = auto()
    XLS = auto()
    ODS = auto()
    CSV = auto()
    DOCX = auto()


TABLES = frozenset({FileKind.XLSX, FileKind.XLS, FileKind.ODS, FileKind.CSV})
PAPERS = frozenset({FileKind.DOCX})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was looked at; `content` is safe to hand to a reader."""

    name: str
    kind: FileKind
    content: bytes
    # Of the file as it came, so that the same file is known again.
    sha256: str


class Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


def checked(
    file: Readable,
    *,
    name: str,
    kinds: Collection[FileKind] = TABLES,
    limits: Limits = DEFAULT_LIMITS,
) -> Upload:
    """The file as an `Upload`, or Refused with what it is instead and what to do."""
    content = file.read(limits.size + 1)
    if len(content) > limits.size:
        raise Refused(
            N_(
                "文件“{name}”超过 {limit} MB 的上限，未读取。"
                "请删去无关的工作表和图片，或拆成几个文件分别上传。"
            ),
            name=name,
            limit=limits.size // MEGABYTE,
        )
    if not content:
        raise Refused(N_("文件“{name}”是空的，请选择有内容的文件。"), name=name)
    try:
        kind, clean = _looked_at(content, name, limits)
    except _Foreign as foreign:
        raise _unwanted(name, foreign.label, kinds) from foreign
    if kind not in kinds:
        raise _unwanted(name, _LABELS[kind], kinds)
    return Upload(name, kind, clean, sha256(content).hexdigest())


def damaged(name: str) -> Refused:
    return Refused(
        N_(
            "文件“{name}”已损坏或没有传完，无法读取。"
            "请用 Excel 或 WPS 打开确认内容，另存为新文件后再上传。"
        ),
        name=name,
    )


def encrypted(name: str) -> Refused:
    return Refused(
        N_(
            "文件“{name}”设置了打开密码，无法读取。"
            "请在 Excel 或 WPS 中取消密码、另存后再上传。"
        ),
        name=name,
    )


class _Foreign(ValueError):
    """A file of a kind that nothing here reads."""

    def __init__(self, label: str) -> None:
        self.label = label
        super().__init__(label)


_LABELS = {
    FileKind.XLSX: N_("Excel 表格"),
    FileKind.XLS: N_("Excel 97-2003 表格"),
    FileKind.ODS: N_("ODS 表格"),
    FileKind.CSV: N_("文本文件"),
    FileKind.DOCX: N_("Word 文档"),
}
_MACROS = frozenset({"_VBA_PROJECT_CUR", "_VBA_PROJECT", "VBA"})
# Control characters that no text file holds.
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<meta", b"<script")


def _looked_at(content: bytes, name: str, limits: Limits) -> tuple[FileKind, bytes]:
    if content.startswith(archives.MAGIC):
        return _archive(content, name, limits)
    if content.startswith(compound.MAGIC):
        return _ole(content, name)
    if label := _foreign(content):
        raise _Foreign(label)
    _check_text(content, name)
    return FileKind.CSV, content


def _foreign(content: bytes) -> str:
    if content.startswith(b"%PDF"):
        return N_("PDF 文件")
    if content.startswith(b"PK"):
        return signatures.ARCHIVE
    return signatures.unopenable(content)


def _unwanted(name: str, label: str, kinds: Collection[FileKind]) -> Refused:
    if PAPERS.issuperset(kinds):
        wanted, endings = N_("Word 文档"), ".docx"
    else:
        wanted, endings = N_("表格"), ".xlsx、.xls、.ods、.csv"
    return Refused(
        N_("文件“{name}”实际是“{label}”，不是{wanted}。请上传 {endings} 文件。"),
        name=name,
        label=Sentence(label),
        wanted=Sentence(wanted),
        endings=endings,
    )


def _macros(name: str) -> Refused:
    return Refused(
        N_(
            "文件“{name}”带有宏程序，为安全起见不予读取。"
            "请另存为不带宏的 .xlsx 或 .docx 后再上传。"
        ),
        name=name,
    )


def _check_text(content: bytes, name: str) -> None:
    head = content[:512].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").lower()
    if head.startswith(_MARKUP):
        raise Refused(
            N_(
                "文件“{name}”其实是网页或 XML 格式，只是名称像表格，无法读取。"
                "请用 Excel 或 WPS 打开后另存为“Excel 工作簿（.xlsx）”再上传。"
            ),
            name=name,
        )
    if not content.startswith(_UTF16_MARKS) and _BINARY.search(content):
        raise _Foreign(N_("无法识别的二进制文件"))


def _ole(content: bytes, name: str) -> tuple[FileKind, bytes]:
    try:
        book = compound.CompoundFile(content)
        _check_ole(book.names, name)
        stream = book.stream("Workbook" if "Workbook" in book.names else "Book")
        return FileKind.XLS, compound.packed({"Workbook": stream})
    except compound.Broken as broken:
        raise damaged(name) from broken


def _check_ole(names: Collection[str], name: str) -> None:
    if "EncryptedPackage" in names:
        raise encrypted(name)
    if not _MACROS.isdisjoint(names):
        raise _macros(name)
    if "Workbook" not in names and "Book" not in names:
        raise _Foreign(signatures.ole_kind(names) or N_("无法识别的 Office 文件"))


def _archive(content: bytes, name: str, limits: Limits) -> tuple[FileKind, bytes]:
    try:
        members = archives.unpack(content, limits)
    except archives.Broken as broken:
        raise damaged(name) from broken
    return _archive_kind(members, name), archives.pack(members)


def _archive_kind(members: Mapping[str, bytes], name: str) -> FileKind:
    if signatures.has_macros(members):
        raise _macros(name)
    types = members.get("[Content_Types].xml", b"")
    if b"spreadsheetml.sheet.main+xml" in types:
        return FileKind.XLSX
    if b"wordprocessingml.document.main+xml" in types:
        return FileKind.DOCX
    if b"sheet.binary" in types:
        raise _Foreign(N_("二进制工作簿（.xlsb）"))
    if members.get("mimetype", b"").startswith(_ODS):
        if b"encryption-data" in members.get("META-INF/manifest.xml", b""):
            raise encrypted(name)
        return FileKind.ODS
    raise _Foreign(signatures.ARCHIVE)


_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
