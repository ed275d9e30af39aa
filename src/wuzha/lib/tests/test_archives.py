"""Archives within limits. What documents and plans make of them stands with those."""

import io
import zipfile

import pytest

from wuzha.lib.archives import MEGABYTE, Broken, Limits, pack, unpack
from wuzha.lib.refused import Refused

LIMITS = Limits(unpacked=8 * MEGABYTE, members=3)


def packed(**members: bytes) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in members.items():
            opened.writestr(name, content)
    return archive.getvalue()


def test_what_was_packed_is_unpacked() -> None:
    members = {"a": b"1", "b/c": b"2"}
    assert unpack(pack(members), LIMITS) == members


def test_only_what_is_wanted_is_unpacked() -> None:
    found = unpack(packed(a=b"1", b=b"2"), LIMITS, wanted=lambda name: name == "b")
    assert found == {"a": b"", "b": b"2"}


@pytest.mark.parametrize("wanted", [True, False])
def test_a_bomb_is_refused_wanted_or_not(wanted: bool) -> None:
    bomb = packed(a=bytes(7 * MEGABYTE))
    with pytest.raises(Refused, match="膨胀"):
        unpack(bomb, LIMITS, wanted=lambda _: wanted)


def test_too_much_is_refused() -> None:
    with pytest.raises(Refused, match="超过 8 MB"):
        unpack(pack({"a": bytes(9 * MEGABYTE)}), LIMITS)


def test_too_many_are_refused() -> None:
    with pytest.raises(Refused, match="内部文件多达 4 个"):
        unpack(packed(a=b"", b=b"", c=b"", d=b""), LIMITS)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", packed(a=b"1")[:-9]])
def test_what_cannot_be_read_to_its_end_is_broken(content: bytes) -> None:
    with pytest.raises(Broken):
        unpack(content, LIMITS)
