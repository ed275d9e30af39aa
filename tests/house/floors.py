"""The floors, read from the import contract: the one place where they stand."""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "wuzha"
WITHOUT_CODE = {"data", "locale"}


def floors() -> dict[str, int]:
    """Area → height; siblings share one."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    layers = next(c["layers"] for c in contracts if c["type"] == "layers")
    return {
        name.strip(" ()"): height
        for height, row in enumerate(reversed(layers))
        for name in row.split("|")
    }


def sources(*names: str) -> Iterator[Path]:
    """Python files of the product; with names, only files or folders called so."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).parts
        if {"tests", "migrations"} & set(parts):
            continue
        if not names or path.stem in names or set(parts[:-1]) & set(names):
            yield path


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf8"))
