"""Templates that somebody uploaded: what is in them, and which fields they show."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree
from zipfile import ZipFile

from docxtpl import DocxTemplate

from wuzha.documents.papers import UNSOUND, PaperValue, render
from wuzha.documents.templating import PaperEnvironment, fields_used
from wuzha.documents.uploads import Upload
from wuzha.lib.refused import Refused
from wuzha.lib.words import N_, Sentence

Fields = Mapping[str, "str | Fields | Sequence[Fields]"]
"""What a paper can show: the label of each field, nested as the records are; a list of
records is a list with one such mapping."""

_MAIN_LIMIT: Final = 1024 * 1024
_MOST_MARKS: Final = 1_000
_WORDS: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Kinds of relation that text, layout and pictures need; anything else brings in a
# file, a program or an address.
_RELATIONS: Final = frozenset(
    {
        *("officeDocument", "core-properties", "extended-properties"),
        *("custom-properties", "thumbnail", "styles", "stylesWithEffects"),
        *("settings", "webSettings", "fontTable", "theme", "numbering"),
        *("header", "footer", "footnotes", "endnotes", "image"),
        *("customXml", "customXmlProps"),
    }
)
_PICTURES: Final = (".png", ".jpg", ".jpeg", ".gif", ".bmp")
_FIELD_CODES: Final = frozenset({"PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES"})
_MARK: Final = re.compile(r"\{\{|\{%|\{#")
_RUN_MARK: Final = re.compile(r"\{[{%]r\s")
_NOTES: Final = ("word/footnotes.xml", "word/endnotes.xml")
_TRIAL_RECORDS: Final = 2


@dataclass(frozen=True)
class TemplateReport:
    """`unknown` are paths that no record has; `unused` labels by path that the paper
    could show and does not."""

    used: tuple[str, ...]
    unknown: tuple[str, ...]
    unused: Mapping[str, str]

    @property
    def ok(self) -> bool:
        return not self.unknown


def check_template(upload: Upload, *, known: Fields) -> TemplateReport:
    """Refused when the file could fetch, run or hide something, or is no template that
    can be filled; which fields it shows stands in the report."""
    with ZipFile(io.BytesIO(upload.content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for name, content in members.items():
        _check_member(name, content)
    labels, groups = dict(_labels(known)), set(_groups(known))
    used = _fields(upload.content)
    unknown = used - labels.keys() - groups
    if not unknown:
        for records in (_TRIAL_RECORDS, 0):
            render(upload.content, trial(known, records))
    return TemplateReport(
        used=tuple(sorted(used & labels.keys())),
        unknown=tuple(sorted(unknown)),
        unused={path: label for path, label in labels.items() if path not in used},
    )


# -- fields -----------------------------------------------------------------------


def _fields(content: bytes) -> set[str]:
    environment, used = PaperEnvironment(), set()
    try:
        for source in _sources(content):
            used |= fields_used(environment.parse(source))
    except UNSOUND as broken:
        raise Refused(
            N_(
                "模板里有写错的字段：{what}。"
                "请检查大括号、“if、for”是否成对，用英文标点，再重新上传。"
            ),
            what=str(broken)[:100],
        ) from broken
    return used


def _sources(content: bytes) -> Iterator[str]:
    """Each part of the document as the template that it is."""
    template = DocxTemplate(io.BytesIO(content))
    template.init_docx()
    yield template.patch_xml(template.get_xml())
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        for _key, part in template.get_headers_footers(uri):
            yield template.patch_xml(template.get_part_xml(part))
    properties = template.docx.core_properties
    for name in ("author", "comments", "identifier", "language", "subject", "title"):
        yield getattr(properties, name)


def _labels(known: Fields, prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, label in known.items():
        if isinstance(label, str):
            yield prefix + name, label
        elif isinstance(label, Mapping):
            yield from _labels(label, f"{prefix}{name}.")
        else:
            yield from _labels(label[0], f"{prefix}{name}[].")


def _groups(known: Fields, prefix: str = "") -> Iterator[str]:
    """Paths that stand for several fields: a template may walk them and ask if they are
    there."""
    for name, label in known.items():
        if isinstance(label, str):
            continue
        yield prefix + name
        many = not isinstance(label, Mapping)
        inner = label if isinstance(label, Mapping) else label[0]
        yield from _groups(inner, f"{prefix}{name}{'[]' if many else ''}.")


def trial(known: Fields, records: int) -> dict[str, PaperValue]:
    """A record with every field, lists of so many records; with none, every field is
    empty too. A template must stand both."""
    values: dict[str, PaperValue] = {}
    for name, label in known.items():
        if isinstance(label, str):
            values[name] = label if records else ""
        elif isinstance(label, Mapping):
            values[name] = trial(label, records)
        else:
            values[name] = [trial(label[0], records)] * records
    return values


# -- safety -----------------------------------------------------------------------


def _check_member(name: str, content: bytes) -> None:
    if name.startswith("word/media/") and not name.lower().endswith(_PICTURES):
        raise _unsafe(N_("插入的对象“{what}”"), name.rpartition("/")[2])
    if not name.endswith((".xml", ".rels")):
        return
    try:
        root = ElementTree.fromstring(content)  # noqa: S314 (no DOCTYPE got through)
    except (ElementTree.ParseError, LookupError, ValueError) as broken:
        raise _unsafe(N_("损坏的部分“{what}”"), name) from broken
    if name.endswith(".rels"):
        _check_relations(root)
    else:
        _check_codes(root)
        _check_marks(name, root, len(content))


def _check_relations(root: ElementTree.Element) -> None:
    for relation in root:
        if relation.get("TargetMode", "Internal") != "Internal":
            raise _unsafe(N_("指向外部的链接“{what}”"), relation.get("Target", ""))
        kind = relation.get("Type", "").rpartition("/")[2]
        if kind not in _RELATIONS:
            raise _unsafe(N_("嵌入的内容“{what}”"), kind)


def _check_codes(root: ElementTree.Element) -> None:
    """Field codes of Word can fetch files and start programs."""
    code = ""
    for element in root.iter():
        if element.tag == f"{_WORDS}instrText":
            code += element.text or ""
            continue
        if element.tag == f"{_WORDS}fldSimple":
            code = element.get(f"{_WORDS}instr", "")
        if element.tag in {f"{_WORDS}fldSimple", f"{_WORDS}fldChar"}:
            _check_code(code)
            code = ""
    _check_code(code)


def _check_code(code: str) -> None:
    words = code.split()
    if words and words[0].upper() not in _FIELD_CODES:
        raise _unsafe(N_("Word 域代码“{what}”"), words[0])


def _check_marks(name: str, root: ElementTree.Element, size: int) -> None:
    """The engine searches a template again and again; its time is bounded by its size
    and by the number of its marks."""
    if not name.startswith("word/"):
        return
    text = "".join(root.itertext())
    marks = len(_MARK.findall(text))
    if marks and name in _NOTES:
        raise _unsafe(N_("脚注或尾注里的字段“{what}”"), text[:30])
    if run := _RUN_MARK.search(text):
        raise _unsafe(N_("不支持的标记“{what}”"), run[0])
    if marks > _MOST_MARKS or (marks and size > _MAIN_LIMIT):
        raise _unsafe(N_("过多的字段或内容（{what}）"), str(marks))


def _unsafe(finding: str, what: str) -> Refused:
    return Refused(
        N_("模板里有{finding}，不能使用。请在 Word 中删去后另存，再重新上传。"),
        finding=Sentence(finding, what=what[:60]),
    )
