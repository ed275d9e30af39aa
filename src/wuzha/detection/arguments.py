"""How the commands ask for the tables that they read."""

import argparse
from collections.abc import Mapping
from pathlib import Path


def add_tables(
    command: argparse.ArgumentParser,
    transfers: str,
    beside: Mapping[str, str],
    *,
    needs_transfers: bool = True,
) -> None:
    """`transfers` and the words of each table `beside` it, by name, say what for."""
    command.add_argument(
        "--transfers",
        type=Path,
        nargs="+",
        default=[],
        required=needs_transfers,
        metavar="FILE",
        help=transfers,
    )
    for name, words in beside.items():
        command.add_argument(f"--{name}", type=Path, metavar="FILE", help=words)
