"""Compound files of the old Office programs."""

import pytest

from wuzha.lib.compound import Broken, CompoundFile, packed

STREAMS = {"Workbook": b"rows" * 2_000, "Short": b"words"}


def test_what_was_packed_is_read() -> None:
    file = CompoundFile(packed(STREAMS))
    assert file.names == {"Root Entry", *STREAMS}
    assert file.stream("Workbook").rstrip(b"\0") == STREAMS["Workbook"]
    assert file.stream("Short").rstrip(b"\0") == STREAMS["Short"]


@pytest.mark.parametrize("content", [b"", packed(STREAMS)[:600], bytes(2_000)])
def test_a_cut_file_is_broken(content: bytes) -> None:
    with pytest.raises(Broken):
        CompoundFile(content)
