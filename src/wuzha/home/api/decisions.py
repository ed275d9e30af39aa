"""A bank asks before a transfer leaves, and tells how its question came out."""

import re
from datetime import datetime
from http import HTTPStatus
from typing import Literal, Self

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import BaseModel, ConfigDict, Field

from wuzha.decisions.actions import tell_ending
from wuzha.decisions.intake import Asked, TransferIn
from wuzha.decisions.models import Decision
from wuzha.decisions.states import Ending
from wuzha.decisions.turns import turns
from wuzha.home.api.shapes import REFUSALS, Key, ProblemOut
from wuzha.home.api.token import FeedRequest, RecentToken
from wuzha.lib.questions import question_sets
from wuzha.organisation.access import Permission, require

NUMBER = re.compile(r"J(\d{9,18})", re.ASCII)
router = Router(auth=RecentToken())


class FindingOut(BaseModel):
    model_config = ConfigDict(json_schema_extra={"description": "一条规则的发现"})
    rule: str = Field(title="规则")
    version: int = Field(title="规则的版本")
    title: str = Field(title="规则名称")
    score: int = Field(title="分值")
    reason: str = Field(title="理由")


class QuestionsOut(BaseModel):
    model_config = ConfigDict(json_schema_extra={"description": "请银行询问客户的话"})
    code: str = Field(title="问题集")
    version: str = Field(title="版本")
    questions: list[str] = Field(title="问什么")
    looks: list[str] = Field(title="看什么")
    checks: list[str] = Field(title="核对什么")

    @classmethod
    def of(cls, code: str) -> Self | None:
        asked = question_sets().get(code)
        if asked is None:
            return None
        return cls(
            code=asked.code,
            version=asked.version,
            questions=list(asked.questions),
            looks=list(asked.looks),
            checks=list(asked.checks),
        )


class DecisionOut(BaseModel):
    model_config = ConfigDict(json_schema_extra={"description": "一笔转账的答复"})
    number: str = Field(title="答复的编号")
    tx_id: str = Field(title="流水号")
    answer: str = Field(title="allow 放行，ask 询问客户，hold 暂缓、等人核实")
    score: int = Field(title="分值，0到100")
    ask_from: int = Field(title="达到多少分询问")
    hold_from: int = Field(title="达到多少分暂缓")
    fallback: str = Field(
        title="看不到账户近期往来时按渠道的设置答复：open 放行，closed 暂缓；平时为空"
    )
    reasons: list[FindingOut] = Field(title="理由，分值高的在前")
    questions: QuestionsOut | None = Field(title="放行时为空")
    decided_at: datetime = Field(title="答复时间")
    outcome: str = Field(
        title="结果：released 核实后放行，stopped 民警不予转出，"
        "sent 询问后转出，given_up 客户放弃；还没有时为空"
    )
    ended_at: datetime | None = Field(title="有结果的时间")

    @classmethod
    def of(cls, decision: Decision) -> Self:
        outcome = getattr(decision, "outcome", None)
        reasons = [FindingOut.model_validate(one) for one in decision.counting]
        return cls(
            number=decision.number,
            tx_id=decision.tx_id,
            answer=decision.answer,
            score=decision.score,
            ask_from=decision.ask_from,
            hold_from=decision.hold_from,
            fallback=decision.fallback,
            reasons=reasons,
            questions=QuestionsOut.of(decision.question_set),
            decided_at=decision.decided_at,
            outcome=outcome.ending if outcome else "",
            ended_at=outcome.at if outcome else None,
        )


class EndingIn(Schema):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"description": "询问的结果"}
    )
    outcome: Literal[Ending.SENT, Ending.GIVEN_UP] = Field(
        title="sent 已转出，given_up 客户放弃"
    )


@router.post(
    "",
    response={201: DecisionOut, **REFUSALS},
    operation_id="decide_transfer",
    summary="转账前询问能否放行",
)
def decide_transfer(
    request: FeedRequest, transfer: TransferIn, key: Key
) -> HttpResponse:
    """201：答复已经存好。同一流水号或同一个键再问，答复不变。409：内容不同。

    机器不拒绝任何人：暂缓的由人核实，结果用编号来查。
    """
    asked = Asked.of(transfer, key=key, sent=request.body)
    decided = turns.decide(asked, by=request.auth)
    decided.refuse_unless_of(asked.digest)
    return _json(HTTPStatus.CREATED, DecisionOut.of(decided))


@router.get(
    "/{number}",
    response={200: DecisionOut, 401: ProblemOut, 403: ProblemOut, 404: ProblemOut},
    operation_id="decision",
    summary="查询一笔转账的答复和结果",
)
def decision(request: FeedRequest, number: str) -> DecisionOut:
    return DecisionOut.of(_own(request, number))


@router.post(
    "/{number}/outcome",
    response={200: DecisionOut, 404: ProblemOut, **REFUSALS},
    operation_id="tell_outcome",
    summary="告知询问客户的结果",
)
def tell_outcome(request: FeedRequest, number: str, told: EndingIn) -> DecisionOut:
    """答复是 ask 的，转出与否告知以后，才计入账户的往来。"""
    asked = _own(request, number)
    outcome = tell_ending(decision=asked, ending=told.outcome, by=request.auth)
    return DecisionOut.of(outcome.decision)


def _own(request: FeedRequest, number: str) -> Decision:
    require(request.auth, Permission.TRANSFER_ASK)
    form = NUMBER.fullmatch(number)
    own = Decision.objects.filter(asked_by=request.auth)
    rows = own.select_related("unit", "outcome")
    return get_object_or_404(rows, pk=int(form[1]) if form else 0)


def _json(status: int, said: DecisionOut) -> HttpResponse:
    return HttpResponse(
        said.model_dump_json(), status=status, content_type="application/json"
    )
