"""What a file is by its first bytes and by the parts in it, whatever its name says."""

from collections.abc import Collection, Mapping

from wuzha.lib.words import N_

# How much of a file is looked at to tell letters from numbers.
HEAD = 1024
_PROGRAM, _SCRIPT = N_("可执行程序"), N_("脚本程序")
_PICTURE, ARCHIVE = N_("图片"), N_("压缩包")
_UNOPENABLE = (
    (b"MZ", _PROGRAM),
    (b"\x7fELF", _PROGRAM),
    (b"#!", _SCRIPT),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"BM", _PICTURE),
    (b"II*\0", _PICTURE),
    (b"MM\0*", _PICTURE),
    (b"Rar!", ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", ARCHIVE),
    (b"\x1f\x8b", ARCHIVE),
)
# The streams of a compound file that tell which program wrote it.
_OLE = (
    ("WordDocument", N_("旧版 Word 文档（.doc）")),
    ("Workbook", N_("Excel 97-2003 表格")),
    ("Book", N_("Excel 97-2003 表格")),
    ("PowerPoint Document", N_("旧版演示文稿（.ppt）")),
)


def unopenable(content: bytes) -> str:
    """The name of a kind that nothing here opens; empty for all others."""
    return next(
        (
            label
            for magic, label in _UNOPENABLE
            if content.startswith(magic) and _is_binary(content, magic)
        ),
        "",
    )


def ole_kind(streams: Collection[str]) -> str:
    """The name of the kind of a compound file; empty for one that is not known."""
    return next((label for stream, label in _OLE if stream in streams), "")


def has_macros(members: Mapping[str, bytes]) -> bool:
    """Of an Office archive, unpacked."""
    types = members.get("[Content_Types].xml", b"")
    return b"macroEnabled" in types or any("vbaproject" in m.lower() for m in members)


def _is_binary(content: bytes, magic: bytes) -> bool:
    """A text too may begin with two letters that programs and pictures begin with."""
    return len(magic) > 2 or magic == b"#!" or b"\0" in content[:HEAD]
