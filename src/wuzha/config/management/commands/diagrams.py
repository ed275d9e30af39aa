"""Draw every table of states into docs/states, or say which picture is stale."""

from argparse import ArgumentParser
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from wuzha.lib.states import Moves, as_mermaid

FOLDER = Path(__file__).resolve().parents[5] / "docs" / "states"


def tables() -> Iterator[tuple[str, Moves]]:
    for area in settings.AREAS:
        name = f"wuzha.{area}.states"
        if find_spec(name) is None:
            continue
        for table, moves in vars(import_module(name)).items():
            if isinstance(moves, Moves):
                yield f"{area}-{table.lower()}", moves


class Command(BaseCommand):
    help = "Draw every table of states into docs/states."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only compare")

    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        if check:
            if old := stale():
                names = ", ".join(sorted(path.name for path in old))
                raise CommandError(f"Stale pictures: {names}. Run `make diagrams`.")
            return
        pictures = wanted()
        for path in stale():
            if path in pictures:
                path.write_text(pictures[path], "utf8")
            else:
                path.unlink()


def wanted() -> dict[Path, str]:
    return {
        FOLDER / f"{name}.md": f"# {moves.noun}\n\n```mermaid\n{as_mermaid(moves)}```\n"
        for name, moves in tables()
    }


def stale() -> list[Path]:
    """Pictures that are missing, differ from their table, or have none."""
    pictures = wanted()
    differing = [
        path
        for path, text in pictures.items()
        if not path.exists() or path.read_text("utf8") != text
    ]
    return differing + [path for path in FOLDER.glob("*.md") if path not in pictures]
