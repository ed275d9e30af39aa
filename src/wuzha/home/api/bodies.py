"""Reads a body of JSON more strictly than the library: what two systems could read in
two ways, and what no screen or database can show, is refused with its place."""

import json
import unicodedata
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, NoReturn

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.parser import Parser
from ninja.types import DictStrAny

from wuzha.home.api.problems import Problem

MEDIA_TYPE = "application/json"
# Line ends and tabs are part of a text.
KEPT = frozenset("\n\r\t")
UNSEEN = frozenset({"Cc", "Cs"})


class StrictParser(Parser):
    def parse_body(self, request: HttpRequest) -> DictStrAny:
        if request.content_type != MEDIA_TYPE:
            raise Problem(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
                _("请用 Content-Type: application/json 发送。"),
            )
        body: DictStrAny = _read(request.body)
        if place := next(_unseen(body), None):
            raise Problem(
                HTTPStatus.UNPROCESSABLE_ENTITY,
                _("“%(place)s”里有看不见的控制字符，请去掉后再发。") % {"place": place},
            )
        return body


def _read(text: bytes) -> Any:
    try:
        return json.loads(
            text.decode("utf8"),
            object_pairs_hook=_once,
            parse_constant=_no_number,
        )
    except UnicodeDecodeError as wrong:
        raise Problem(
            HTTPStatus.BAD_REQUEST, _("内容不是 UTF-8 编码，请转换后再发。")
        ) from wrong
    except json.JSONDecodeError as wrong:
        place = {"line": wrong.lineno, "column": wrong.colno}
        raise Problem(
            HTTPStatus.BAD_REQUEST,
            _("不是完整的 JSON：第 %(line)d 行第 %(column)d 个字附近，请检查。")
            % place,
        ) from wrong
    except (RecursionError, ValueError) as wrong:
        raise Problem(
            HTTPStatus.BAD_REQUEST, _("JSON 里的数字太大或层数太多，请检查。")
        ) from wrong


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Problem(
            HTTPStatus.BAD_REQUEST, _("同一个对象里有重名的字段，请只留一个。")
        )
    return found


def _no_number(name: str) -> NoReturn:
    raise Problem(
        HTTPStatus.BAD_REQUEST, _("%(name)s 不是 JSON 的数字。") % {"name": name}
    )


def _unseen(value: Any, place: str = "") -> Iterator[str]:
    """Places of texts with characters that nobody can see."""
    if isinstance(value, str):
        hidden = set() if value.isprintable() else set(value) - KEPT
        if any(unicodedata.category(one) in UNSEEN for one in hidden):
            yield place
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from _unseen(name, place)
            yield from _unseen(part, f"{place}.{name}".lstrip("."))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _unseen(part, f"{place}.{number}".lstrip("."))
