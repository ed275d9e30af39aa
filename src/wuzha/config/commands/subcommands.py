from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from typing import Any

# argparse keeps the class of a table of subcommands to itself.
Subcommands = Any


def subcommand(
    table: Subcommands,
    name: str,
    run: Callable[[Namespace], int],
    text: str,
    more: str = "",
) -> ArgumentParser:
    """`text` stands in the list of commands, `more` in the command's own help."""
    one: ArgumentParser = table.add_parser(
        name, help=text, description=f"{text}。{more}"
    )
    one.set_defaults(run=run)
    return one
