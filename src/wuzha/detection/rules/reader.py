"""Rule files: read, checked, and refused with the file and the key that is wrong."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

from wuzha.detection.rules.expressions import ExpressionError, parse, parse_literal
from wuzha.detection.rules.tree import (
    PLACEHOLDER,
    TRANSFER_NAMES,
    Action,
    Aggregate,
    Arithmetic,
    Band,
    Direction,
    Expression,
    Feature,
    Key,
    Kind,
    Literal,
    Party,
    Provenance,
    Rule,
    Side,
    State,
)
from wuzha.lib.words import N_, Sentence

SLUG = re.compile(r"[a-z][a-z0-9_]{0,60}")
WINDOW = ".window"
LONGEST_FILE = 20_000
PROVENANCE = tuple(field.name for field in fields(Provenance))
Choice = TypeVar("Choice", bound=StrEnum)
Value = TypeVar("Value")
MEASURED = {Kind.MONEY, Kind.NUMBER, Kind.DURATION}


class RuleError(ValueError):
    """A rule file is wrong; the message names the file and the key. Where one key is
    to blame, `key` and `why` say it alone."""

    key = ""
    why = ""


class Section:
    """A table of a TOML file that knows where it stands, for exact errors."""

    def __init__(
        self,
        values: Mapping[str, Any],
        file: str,
        place: str = "",
        on: date = date.max,
    ) -> None:
        self.values, self.file, self.place = values, file, place
        dated = values.get("dated")
        self.on = dated if isinstance(dated, date) else on

    def only(self, *known: str) -> "Section":
        for key in self.values:
            if key not in known:
                raise self.error(
                    key,
                    Sentence(N_("不认识此键；可用：{known}"), known=tuple(known)),
                )
        return self

    def text(self, key: str) -> str:
        value = self._typed(key, str, Sentence(N_("文字")))
        if not value.strip():
            raise self.error(key, Sentence(N_("不能为空")))
        return value

    def number(self, key: str, least: int, most: int) -> int:
        value = self._typed(key, int, Sentence(N_("整数")))
        if not least <= value <= most or isinstance(value, bool):
            raise self.error(
                key, Sentence(N_("应在 {least} 与 {most} 之间"), least=least, most=most)
            )
        return value

    def day(self, key: str) -> date:
        return self._typed(key, date, Sentence(N_("日期，如 2026-01-31")))

    def texts(self, key: str) -> list[str]:
        values = self._typed(key, list, Sentence(N_("文字列表")))
        if not all(isinstance(value, str) for value in values):
            raise self.error(key, Sentence(N_("列表中只能是文字")))
        return values

    def choice(self, key: str, choices: type[Choice]) -> Choice:
        value, known = self.text(key), [str(choice) for choice in choices]
        if value not in known:
            raise self.error(
                key, Sentence(N_("应为以下之一：{known}"), known=tuple(known))
            )
        return choices(value)

    def parsed(self, key: str, reading: Callable[[str, date], Value]) -> Value:
        """As of the day that the file is dated."""
        try:
            return reading(self.text(key), self.on)
        except ExpressionError as wrong:
            raise self.error(key, wrong.args[0]) from wrong

    def sections(self, key: str) -> list["Section"]:
        tables = self._typed(key, list, Sentence(N_("若干个表")))
        return [
            Section(table, self.file, f"{self.place}{key}[{count}].", self.on)
            for count, table in enumerate(tables, start=1)
        ]

    def named_sections(self, key: str) -> dict[str, "Section"]:
        tables = self._typed(key, dict, Sentence(N_("表")))
        return {
            name: Section(table, self.file, f"{self.place}{key}.{name}.", self.on)
            for name, table in tables.items()
        }

    def error(self, key: str, why: str) -> RuleError:
        wrong = RuleError(
            Sentence(
                N_("规则文件 {file}，键 {key}：{why}"),
                file=self.file,
                key=self.place + key,
                why=why,
            )
        )
        wrong.key, wrong.why = self.place + key, why
        return wrong

    def _typed(self, key: str, kind: type[Value], words: str) -> Value:
        if key not in self.values:
            raise self.error(key, Sentence(N_("缺少此键，应为{kind}"), kind=words))
        value = self.values[key]
        if not isinstance(value, kind):
            raise self.error(key, Sentence(N_("应为{kind}"), kind=words))
        return value


def read_rules(folder: Path) -> list[Rule]:
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        raise RuleError(
            Sentence(N_("文件夹 {folder} 中没有规则文件（*.toml）"), folder=folder)
        )
    return [read_rule(path) for path in paths]


def read_rule(path: Path) -> Rule:
    return _rule(opened(path))


def read_text(text: str, name: str) -> Rule:
    """A rule that is kept elsewhere than in a file; `name` stands in its errors."""
    return read_values(_values(text, name), name)


def read_values(values: Mapping[str, Any], name: str) -> Rule:
    return _rule(Section(values, name))


def opened(path: Path) -> Section:
    """A file of rules' data, whose id is its name."""
    try:
        text = path.read_text("utf8")
    except UnicodeDecodeError as wrong:
        raise _unreadable(path.name, wrong) from wrong
    top = Section(_values(text, path.name), path.name)
    if top.values.get("id", path.stem) != path.stem:
        raise top.error("id", Sentence(N_("应与文件名相同：{stem}"), stem=path.stem))
    return top


def _values(text: str, name: str) -> dict[str, Any]:
    if len(text) > LONGEST_FILE:
        raise _unreadable(name, Sentence(N_("超过{most}个字符"), most=LONGEST_FILE))
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise _unreadable(name, wrong) from wrong
    except RecursionError as deep:
        raise _unreadable(name, Sentence(N_("嵌套过深"))) from deep


def _unreadable(name: str, wrong: ValueError | str) -> RuleError:
    return RuleError(
        Sentence(N_("规则文件 {file} 不是有效的 TOML：{why}"), file=name, why=wrong)
    )


def provenance(top: Section) -> dict[str, Any]:
    """The fields of `tree.Provenance`."""
    return {
        "id": top.text("id"),
        "version": top.number("version", 1, 9999),
        "title": top.text("title"),
        "state": top.choice("state", State),
        "side": top.choice("side", Side),
        "basis": top.text("basis"),
        "confidence": top.text("confidence"),
        "dated": top.day("dated"),
    }


def _rule(top: Section) -> Rule:
    top.only(
        *PROVENANCE,
        *("account", "suspect", "victims", "evidence", "when", "measure"),
        *("features", "bands"),
    )
    features = _features(top)
    names = {
        **TRANSFER_NAMES,
        **{name: feature.kind for name, feature in features.items()},
    }
    measure = _measure(top, names)
    return Rule(
        **provenance(top),
        account=top.choice("account", Party),
        suspect=top.choice("suspect", Party),
        victims=_victims(top),
        features=features,
        evidence=_evidence(top, features),
        when=_condition(top, "when", names),
        measure=measure,
        bands=_bands(top, measure.kind, names, features),
    )


def _features(top: Section) -> dict[str, Feature]:
    features = {}
    for name, section in top.named_sections("features").items():
        if not SLUG.fullmatch(name) or name in {*TRANSFER_NAMES, *Party, "measure"}:
            raise top.error(
                f"features.{name}",
                Sentence(N_("名称应为小写字母、数字与下划线，且不与已有的量重名")),
            )
        features[name] = _feature(section)
    return features


def _feature(section: Section) -> Feature:
    section.only("aggregate", "direction", "window", "key", "filter")
    aggregate = section.choice("aggregate", Aggregate)
    key = section.choice("key", Key)
    direction = section.choice("direction", Direction)
    if key is Key.PAIR and aggregate is Aggregate.DISTINCT:
        raise section.error("key", Sentence(N_("distinct 只能按 payer 或 payee 计算")))
    if key is Key.PAIR and direction is not Direction.OUT:
        raise section.error(
            "direction", Sentence(N_("按 pair 只看付款人付给该收款人的，应为 out"))
        )
    return Feature(
        aggregate=aggregate,
        direction=direction,
        window_us=_window(section),
        key=key,
        filter=(
            _condition(section, "filter", TRANSFER_NAMES)
            if "filter" in section.values
            else None
        ),
    )


def _window(section: Section) -> int | None:
    return None if section.text("window") == "all" else read_span(section, "window")


def read_span(section: Section, key: str) -> int:
    """Microseconds."""
    span = section.parsed(key, parse_literal)
    if span.kind is not Kind.DURATION or not span.value:
        raise section.error(key, Sentence(N_("应为时长，如 30min、2h、7d，或 all")))
    return int(span.value)


def _condition(section: Section, key: str, names: Mapping[str, Kind]) -> Expression:
    read = section.parsed(key, lambda text, on: parse(text, names, on))
    if read.kind is not Kind.FLAG:
        raise section.error(key, Sentence(N_("应为条件，如 amount >= 1000元")))
    return read


def _measure(top: Section, names: Mapping[str, Kind]) -> Expression:
    read = top.parsed("measure", lambda text, on: parse(text, names, on))
    if read.kind not in MEASURED or not _is_whole(read):
        raise top.error("measure", Sentence(N_("应为金额、整数或时长，不带小数")))
    return read


def _is_whole(expression: Expression) -> bool:
    match expression:
        case Arithmetic():
            return _is_whole(expression.left) and _is_whole(expression.right)
        case Literal(Fraction() as value):
            return value.denominator == 1
    return True


def _evidence(top: Section, features: Mapping[str, Feature]) -> tuple[str, ...]:
    """The features whose transfers go with a hit."""
    names = top.texts("evidence")
    for name in names:
        if name not in features:
            raise top.error("evidence", Sentence(N_("没有特征「{name}」"), name=name))
    return tuple(names)


def _victims(top: Section) -> tuple[Party | str, ...]:
    parties, seen = [str(party) for party in Party], top.texts("evidence")
    for name in top.texts("victims"):
        if name not in {*parties, *seen}:
            raise top.error(
                "victims", Sentence(N_("应为 payer、payee 或 evidence 中的特征"))
            )
    return tuple(
        Party(name) if name in parties else name for name in top.texts("victims")
    )


def _bands(
    top: Section,
    kind: Kind,
    names: Mapping[str, Kind],
    features: Mapping[str, Feature],
) -> tuple[Band, ...]:
    placeholders = {
        *names,
        "measure",
        *(f"{name}{WINDOW}" for name in features if features[name].window_us),
    }
    bands = [_band(section, kind, placeholders) for section in top.sections("bands")]
    edges = [band.at_least.value for band in bands]
    if not bands or len(set(edges)) < len(edges):
        raise top.error("bands", Sentence(N_("至少一档，且各档 at_least 不得相同")))
    return tuple(sorted(bands, key=_edge, reverse=True))


def _edge(band: Band) -> Fraction:
    return Fraction(band.at_least.value)


def _band(section: Section, kind: Kind, placeholders: set[str]) -> Band:
    section.only("at_least", "score", "action", "reason")
    at_least = section.parsed("at_least", parse_literal)
    if at_least.kind is not kind:
        raise section.error("at_least", Sentence(N_("应与 measure 是同一种量")))
    reason = section.text("reason")
    for name in PLACEHOLDER.findall(reason):
        if name not in placeholders and not _is_limit(name, section.on):
            raise section.error(
                "reason", Sentence(N_("没有可填入「{name}」的量"), name=name)
            )
    return Band(
        at_least=at_least,
        score=section.number("score", 1, 100),
        action=section.choice("action", Action),
        reason=reason,
    )


def _is_limit(name: str, on: date) -> bool:
    try:
        return parse_literal(name, on).parameter is not None
    except ExpressionError:
        return False
