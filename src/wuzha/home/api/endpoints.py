"""The addresses of the endpoint, and how it says no."""

import re
from http import HTTPStatus
from typing import NoReturn

from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja.errors import HttpError, ValidationError

from wuzha.earlywarnings.intake import WarningIn
from wuzha.earlywarnings.models import EarlyWarning
from wuzha.home.api import problems
from wuzha.home.api.bodies import StrictParser
from wuzha.home.api.decisions import router as decisions
from wuzha.home.api.description import Described, for_the_entitled
from wuzha.home.api.problems import FIELDS, Problem
from wuzha.home.api.pushing import (
    once,
    receive_many,
    receive_one,
    recent_desk,
    turn,
)
from wuzha.home.api.screenings import router as screenings
from wuzha.home.api.shapes import (
    REFUSALS,
    BatchIn,
    BatchOut,
    Key,
    ProblemOut,
    ReceivedOut,
    StatusOut,
)
from wuzha.home.api.token import FeedRequest, Token
from wuzha.organisation.access import Permission, require

NUMBER = re.compile(r"Y(\d{7,18})", re.ASCII)
api = Described(
    title="无诈接入接口",
    version="1",
    description=(
        "供上级平台推送预警、查询处置进度，供其他应用判断文字是不是诈骗，"
        "供银行在转账前询问能否放行。"
        "令牌由本县管理员发放，"
        "随每次请求放在 Authorization: Bearer 里。"
    ),
    urls_namespace="api",
    # The description alone: a page around it would fetch scripts from outside.
    openapi_url="openapi.json",
    docs_url=None,
    docs_decorator=for_the_entitled,
    auth=Token(),
    parser=StrictParser(),
)


@api.post(
    "/warnings",
    response={201: ReceivedOut, 200: ReceivedOut, **REFUSALS},
    operation_id="push_warning",
    summary="推送一条预警",
)
def push(request: FeedRequest, warning: WarningIn, key: Key) -> JsonResponse:
    """201：收下一条新的。200：同一来源、同一编号早已收下。409：同一编号内容不同。"""
    desk = recent_desk.now()
    # All or nothing, the kept answer included.
    with turn, transaction.atomic():
        return once(
            request, key, lambda: receive_one(warning, desk=desk, by=request.auth)
        )


@api.post(
    "/warnings/batch",
    response={200: BatchOut, **REFUSALS},
    operation_id="push_warnings",
    summary="一次推送多条预警",
)
def push_batch(request: FeedRequest, batch: BatchIn, key: Key) -> JsonResponse:
    """每条单独答复，有误的不影响其他。断线后可以原样重发，不会重复收下。"""
    require(request.auth, Permission.WARNING_CREATE)
    return once(request, key, lambda: receive_many(batch.warnings, by=request.auth))


@api.get(
    "/warnings/{number}/status",
    response={200: StatusOut, 401: ProblemOut, 403: ProblemOut, 404: ProblemOut},
    operation_id="warning_status",
    summary="查询处置进度",
)
def status(request: FeedRequest, number: str) -> StatusOut:
    """number 是推送时答复的编号。别的系统推送的预警查不到。"""
    require(request.auth, Permission.WARNING_CREATE)
    form = NUMBER.fullmatch(number)
    own = EarlyWarning.objects.filter(received_by=request.auth)
    number_of = int(form[1]) if form else 0
    found = get_object_or_404(own.select_related("dissuasion"), pk=number_of)
    return StatusOut.of(found)


api.add_router("/screenings", screenings)
api.add_router("/decisions", decisions)


@api.exception_handler(ValidationError)
def _unfit(request: HttpRequest, unfit: ValidationError) -> HttpResponse:
    """The place begins with where it stood and, in a body, the argument's name."""
    errors = [
        error | {"loc": error["loc"][2 if error["loc"][0] == "body" else 1 :]}
        for error in unfit.errors
    ]
    return problems.answer(
        HTTPStatus.UNPROCESSABLE_ENTITY, _(FIELDS), problems.faults(errors)
    )


@api.exception_handler(HttpError)
def _unread(request: HttpRequest, error: HttpError) -> HttpResponse:
    if isinstance(error.__cause__, Problem):
        return problems.answer(error.__cause__.status, error.__cause__.detail)
    if error.status_code == HTTPStatus.UNAUTHORIZED:
        return problems.nobody()
    return problems.answer(
        HTTPStatus(error.status_code), _("请求的内容读不出来，请对照接口说明检查。")
    )


@api.exception_handler(RequestDataTooBig)
def _too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return problems.answer(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _("一次发送的内容太大，请分几次推送。")
    )


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problems.answer(
        HTTPStatus.NOT_FOUND, _("没有这个编号，或者不是您的系统发来的。")
    )


def no_such_address(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Whatever else is asked under /api/v1/."""
    return problems.answer(
        HTTPStatus.NOT_FOUND, _("没有这个接口地址，请对照接口说明。")
    )


@api.exception_handler(Exception)
def _pass_on(request: HttpRequest, error: Exception) -> NoReturn:
    """A refusal is presented, and remembered, where all refusals are."""
    raise error
