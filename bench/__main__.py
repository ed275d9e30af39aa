"""Every figure, measured here and now: `python -m bench [--small] [NAME…]`.

A ratio against a named alternative in the same run counts; absolute times depend on the
machine. Each bench is a process of its own: one that fails stops no other, and the exit
code says so.
"""

import argparse
import os
import platform
import subprocess
import sys
import time

# Name → what it measures; the order in which they run.
BENCHES = {
    "detection": "features and rules over transfers, beside a plain range join",
    "tracing": "money followed payment by payment, beside a recursive query",
    "online": "decisions before the transfer, in process, beside DuckDB one by one",
    "replay": "a day through the windows in process, integer by integer",
    "growth": "all rules over 1 and 3 million transfers: time and memory",
    "learned": "with WUZHA_BENCH_TRANSFERS: the learned score on what it has not seen",
    "reading": "10,000 characters of a plan, and sentences made to stall a reader",
    "programme": "a year of expected reports of 3,500 units, and the pages over them",
    "screening": "texts screened a second; with WUZHA_BENCH_TEXTS also how well",
    "screenshots": "what is read of chats, photographed and squeezed",
    "sorting": "classes told rightly; with WUZHA_BENCH_TEXTS also of other sources",
    "retraining": "learning 10,000 labels, comparing two models, new words",
    "series": "near-duplicates among 1,000,000 texts; series of 50,000 incidents",
    "masking": "names and places that the masking of stories misses",
    "research": "with WUZHA_BENCH_TEXTS: sources measured with models never shipped",
    "decisions": "transfers decided over HTTP before they leave, on both databases",
    "peer": "with WUZHA_BENCH_EZRULES: decisions beside another rule engine's",
    "endpoint": "500 warnings pushed in a minute, until each has a unit",
    "full_size": "pages and an import beside 1,000,000 warnings (takes an hour)",
}


# What makes the longer ones short: for a quick look whether all still run.
SMALL = {
    "detection": ["--transfers", "20000"],
    "tracing": ["--seeds", "20"],
    "growth": ["--sizes", "1"],
    "programme": ["--duties", "2"],
    "series": ["--texts", "20000", "--incidents", "1000"],
    "decisions": ["--seconds", "2"],
    "peer": ["--seconds", "2"],
    "endpoint": ["--warnings", "20", "--over", "5"],
    "full_size": ["--small"],
}


def main() -> int:
    options = argparse.ArgumentParser(prog="bench", description=__doc__)
    options.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHES))
    options.add_argument("--small", action="store_true", help="for a quick look")
    asked = options.parse_args()
    names = asked.names or list(BENCHES)
    if unknown := set(names) - BENCHES.keys():
        options.error(f"no bench is called {', '.join(sorted(unknown))}")
    cores, version = os.cpu_count(), platform.python_version()
    print(f"{platform.machine()}, {cores} cores, Python {version}", flush=True)
    begun = time.monotonic()
    failed = [name for name in names if not _ran(name, small=asked.small)]
    print(f"\n{len(names)} benches in {time.monotonic() - begun:.0f} s")
    if failed:
        print(f"failed: {', '.join(failed)}")
    return bool(failed)


def _ran(name: str, *, small: bool) -> bool:
    sizes = SMALL.get(name, []) if small else []
    print(f"\n== {name} {' '.join(sizes)}: {BENCHES[name]}", flush=True)
    begun = time.monotonic()
    command = [sys.executable, "-m", f"bench.{name}", *sizes]
    code = subprocess.run(command, check=False).returncode
    print(f"-- {name}: {time.monotonic() - begun:.0f} s, exit code {code}", flush=True)
    return code == 0


if __name__ == "__main__":
    sys.exit(main())
