"""Texts that other systems have judged. Nothing is kept, so that sending again after a
broken line is safe; each answer names the versions that gave it."""

from typing import Annotated, Self

from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from wuzha.home.api.shapes import REFUSALS
from wuzha.home.api.token import FeedRequest
from wuzha.screening.actions.inquiries import answer_system
from wuzha.screening.asking import LONGEST, Answered

MOST_AT_ONCE = 100


class ScreeningIn(Schema):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"description": "要判断的一段文字"}
    )
    id: Annotated[str, Field(max_length=64, title="对方的编号，原样答复")] = ""
    text: Annotated[
        str, Field(min_length=1, max_length=LONGEST, title="短信、聊天、链接或号码")
    ]


class ScreeningsIn(Schema):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"description": "一批要判断的文字"}
    )
    texts: Annotated[
        list[ScreeningIn],
        Field(min_length=1, max_length=MOST_AT_ONCE, title="文字"),
    ]


class ReasonOut(Schema):
    sign: str = Field(title="迹象")
    says: str = Field(title="说给群众听的理由")
    weight: float = Field(title="分量")
    start: int = Field(title="在原文中的起点，从0起")
    end: int = Field(title="终点")


class ScreeningOut(Schema):
    model_config = ConfigDict(json_schema_extra={"description": "一段文字的结论"})
    id: str = Field(title="对方的编号")
    verdict: str = Field(title="scam 很可能是诈骗，caution 要当心，none 没有发现迹象")
    score: float = Field(title="是诈骗的概率，0到1")
    fraud_class: str = Field(title="类别，F01到F12、F99；没有发现时为空")
    fraud_subtype: str = Field(title="子类，认不出时为空")
    reasons: list[ReasonOut] = Field(title="理由，分量大的在前")
    advice: list[str] = Field(title="现在怎么办")
    versions: list[str] = Field(title="词表和模型的版本")

    @classmethod
    def of(cls, asked: ScreeningIn, answered: Answered) -> Self:
        return cls(
            id=asked.id,
            verdict=answered.verdict,
            score=answered.score,
            fraud_class=answered.fraud_class,
            fraud_subtype=answered.subtype,
            reasons=[
                ReasonOut(
                    sign=one.id,
                    says=_(one.says),
                    weight=one.weight,
                    start=one.start,
                    end=one.end,
                )
                for one in answered.reasons
            ],
            advice=[_(line) for line in answered.advice],
            versions=list(answered.versions),
        )


class ScreeningsOut(Schema):
    model_config = ConfigDict(json_schema_extra={"description": "一批文字的结论"})
    answers: list[ScreeningOut] = Field(title="逐条结论，顺序与请求相同")


router = Router()


@router.post(
    "",
    response={200: ScreeningsOut, **REFUSALS},
    operation_id="screen_texts",
    summary="判断一批文字是不是诈骗",
)
def screen_texts(request: FeedRequest, batch: ScreeningsIn) -> ScreeningsOut:
    """没有“安全”这个结论。发来的文字不留存；断线后可以原样重发。"""
    answered = answer_system(texts=[one.text for one in batch.texts], by=request.auth)
    pairs = zip(batch.texts, answered, strict=True)
    return ScreeningsOut(answers=[ScreeningOut.of(*pair) for pair in pairs])
