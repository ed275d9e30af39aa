"""How long a plan takes to be read, and that it grows no faster than its length.

A made-up plan of 10,000 characters and one four times as long; then sentences that are
one phrase repeated, the kind on which patterns stall. The ratio is to four readings of
the shorter text in the same run: 1.0 is linear.

    python -m bench reading
"""

import argparse
import time
from collections.abc import Callable, Sequence

from bench.databases import table
from wuzha.lib.datafiles import DATA
from wuzha.reading.intake import read_source
from wuzha.reading.reader import read_plans

LETTERS, TIMES_LONGER = 10_000, 4
REPEATED = (
    *("（", "“", "《", "各村、", "每月", "1%", "1月1日至", "一是", "一、"),
    *("1.动员部署（5月）。开会。\n", "甲：1月，"),
    "县公安局负责",
)


def main(arguments: Sequence[str] | None = None) -> None:
    options = argparse.ArgumentParser(prog="bench reading", description=__doc__)
    options.parse_args(arguments)
    plan = (DATA / "demo" / "town_plan.txt").read_text("utf8")
    _read(plan)
    rows = [_row("the demo county's plan, over and over", plan + "\n")]
    rows += [_row(f"“{words.strip()}” repeated", words) for words in REPEATED]
    head = ["text", f"{LETTERS:,} characters", "four times that", "ratio to linear"]
    print(table(head, rows))


def _row(name: str, words: str) -> list[str]:
    short = _repeated(words, LETTERS)
    long = _repeated(words, LETTERS * TIMES_LONGER)
    began = _seconds(lambda: [_read(short) for _ in range(TIMES_LONGER)])
    at_once = _seconds(lambda: _read(long))
    return [
        name,
        f"{began / TIMES_LONGER:.2f} s",
        f"{at_once:.2f} s",
        f"{at_once / began:.1f}",
    ]


def _repeated(words: str, letters: int) -> str:
    return (words * (letters // len(words) + 1))[:letters]


def _read(text: str) -> None:
    read_plans(read_source(text.encode(), "方案.txt"))


def _seconds(do: Callable[[], object]) -> float:
    begun = time.process_time()
    do()
    return time.process_time() - begun


if __name__ == "__main__":
    main()
