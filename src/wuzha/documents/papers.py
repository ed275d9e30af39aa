"""Word papers: a template and a plain record in, a paper out. Nothing in a template
runs outside the sandbox."""

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final
from xml.etree import ElementTree
from zipfile import BadZipFile

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2.exceptions import TemplateError

from wuzha.documents.templating import PaperEnvironment
from wuzha.lib.refused import Refused
from wuzha.lib.words import N_

PaperValue = (
    str | int | bool | None | Sequence["PaperValue"] | Mapping[str, "PaperValue"]
)
Record = Mapping[str, PaperValue]

# What XML cannot hold, and what the template engine takes for a break of the page.
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# What python-docx, docxtpl and jinja2 raise over a document that is no sound template.
UNSOUND: Final = (
    TemplateError,
    PackageNotFoundError,
    BadZipFile,
    SyntaxError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


def render(template: bytes, values: Record) -> bytes:
    """The paper. Refused when the template shows a field that has no value at all; a
    value that is None or "" leaves its place empty."""
    record, paper = _cleaned(values), io.BytesIO()
    try:
        document = _StrictTemplate(io.BytesIO(template))
        document.render(record, PaperEnvironment())
        document.save(paper)
    except UNSOUND as broken:
        raise Refused(
            N_(
                "文书模板有错误（{what}），文书没有生成。"
                "请检查模板中的字段和“if、for”是否成对，再重新上传模板。"
            ),
            what=type(broken).__name__,
        ) from broken
    return paper.getvalue()


class _StrictTemplate(DocxTemplate):  # type: ignore[misc]
    """The engine mends XML that is out of joint, and drops whatever hinders it."""

    def fix_tables(self, xml: str) -> Any:
        ElementTree.fromstring(xml)  # noqa: S314 (made here; raises if out of joint)
        return super().fix_tables(xml)


def _cleaned(value: PaperValue) -> Any:
    """Only plain values go into the sandbox, and of texts only what can be printed."""
    if isinstance(value, str):
        return _UNPRINTABLE.sub("", value)
    if isinstance(value, Mapping):
        return {key: _cleaned(part) for key, part in value.items()}
    if isinstance(value, Sequence):
        return [_cleaned(part) for part in value]
    if value is None or isinstance(value, int):
        return value
    raise TypeError(f"a paper shows texts and numbers, not {type(value).__name__}")
