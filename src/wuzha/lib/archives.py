"""Zip archives (.xlsx, .docx, .ods) unpacked within limits and packed anew.

The limits count bytes that really came out, not what the directory claims.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from wuzha.lib.refused import Refused
from wuzha.lib.words import N_, Sentence

MAGIC = b"PK\x03\x04"
MEGABYTE = 1024 * 1024
_PIECE = 256 * 1024
# Below this size any ratio is harmless, and short repetitive parts shrink a lot.
_RATIO_FROM = 5 * MEGABYTE
_PLAIN_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OverflowError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may hold; in bytes but for `ratio` and `members`."""

    size: int = 20 * MEGABYTE
    unpacked: int = 300 * MEGABYTE
    # Office writes repetitive XML that shrinks 10 to 60 times; a bomb shrinks 1,000.
    ratio: int = 200
    members: int = 2_000


class Broken(ValueError):
    """Not an archive that can be read to its end."""


def every(_name: str) -> bool:
    return True


def unpack(
    content: bytes, limits: Limits, wanted: Callable[[str], bool] = every
) -> dict[str, bytes]:
    """The wanted members by name. Raises Broken, or Refused for what is whole but
    unsafe; what is not wanted stays packed, and what it claims of its size must still
    be sensible."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _members(archive, limits, wanted)
    except _BROKEN as broken:
        raise Broken(str(broken)) from broken


def pack(members: Mapping[str, bytes]) -> bytes:
    """An archive of the members, stored: the reader has no more sums to do."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return packed.getvalue()


def _members(
    archive: zipfile.ZipFile, limits: Limits, wanted: Callable[[str], bool]
) -> dict[str, bytes]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > limits.members:
        raise _unsafe(N_("内部文件多达 {count} 个"), count=len(entries))
    members: dict[str, bytes] = {}
    left = limits.unpacked
    for entry in entries:
        _check_entry(entry, members)
        if not wanted(entry.filename):
            _check_size(entry, entry.file_size, limits, limits.unpacked)
            members[entry.filename] = b""
            continue
        content = b"".join(_pieces(archive, entry, limits, left))
        _check_content(content)
        members[entry.filename] = content
        left -= len(content)
    return members


def _check_entry(entry: zipfile.ZipInfo, seen: Mapping[str, bytes]) -> None:
    if entry.flag_bits & 1:
        raise Refused(N_("文件设置了打开密码，无法读取。请取消密码、另存后再上传。"))
    if entry.compress_type not in _PLAIN_METHODS:
        raise Broken("unknown compression")
    parts = entry.filename.replace("\\", "/").split("/")
    if entry.filename in seen or ".." in parts or not parts[0]:
        raise _unsafe(N_("内部文件的名称重复或越界"))


def _pieces(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: Limits, left: int
) -> Iterator[bytes]:
    came = 0
    with archive.open(entry) as member:
        while piece := member.read(_PIECE):
            came += len(piece)
            _check_size(entry, came, limits, left)
            yield piece


def _check_size(entry: zipfile.ZipInfo, size: int, limits: Limits, left: int) -> None:
    if size > left:
        raise _unsafe(N_("解压后超过 {limit} MB"), limit=limits.unpacked // MEGABYTE)
    if size > max(_RATIO_FROM, entry.compress_size * limits.ratio):
        raise _unsafe(N_("解压后膨胀超过 {ratio} 倍"), ratio=limits.ratio)


def _check_content(content: bytes) -> None:
    if content.startswith((MAGIC, b"MZ", b"\x7fELF")):
        raise _unsafe(N_("里面嵌有压缩包、其他文档或程序"))
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise _unsafe(N_("里面有外部定义（DOCTYPE）"))


def _unsafe(finding: str, **facts: object) -> Refused:
    return Refused(
        N_(
            "文件{finding}，不是正常的办公文件，为安全起见不予读取。"
            "请新建一个文件，只粘贴需要的内容后再上传。"
        ),
        finding=Sentence(finding, **facts),
    )
