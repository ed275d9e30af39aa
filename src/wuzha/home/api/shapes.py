"""The shapes of what the endpoint takes beside a warning, and of what it answers. What
they say of themselves stands in the description that other systems read."""

from datetime import datetime
from typing import Annotated, Any, Self

from ninja import Header, Schema
from pydantic import ConfigDict, Field, SkipValidation

from wuzha.earlywarnings.actions import Received
from wuzha.earlywarnings.intake import WarningIn
from wuzha.earlywarnings.models import EarlyWarning

MOST_AT_ONCE = 500
Key = Annotated[
    Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[!-~]+$")] | None,
    Header(
        None,
        alias="Idempotency-Key",
        description="每份内容一个键，重发时不变；同一个键换了内容会被拒绝。",
    ),
]


def _described(text: str) -> ConfigDict:
    return ConfigDict(json_schema_extra={"description": text})


class FieldProblem(Schema):
    model_config = _described("一个字段的问题")
    field: str = Field(title="字段")
    problem: str = Field(title="问题和改法")


class ProblemOut(Schema):
    model_config = _described("没有收下的原因（RFC 9457）")
    type: str = Field(title="类型")
    title: str = Field(title="标题")
    status: int = Field(title="状态码")
    detail: str = Field(title="说明")
    errors: list[FieldProblem] = Field(default=[], title="各字段的问题")


REFUSALS: dict[int, Any] = dict.fromkeys(
    (400, 401, 403, 409, 413, 415, 422), ProblemOut
)


class BatchIn(Schema):
    model_config = _described("一批预警，每条单独答复")
    # Each is checked on its own: one that is wrong does not hold up the others.
    warnings: Annotated[
        list[Annotated[WarningIn, SkipValidation]],
        Field(min_length=1, max_length=MOST_AT_ONCE, title="预警"),
    ]


class ReceivedOut(Schema):
    model_config = _described("收下的一条预警")
    number: str = Field(title="本县编号，查询进度用")
    source: str = Field(title="来源")
    source_number: str = Field(title="对方的预警编号")
    created: bool = Field(title="是否新收下；否为以前已收下")
    received_at: datetime = Field(title="收到时间")
    dissuasion: str = Field(title="劝阻编号，同一人的预警合为一件")
    state: str = Field(title="状态")
    state_label: str = Field(title="状态名称")

    @classmethod
    def of(cls, received: Received) -> Self:
        warning, work = received.warning, received.dissuasion
        return cls(
            number=warning.number,
            source=warning.source,
            source_number=warning.source_number,
            created=received.created,
            received_at=warning.received_at,
            dissuasion=work.number,
            state=work.state,
            state_label=work.state_label,
        )


class BatchAnswer(Schema):
    model_config = _described("一批中的一条：收下了，或者没有收下的原因")
    position: int = Field(title="在这一批中的位置，从0起")
    status: int = Field(title="单条推送时会答复的状态码")
    received: ReceivedOut | None = Field(default=None, title="收下的")
    problem: ProblemOut | None = Field(default=None, title="没有收下的原因")


class BatchOut(Schema):
    model_config = _described("一批预警的答复")
    received: int = Field(title="收下几条")
    refused: int = Field(title="没有收下几条")
    answers: list[BatchAnswer] = Field(title="逐条答复，顺序与推送相同")


# Said by the work on the person, under the same names.
OF_THE_WORK = (
    *("state", "state_label", "dispatched_at", "signed_at", "called_at"),
    *("reached_at", "met_at", "met_in_time", "fed_back_at", "ended_at"),
)


class StatusOut(Schema):
    model_config = _described("一条预警的处置进度，不含个人信息")
    number: str = Field(title="本县编号")
    source: str = Field(title="来源")
    source_number: str = Field(title="对方的预警编号")
    received_at: datetime = Field(title="收到时间")
    dissuasion: str = Field(title="劝阻编号")
    state: str = Field(title="状态")
    state_label: str = Field(title="状态名称")
    outcome: str = Field(title="结果，未反馈时为空")
    dispatched_at: datetime | None = Field(title="分派时间")
    signed_at: datetime | None = Field(title="签收时间")
    called_at: datetime | None = Field(title="首次拨打时间")
    reached_at: datetime | None = Field(title="联系上的时间")
    met_at: datetime | None = Field(title="见面时间")
    met_in_time: bool | None = Field(title="是否按时见面")
    fed_back_at: datetime | None = Field(title="反馈时间")
    ended_at: datetime | None = Field(title="办结时间")

    @classmethod
    def of(cls, warning: EarlyWarning) -> Self:
        work = warning.dissuasion
        said: dict[str, Any] = {name: getattr(work, name) for name in OF_THE_WORK}
        return cls(
            number=warning.number,
            source=warning.source,
            source_number=warning.source_number,
            received_at=warning.received_at,
            dissuasion=work.number,
            outcome=work.outcome,
            **said,
        )
