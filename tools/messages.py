"""The English catalogue: gather every marked sentence, merge, compile; or check it.

    messages.py            gather and merge into locale/en, compile
    messages.py --missing  print what has no English yet, one JSON line a sentence
    messages.py --check    exit 1 when a sentence has no English or the .mo is stale

The sentences in the source are Chinese: they are the keys. So are the words by which
rows of `data/` are shown. No system gettext is needed.
"""

import argparse
import io
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "wuzha"
PO = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"
# What the reader of plans looks for, of which nothing is shown; and what the made-up
# county has written, in its own language.
UNTRANSLATED = {PACKAGE / "data" / "reading", PACKAGE / "data" / "demo"}
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
ONE = ("_", "N_", "gettext", "gettext_lazy", "gettext_noop", "Sentence", "said", "kept")
MANY = ("ngettext", "ngettext_lazy")
# Keys of `data/` that hold what a page shows; what staff say to citizens stays Chinese.
SHOWN = {"label", "name", "short", "title", "plain", "advice"}
# And, by their folder, of what is answered to whoever asks, and of whom to tell where.
TOLD = {
    PACKAGE / "data": {"to", "where"},
    PACKAGE / "data" / "screening": {"says", "lines"},
    PACKAGE / "data" / "screening" / "signs": {"says"},
    PACKAGE / "data" / "scripts": {"if_money_moved"},
}
ALIAS = re.compile(r"\b(n?)gettext\w* as (\w+)")
TRANSLATE = re.compile(
    r"""(?:\{%-?\s*(?:translate|trans)\s+|_\()(?:"([^"]+)"|'([^']+)')"""
)
BLOCK = re.compile(
    r"\{%-?\s*blocktrans(?:late)?\b((?:(?!%\}).)*)%\}(.*?)"
    r"\{%-?\s*endblocktrans(?:late)?\s*-?%\}",
    re.DOTALL,
)
PLURAL = re.compile(r"\{%-?\s*plural\s*-?%\}")
HOLDER = re.compile(r"%(?:\(\w+\))?[sd]|\{\w*(?:[.!:\[][^{}]*)?\}")

Text = str | tuple[str, str]


def from_python(path: Path) -> Iterator[Text]:
    """Also what is marked under another name: `gettext_lazy as lazy`."""
    aliases = ALIAS.findall(path.read_text("utf8"))
    many = {*MANY, *(name for plural, name in aliases if plural)}
    one = {*ONE, *(name for plural, name in aliases if not plural)}
    with path.open("rb") as source:
        keywords = dict.fromkeys(many | one)
        for _, name, found, _ in extract_python(source, keywords, [], {}):
            words = [word or "" for word in forms(found)]
            yield (words[0], words[1]) if name in many else words[0]


def from_template(path: Path) -> Iterator[Text]:
    """As Django asks for them: a percent sign in a template is doubled."""
    text = path.read_text("utf8")
    for match in TRANSLATE.finditer(text):
        yield (match[1] or match[2]).replace("%", "%%")
    for match in BLOCK.finditer(text):
        bodies = [_asked(body, match[1]) for body in PLURAL.split(match[2])]
        yield (bodies[0], bodies[1]) if len(bodies) > 1 else bodies[0]


def _asked(body: str, options: str) -> str:
    if "trimmed" in options.split():
        lines = (line.strip() for line in body.strip().splitlines())
        body = " ".join(line for line in lines if line)
    body = body.replace("%", "%%")
    return re.sub(r"\{\{\s*(\w+)\s*\}\}", r"%(\1)s", body)


def from_table(path: Path) -> Iterator[Text]:
    keys = SHOWN | TOLD.get(path.parent, set())
    return from_data(tomllib.loads(path.read_text("utf8")), keys)


def from_data(raw: object, keys: set[str], *, shown: bool = False) -> Iterator[Text]:
    if isinstance(raw, str) and shown:
        yield raw
    elif isinstance(raw, list):
        for row in raw:
            yield from from_data(row, keys, shown=shown)
    elif isinstance(raw, dict):
        for key, value in raw.items():
            yield from from_data(value, keys, shown=key in keys)


def gather() -> Catalog:
    catalogue = Catalog(locale="en", domain="django", charset="utf8")
    for path in sorted(PACKAGE.rglob("*")):
        if {"tests", "migrations", "node_modules"} & set(path.parts):
            continue
        found: Iterator[Text]
        if path.suffix == ".py":
            found = from_python(path)
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            found = from_template(path)
        elif path.suffix == ".toml" and path.parent not in UNTRANSLATED:
            found = from_table(path)
        else:
            continue
        name = path.relative_to(ROOT).as_posix()
        for text in found:
            if CHINESE.search(forms(text)[0]):
                catalogue.add(text, locations=[(name, 0)])
    return catalogue


def known() -> Catalog:
    if not PO.exists():
        return Catalog(locale="en", domain="django")
    with PO.open("rb") as source:
        return read_po(source, locale="en")


def merged() -> Catalog:
    catalogue, old = gather(), known()
    for message in catalogue:
        before = old.get(message.id) if message.id else None
        if before is not None and type(before.id) is type(message.id):
            message.string = before.string
    return catalogue


def compiled(catalogue: Catalog) -> bytes:
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def forms(text: object) -> list[str]:
    """One sentence, or the singular and the plural of it."""
    return list(text) if isinstance(text, list | tuple) else [str(text or "")]


def missing(catalogue: Catalog) -> list[str]:
    return [forms(m.id)[0] for m in catalogue if m.id and not all(forms(m.string))]


def broken(catalogue: Catalog) -> list[str]:
    """Sentences whose English lost or gained a placeholder."""
    return [
        forms(m.id)[0]
        for m in catalogue
        if m.id
        and any(forms(m.string))
        and {*HOLDER.findall("".join(forms(m.id)))}
        != {*HOLDER.findall("".join(forms(m.string)))}
    ]


def stale() -> bool:
    """Whether the compiled file is not that of the catalogue beside it."""
    mo = PO.with_suffix(".mo")
    return not mo.exists() or mo.read_bytes() != compiled(known())


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--check", action="store_true")
    options.add_argument("--missing", action="store_true")
    asked = options.parse_args()
    catalogue = merged()
    if asked.missing:
        for text in missing(catalogue):
            print(json.dumps(text, ensure_ascii=False))
        return 0
    if asked.check:
        faults = [f"no English: {text}" for text in missing(catalogue)]
        faults += [f"other placeholders: {text}" for text in broken(catalogue)]
        faults += ["django.mo is stale: run `make messages`"] * stale()
        print(*faults, sep="\n", end="\n" * bool(faults), file=sys.stderr)
        return 1 if faults else 0
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as target:
        write_po(target, catalogue, width=0, no_location=True, omit_header=False)
    PO.with_suffix(".mo").write_bytes(compiled(known()))
    print(f"{len(catalogue)} sentences, {len(missing(catalogue))} without English")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
