"""Every figure, measured here and now: `python -m bench [NAME…]`.

A ratio against a named alternative in the same run counts; absolute times depend on the
machine.
"""

import argparse
import os
import platform
from importlib import import_module

# Name → what it measures; the order in which they run.
BENCHES = {
    "detection": "features and rules over transfers, beside a plain range join",
    "tracing": "money followed payment by payment, beside a recursive query",
    "online": "decisions before the transfer, in process, beside DuckDB one by one",
    "replay": "a day through the windows in process, integer by integer",
    "growth": "all rules over 1 and 3 million transfers: time and memory",
    "reading": "10,000 characters of a plan, and sentences made to stall a reader",
    "programme": "a year of expected reports of 3,500 units, and the pages over them",
    "screening": "texts screened a second; with WUZHA_BENCH_TEXTS also how well",
    "sorting": "classes told rightly; with WUZHA_BENCH_TEXTS also of other sources",
    "retraining": "learning 10,000 labels, comparing two models, new words",
    "series": "near-duplicates among 1,000,000 texts; series of 50,000 incidents",
    "masking": "names and places that the masking of stories misses",
    "research": "with WUZHA_BENCH_TEXTS: sources measured with models never shipped",
    "decisions": "transfers decided over HTTP before they leave, on both databases",
    "endpoint": "500 warnings pushed in a minute, until each has a unit",
    "full_size": "pages and an import beside 1,000,000 warnings (takes an hour)",
}


def main() -> None:
    options = argparse.ArgumentParser(prog="bench", description=__doc__)
    options.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHES))
    names = options.parse_args().names or list(BENCHES)
    if unknown := set(names) - BENCHES.keys():
        options.error(f"no bench is called {', '.join(sorted(unknown))}")
    cores, version = os.cpu_count(), platform.python_version()
    print(f"{platform.machine()}, {cores} cores, Python {version}")
    for name in names:
        print(f"\n== {name}: {BENCHES[name]}")
        import_module(f"bench.{name}").main([])


if __name__ == "__main__":
    main()
