"""What the endpoint says when it cannot: RFC 9457, in sentences that name the field and
the remedy. Never repeats what was sent unless a check of its own already quotes it."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

MEDIA_TYPE = "application/problem+json"
MOST_ERRORS = 50

TITLES = {
    HTTPStatus.BAD_REQUEST: N_("请求无法读取"),
    HTTPStatus.UNAUTHORIZED: N_("没有可用的令牌"),
    HTTPStatus.NOT_FOUND: N_("没有找到"),
    HTTPStatus.CONFLICT: N_("与已有内容冲突"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: N_("请求过大"),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: N_("内容类型不对"),
    HTTPStatus.UNPROCESSABLE_ENTITY: N_("内容不合要求"),
}

# What is wrong with a field, by the kind of error that pydantic found.
FAULTS = {
    "missing": N_("缺少这一项，请补上。"),
    "extra_forbidden": N_("没有这个字段，请对照接口说明核对字段名，或者去掉它。"),
    "string_type": N_("应为文本，请加引号。"),
    "string_too_short": N_("不能为空，请填写。"),
    "string_too_long": N_("最多 %(max_length)s 个字，请缩短。"),
    "string_pattern_mismatch": N_("写法不对，请对照接口说明。"),
    "enum": N_("只能是 %(expected)s 之一。"),
    "literal_error": N_("只能是 %(expected)s 之一。"),
    "timezone_aware": N_("时间要带时区，例如 2026-11-22T14:05:00+08:00。"),
    "model_type": N_("应为一个对象 {…}。"),
    "model_attributes_type": N_("应为一个对象 {…}。"),
    "dict_type": N_("应为一个对象 {…}。"),
    "list_type": N_("应为一个数组 […]。"),
    "too_short": N_("至少要有 %(min_length)s 条。"),
    "too_long": N_("最多 %(max_length)s 条，请分几次推送。"),
}
NOT_A_TIME = N_("应为带时区的时间，例如 2026-11-22T14:05:00+08:00。")
UNCLEAR = N_("写法不对，请对照接口说明。")
WHOLE = N_("整条")
FIELDS = N_("有不合要求的字段，没有收下。请按下面各项修改后再发。")


class Problem(Exception):
    """A request that is refused before any action is asked."""

    def __init__(self, status: HTTPStatus, detail: str) -> None:
        self.status, self.detail = status, detail
        super().__init__(detail)


def problem(
    status: HTTPStatus, detail: str, errors: Iterable[Mapping[str, str]] = ()
) -> dict[str, Any]:
    said = {
        "type": "about:blank",
        "title": _(TITLES.get(status, UNCLEAR)),
        "status": int(status),
        "detail": detail,
    }
    return said | ({"errors": listed} if (listed := list(errors)) else {})


def answer(
    status: HTTPStatus, detail: str, errors: Iterable[Mapping[str, str]] = ()
) -> JsonResponse:
    response = JsonResponse(
        problem(status, detail, errors),
        status=status,
        content_type=MEDIA_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )
    return response


def nobody() -> JsonResponse:
    """No token, or none that is good."""
    response = answer(
        HTTPStatus.UNAUTHORIZED,
        _("请求没有带令牌，或令牌已过期、已作废。请向本县管理员申请。"),
    )
    response["WWW-Authenticate"] = "Bearer"
    return response


def faults(errors: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """`errors` as pydantic gives them, with places relative to what was sent."""
    found = [
        {
            "field": ".".join(map(str, error["loc"])) or _(WHOLE),
            "problem": _fault(error),
        }
        for error in errors
    ]
    return found[:MOST_ERRORS]


def _fault(error: Mapping[str, Any]) -> str:
    kind: str = error["type"]
    facts: Mapping[str, object] = error.get("ctx", {})
    if kind == "value_error":
        return str(facts["error"])
    if kind.startswith(("datetime", "date_")):
        return _(NOT_A_TIME)
    return _(FAULTS.get(kind, UNCLEAR)) % facts
