"""The one shape in which a warning comes in, whatever the door: by hand, from a sheet,
from another system, from a hit. What is of this shape can be received."""

import json
import unicodedata
from datetime import UTC, datetime
from typing import Annotated, Any, Self

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from ninja import Schema
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from wuzha.earlywarnings.states import Grade, Signal, Source, Stream
from wuzha.incidents.models import AgeBand, Sex
from wuzha.lib import codes
from wuzha.lib.taxonomy import taxonomy
from wuzha.privacy.fields import blind_index

KEPT_CONTROLS = "\n\t"
# Nobody has said yet which kind it is.
OTHER_CLASS = "F99"
# A time outside is a slip of the pen or a wrong unit, never that of a warning.
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def _legible(typed: Any) -> Any:
    """Without characters that no database and no printer takes."""
    if not isinstance(typed, str):
        return typed
    return "".join(
        character
        for character in typed
        if character in KEPT_CONTROLS
        or unicodedata.category(character) not in {"Cc", "Cs"}
    )


def _possible(moment: datetime) -> datetime:
    """In UTC: databases take fewer offsets from it than RFC 3339 can write."""
    if not EARLIEST <= moment < LATEST:
        raise ValueError(_("时间要在 2000 年至 2099 年之间，请核对。"))
    return moment.astimezone(UTC)


Moment = Annotated[AwareDatetime, AfterValidator(_possible)]
Short = Annotated[str, BeforeValidator(_legible), Field(max_length=40)]
Code = Annotated[str, BeforeValidator(_legible), Field(max_length=24)]
Number = Annotated[str, BeforeValidator(_legible), Field(max_length=64)]
Line = Annotated[str, BeforeValidator(_legible), Field(max_length=200)]
Text = Annotated[str, BeforeValidator(_legible), Field(max_length=2000)]


class WarningIn(Schema):
    """One early warning (FM01). Needs a phone, an identity number, or a name with an
    address: else nobody could be found."""

    model_config = ConfigDict(
        extra="forbid", str_strip_whitespace=True, frozen=True, use_enum_values=False
    )

    source: Source = Field(default=Source.PLATFORM, title=N_("来源"))
    source_number: Number = Field(min_length=1, title=N_("预警编号"))
    stream: Stream = Field(title=N_("资金或触网"))
    grade: Grade = Field(title=N_("等级"))
    signal: Signal = Field(default=Signal.OTHER, title=N_("预警类型"))
    fraud_class: Code = Field(default=OTHER_CLASS, title=N_("诈骗类别"))
    issued_at: Moment | None = Field(default=None, title=N_("下发时间"))
    limit_at: Moment | None = Field(default=None, title=N_("要求见面时间"))
    name: Short = Field(default="", title=N_("姓名"))
    phone: Code = Field(default="", title=N_("电话"))
    identity: Code = Field(default="", title=N_("身份证号"))
    sex: Sex | None = Field(default=None, title=N_("性别"))
    age_band: AgeBand | None = Field(default=None, title=N_("年龄段"))
    occupation: Short = Field(default="", title=N_("职业"))
    address: Line = Field(default="", title=N_("住址"))
    place_code: Code = Field(default="", title=N_("区划或网格代码"))
    clue: Text = Field(default="", title=N_("线索摘要"))

    @field_validator("phone")
    @classmethod
    def _phone_in_normal_form(cls, typed: str) -> str:
        return _accepted(codes.phone(typed)) if typed else ""

    @field_validator("identity")
    @classmethod
    def _identity_in_normal_form(cls, typed: str) -> str:
        today = timezone.localdate()
        return _accepted(codes.identity_number(typed, on=today)) if typed else ""

    @field_validator("fraud_class")
    @classmethod
    def _class_is_known(cls, code: str) -> str:
        if code not in dict(taxonomy().choices):
            raise ValueError(_("没有“%(code)s”这个诈骗类别。") % {"code": code})
        return code

    @model_validator(mode="after")
    def _person_can_be_found(self) -> Self:
        if not (self.phone or self.identity or (self.name and self.address)):
            raise ValueError(
                _(
                    "没有电话、没有身份证号，也没有姓名加住址，找不到这个人，请补上其一。"
                )
            )
        return self

    def content_key(self) -> str:
        """The same content has the same key; tells nothing without the secret."""
        content = self.model_dump(mode="json")
        return blind_index("warning", json.dumps(content, sort_keys=True))


def _accepted(checked: codes.Checked) -> str:
    if not checked.ok:
        raise ValueError(str(checked.problem))
    return checked.value


def said_errors(wrong: ValidationError) -> list[tuple[str, str]]:
    """Field (empty for the whole) and sentence of each error."""
    return [
        (str(error["loc"][0]) if error["loc"] else "", _said(error))
        for error in wrong.errors(include_url=False)
    ]


def _said(error: Any) -> str:
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, ValueError):
        return str(cause)
    match error["type"]:
        case "missing":
            return _("没有填写，请补上。")
        case "string_too_short":
            return _("没有填写，请补上。")
        case "string_too_long":
            most = error["ctx"]["max_length"]
            return _("太长，最多 %(most)d 个字。") % {"most": most}
        case "enum":
            return _("不在可选范围内，请改为规定的代码。")
        case "extra_forbidden":
            return _("没有这一项，请删去。")
        case "timezone_aware" | "datetime_from_date_parsing" | "datetime_parsing":
            return _("时间要带时区，例如 2026-01-02T21:05:00+08:00。")
    return _("格式不对，请核对。")
