"""Reads the tables in `wuzha/data/`: TOML in, frozen dataclasses out.

The dataclass is the schema. Whatever does not fit raises BadTable, which names the
file, the place in it and what is wrong; an unknown key is as wrong as a missing one.
"""

import dataclasses
import tomllib
import types
from pathlib import Path
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

DATA = Path(__file__).resolve().parents[1] / "data"

T = TypeVar("T")


class BadTable(ValueError):
    """A data file is wrong; the message names the file and the key."""


def read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as broken:
        raise BadTable(f"{path.name}: {broken}") from broken


def load(kind: type[T], path: Path) -> T:
    """The whole file as one record."""
    return build(kind, read(path), path.name)


def build(kind: type[T], raw: Any, where: str) -> T:
    """A record from a TOML table; `where` is the place named in errors."""
    if not isinstance(raw, dict):
        raise BadTable(f"{where}: a table is expected, not {raw!r}")
    hints = get_type_hints(kind)
    fields = {f.name: f for f in dataclasses.fields(kind)}  # type: ignore[arg-type]
    if unknown := set(raw) - set(fields):
        raise BadTable(f"{where}: unknown key {', '.join(sorted(unknown))}")
    needed = {name for name, field in fields.items() if _is_needed(field)}
    if missing := needed - set(raw):
        raise BadTable(f"{where}: {', '.join(sorted(missing))} is missing")
    values = {key: _fitted(hints[key], raw[key], f"{where}: {key}") for key in raw}
    try:
        return kind(**values)
    except ValueError as wrong:
        raise BadTable(f"{where}: {wrong}") from wrong


def _is_needed(field: "dataclasses.Field[Any]") -> bool:
    return (
        field.default is dataclasses.MISSING
        and field.default_factory is dataclasses.MISSING
    )


def _fitted(hint: Any, raw: Any, where: str) -> Any:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _fitted_to_one(get_args(hint), raw, where)
    if origin is tuple:
        return _fitted_to_many(get_args(hint)[0], raw, where)
    if dataclasses.is_dataclass(hint):
        return build(hint, raw, where)  # type: ignore[arg-type]
    if hint is not object and type(raw) is not hint:
        raise BadTable(f"{where}: {raw!r} is not of type {_name(hint)}")
    if raw == "":
        raise BadTable(f"{where}: empty; leave the key out instead")
    return raw


def _fitted_to_one(hints: tuple[Any, ...], raw: Any, where: str) -> Any:
    for hint in hints:
        if type(raw) is hint or (type(raw) is list and _is_list_of(hint, raw)):
            return _fitted(hint, raw, where)
    names = " or ".join(_name(hint) for hint in hints if hint is not types.NoneType)
    raise BadTable(f"{where}: {raw!r} is not of type {names}")


def _fitted_to_many(hint: Any, raw: Any, where: str) -> tuple[Any, ...]:
    if not isinstance(raw, list) or not raw:
        raise BadTable(f"{where}: a list with at least one entry is expected")
    return tuple(_fitted(hint, one, f"{where}[{i}]") for i, one in enumerate(raw))


def _is_list_of(hint: Any, raw: list[Any]) -> bool:
    return get_origin(hint) is tuple and all(type(r) is get_args(hint)[0] for r in raw)


def _name(hint: Any) -> str:
    return str(hint) if get_origin(hint) else str(hint.__name__)
