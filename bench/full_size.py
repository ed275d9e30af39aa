"""Lists, boards and an import in a county with 1,000,000 warnings, on both databases.

Makes the data (`bench.county`), asks the pages (`bench.pages`), imports 10,000 warnings
(`bench.imports`), and prints one table. Makes some 10 GB in the folder for temporary
files, and takes them away again.

    python -m bench full_size [--small] [--only sqlite]
"""

import argparse
import json
from collections.abc import Sequence
from typing import Any

from bench.databases import NAMES, database, table

ALLOWED_MS = 300.0
ALLOWED_IMPORT_SECONDS = 60.0
SMALL_ROWS, SMALL_TIMES = 500, 8
Figures = dict[str, Any]


def main(arguments: Sequence[str] | None = None) -> None:
    options = argparse.ArgumentParser(prog="bench full_size", description=__doc__)
    options.add_argument("--small", action="store_true", help="for a quick look")
    options.add_argument("--only", choices=NAMES, help="one database")
    given = options.parse_args(arguments)
    names = (given.only,) if given.only else NAMES
    measured = {name: _measure(name, small=given.small) for name in names}
    for name, figures in measured.items():
        print(f"{name}: {_said(figures['made'])}")
    print()
    print(_pages({name: figures["pages"] for name, figures in measured.items()}))
    print()
    for name, figures in measured.items():
        print(_imported(name, figures["import"]))


def _measure(name: str, *, small: bool) -> Figures:
    times = ["--times", str(SMALL_TIMES)] if small else []
    rows = ["--rows", str(SMALL_ROWS)] if small else []
    with database(name) as one:
        return {
            "made": _last(one.run("bench.county", *(["--small"] if small else []))),
            "pages": _last(one.run("bench.pages", *times)),
            "import": _last(one.run("bench.imports", *rows)),
        }


def _last(output: str) -> Any:
    """The figures stand in the last line."""
    return json.loads(output.splitlines()[-1])


def _said(made: Figures) -> str:
    counts = (f"{n:,} {what}" for what, n in made.items() if what != "seconds")
    return f"{', '.join(counts)}; made in {made['seconds']} s"


def _pages(measured: dict[str, list[Figures]]) -> str:
    """Milliseconds at half and at 95 % of the requests; of the limit, the share that
    the 95 % take; and one database beside the other."""
    head = ["page"]
    for name in measured:
        head += [f"{name} half", "95 %", "of limit"]
    if len(measured) > 1:
        head.append("ratio")
    rows = [_row(list(of_page)) for of_page in zip(*measured.values(), strict=True)]
    return table(head, rows)


def _row(of_page: list[Figures]) -> list[str]:
    cells = [of_page[0]["page"]]
    for figures in of_page:
        mark = "" if figures["status"] == 200 else f" ({figures['status']})"
        share = figures["p95"] / ALLOWED_MS
        cells += [f"{figures['median']:.0f}", f"{figures['p95']:.0f}"]
        cells.append(f"{share:.2f}{mark}")
    if len(of_page) > 1:
        first, second = (figures["median"] for figures in of_page)
        cells.append(f"{first / second:.1f}")
    return cells


def _imported(name: str, figures: Figures) -> str:
    rows, seconds = figures["rows"], figures["seconds"]
    allowed = ALLOWED_IMPORT_SECONDS * rows / 10_000
    return (
        f"{name}: {rows:,} warnings from Excel in {seconds:.1f} s, "
        f"{seconds / allowed:.2f} of what is allowed"
    )


if __name__ == "__main__":
    main()
