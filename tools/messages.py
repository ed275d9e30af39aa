"""The English catalogue: gather every marked sentence, merge, compile; or check it.

    messages.py            gather and merge into locale/en, compile
    messages.py --missing  print what has no English yet, one JSON line a sentence
    messages.py --check    exit 1 when a sentence has no English or the .mo is stale

The sentences in the source are Chinese: they are the keys. No system gettext is needed.
"""

import argparse
import io
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "wuzha"
PO = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
KEYWORDS = {
    **dict.fromkeys(("_", "N_", "gettext", "gettext_lazy", "Sentence"), None),
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
}
TRANSLATE = re.compile(
    r"""(?:\{%-?\s*(?:translate|trans)\s+|_\()(?:"([^"]+)"|'([^']+)')"""
)
BLOCK = re.compile(
    r"\{%-?\s*blocktrans(?:late)?\b([^%]*)%\}(.*?)\{%-?\s*endblocktrans(?:late)?\s*-?%\}",
    re.DOTALL,
)


def from_python(path: Path) -> Iterator[tuple[int, str]]:
    with path.open("rb") as source:
        found = extract_python(source, list(KEYWORDS), [], {"encoding": "utf8"})
        for line, _, message, _ in found:
            text = message[0] if isinstance(message, tuple) else message
            if text:
                yield line, text


def from_template(path: Path) -> Iterator[tuple[int, str]]:
    text = path.read_text("utf8")
    for match in TRANSLATE.finditer(text):
        yield text.count("\n", 0, match.start()) + 1, match[1] or match[2]
    for match in BLOCK.finditer(text):
        options, body = match[1], match[2]
        if "trimmed" in options:
            lines = (line.strip() for line in body.strip().splitlines())
            body = " ".join(line for line in lines if line)
        body = re.sub(r"\{\{\s*(\w+)\s*\}\}", r"%(\1)s", body)
        yield text.count("\n", 0, match.start()) + 1, body


def gather() -> Catalog:
    catalogue = Catalog(locale="en", domain="django", charset="utf8")
    for path in sorted(PACKAGE.rglob("*")):
        if {"tests", "migrations", "node_modules"} & set(path.parts):
            continue
        found: Iterator[tuple[int, str]]
        if path.suffix == ".py":
            found = from_python(path)
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            found = from_template(path)
        else:
            continue
        name = path.relative_to(ROOT).as_posix()
        for _, text in found:
            if CHINESE.search(text):
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
        if before is not None and before.string:
            message.string = before.string
    return catalogue


def compiled(catalogue: Catalog) -> bytes:
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def missing(catalogue: Catalog) -> list[str]:
    return [str(m.id) for m in catalogue if m.id and not m.string]


def broken(catalogue: Catalog) -> list[str]:
    """Sentences whose English lost or gained a placeholder."""
    holder = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
    return [
        str(m.id)
        for m in catalogue
        if m.id
        and m.string
        and set(holder.findall(str(m.id))) != set(holder.findall(str(m.string)))
    ]


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
        faults = [*missing(catalogue), *broken(catalogue)]
        mo = PO.with_suffix(".mo")
        stale = not mo.exists() or mo.read_bytes() != compiled(known())
        for text in faults:
            print(f"no English, or another placeholder: {text}", file=sys.stderr)
        if stale:
            print("django.mo is stale: run `make messages`", file=sys.stderr)
        return 1 if faults or stale else 0
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as target:
        write_po(target, catalogue, width=0, no_location=True, omit_header=False)
    PO.with_suffix(".mo").write_bytes(compiled(known()))
    print(f"{len(catalogue)} sentences, {len(missing(catalogue))} without English")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
