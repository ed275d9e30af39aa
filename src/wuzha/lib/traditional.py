"""Traditional characters and the simplified ones that stand for them, one for one."""

from functools import cache

from wuzha.lib.datafiles import DATA


@cache
def simplified() -> dict[int, str]:
    """For `str.translate`: a text keeps its length."""
    lines = (DATA / "traditional.tsv").read_text("utf8").splitlines()
    return {ord(line[0]): line[2] for line in lines if not line.startswith("#")}
