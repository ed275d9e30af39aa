"""The compiler into words: rules and their values in plain Chinese."""

from collections.abc import Mapping
from fractions import Fraction
from typing import TypeVar

from wuzha.detection.rules.expressions import LIMIT, MICROSECONDS, parse_literal
from wuzha.detection.rules.reader import WINDOW
from wuzha.detection.rules.tree import (
    PLACEHOLDER,
    Aggregate,
    Arithmetic,
    Band,
    Comparison,
    Direction,
    Expression,
    Feature,
    Junction,
    Key,
    Kind,
    Literal,
    Name,
    Negation,
    Provenance,
    Rule,
    State,
)
from wuzha.lib.money import yuan_text
from wuzha.lib.params import Parameter
from wuzha.lib.words import N_, Sentence

Named = TypeVar("Named")


def sentences(words: Mapping[Named, str]) -> dict[Named, Sentence]:
    """Each can be said in another language, by itself and within a longer one."""
    return {name: Sentence(said) for name, said in words.items()}


NOTHING = Sentence(N_("无记录"))
FLAGS = {True: Sentence(N_("是")), False: Sentence(N_("否"))}
TRANSFER_WORDS = sentences(
    {
        "amount": N_("本笔金额"),
        "channel": N_("渠道"),
        "new_payee": N_("首次向该收款人付款"),
        "time_of_day": N_("交易时刻"),
        "whole_hundreds": N_("整百元"),
        "payer_kind": N_("付款账户种类"),
        "payer_class": N_("付款账户类别"),
        "payer_status": N_("付款账户状态"),
        "payer_holder_age": N_("付款人年龄段"),
        "payer_holder_accounts": N_("付款人名下账户数"),
        "payer_phone_differs": N_("付款账户预留手机非本人"),
        "payer_open_for": N_("付款账户开户时长"),
        "payer_quiet_for": N_("付款账户此前未动户时长"),
        "payee_kind": N_("收款账户种类"),
        "payee_class": N_("收款账户类别"),
        "payee_status": N_("收款账户状态"),
        "payee_holder_age": N_("收款人年龄段"),
        "payee_holder_accounts": N_("收款人名下账户数"),
        "payee_phone_differs": N_("收款账户预留手机非本人"),
        "payee_open_for": N_("收款账户开户时长"),
        "payee_quiet_for": N_("收款账户此前未动户时长"),
        "payer_involved": N_("付款账户在涉案名单"),
        "payer_controlled": N_("付款账户在管控名单"),
        "payer_allowed": N_("付款账户在商户白名单"),
        "payee_involved": N_("收款账户在涉案名单"),
        "payee_controlled": N_("收款账户在管控名单"),
        "payee_allowed": N_("收款账户在商户白名单"),
    }
)
EARLIER_WORDS = sentences(
    {
        "amount": N_("金额"),
        "new_payee": N_("首次付给该收款人"),
    }
)
KEY_WORDS = sentences(
    {
        Key.PAYER: N_("付款账户"),
        Key.PAYEE: N_("收款账户"),
        Key.PAIR: N_("付款账户向该收款账户"),
    }
)
DIRECTION_WORDS = sentences(
    {
        Direction.IN: N_("转入"),
        Direction.OUT: N_("转出"),
        Direction.ANY: N_("收付"),
    }
)
COUNTERPARTY_WORDS = sentences(
    {
        Direction.IN: N_("付款人数"),
        Direction.OUT: N_("收款人数"),
        Direction.ANY: N_("对手人数"),
    }
)
FEATURE_WORDS = {
    Aggregate.COUNT: N_("{whose}{window}{direction}笔数"),
    Aggregate.SUM: N_("{whose}{window}{direction}合计"),
    Aggregate.MAX: N_("{whose}{window}{direction}最大一笔"),
    Aggregate.DISTINCT: N_("{whose}{window}{counterparties}"),
    Aggregate.IDLE: N_("距{whose}{window}最近一笔{direction}"),
    Aggregate.AGE: N_("距{whose}{window}最早一笔{direction}"),
}
STATE_WORDS = sentences(
    {
        State.DRAFT: N_("草稿"),
        State.TRIAL: N_("试运行"),
        State.IN_FORCE: N_("已启用"),
        State.RETIRED: N_("已停用"),
    }
)
OPERATOR_WORDS = sentences(
    {
        "and": N_("且"),
        "or": N_("或"),
        "*": "×",
        "<=": "≤",
        ">=": "≥",
        "!=": "≠",
    }
)
DURATION_WORDS = (
    ("d", N_("{count}天")),
    ("h", N_("{count}小时")),
    ("min", N_("{count}分钟")),
    ("s", N_("{count}秒")),
)


def shown(value: int | str | None, kind: Kind) -> str:
    """A value as the person on duty reads it."""
    match kind:
        case _ if value is None:
            return NOTHING
        case Kind.MONEY:
            return yuan_text(int(value))
        case Kind.DURATION:
            return duration_text(int(value))
        case Kind.FLAG:
            return FLAGS[bool(value)]
    return str(value)


def duration_text(microseconds: int) -> str:
    """The two largest units; days from two on, so that 24小时 is no calendar day."""
    words: list[Sentence] = []
    for unit, template in DURATION_WORDS:
        if unit == "d" and microseconds < 2 * MICROSECONDS["d"]:
            continue
        count, microseconds = divmod(microseconds, MICROSECONDS[unit])
        if count:
            words.append(Sentence(template, count=count))
        elif words:
            break
    if not words:
        return Sentence(N_("不到1秒"))
    if len(words) == 1:
        return words[0]
    return Sentence("{larger}{smaller}", larger=words[0], smaller=words[1])


def feature_text(feature: Feature) -> str:
    """付款账户近1小时转入合计（只计金额 ≥ ¥500.00的）"""
    if feature.filter is None:
        return _measured_text(feature)
    only = _text(feature.filter, EARLIER_WORDS)
    measured = _measured_text(feature)
    return Sentence(N_("{measured}（只计{filter}的）"), measured=measured, filter=only)


def _measured_text(feature: Feature) -> str:
    window = (
        Sentence(N_("近{window}"), window=duration_text(feature.window_us))
        if feature.window_us
        else Sentence(N_("以往"))
    )
    return Sentence(
        FEATURE_WORDS[feature.aggregate],
        whose=KEY_WORDS[feature.key],
        window=window,
        direction=DIRECTION_WORDS[feature.direction],
        counterparties=COUNTERPARTY_WORDS[feature.direction],
    )


def labels_of(rule: Rule) -> dict[str, str]:
    """What each value that it says is called."""
    features = {name: feature_text(feature) for name, feature in rule.features.items()}
    facts = dict.fromkeys(["amount", *rule.facts])
    return {**{name: TRANSFER_WORDS[name] for name in facts}, **features}


def rule_text(rule: Rule) -> str:
    """The whole rule, one line a part, so that it can be read without its file."""
    when = Sentence(N_("　当 {when}"), when=condition_text(rule))
    bands = [f"　{band_text(rule, band)}" for band in rule.bands]
    limits = [
        Sentence(
            N_("　{label}{limit}，依据：{basis}（可信度{confidence}）"),
            label=known.label,
            limit=_literal_text(literal.value, literal.kind),
            basis=known.basis,
            confidence=known.confidence,
        )
        for known, literal in rule.limits.items()
    ]
    return "\n".join([head_text(rule), when, *bands, *limits])


def head_text(what: Provenance) -> str:
    """What a rule or a typology is called and rests on."""
    return Sentence(
        N_("{title}（{id}，第{version}版，{state}，依据：{basis}）"),
        title=what.title,
        id=what.id,
        version=what.version,
        state=STATE_WORDS[what.state],
        basis=what.basis,
    )


def condition_text(rule: Rule) -> str:
    return _text(rule.when, _feature_words(rule))


def band_text(rule: Rule, band: Band) -> str:
    """Its edge, its score, its sentence with what will be filled in."""
    names = _feature_words(rule)
    return Sentence(
        N_("{measure} ≥ {edge}：{score}分，{reason}"),
        measure=_text(rule.measure, names),
        edge=_text(band.at_least, names),
        score=band.score,
        reason=reason_text(rule, band, _blanks(rule)),
    )


def _feature_words(rule: Rule) -> dict[str, str]:
    return {name: feature_text(feature) for name, feature in rule.features.items()}


def _blanks(rule: Rule) -> dict[str, str]:
    plain = {name: _measured_text(f) for name, f in rule.features.items()}
    words = {**TRANSFER_WORDS, **plain, "measure": _text(rule.measure, plain)}
    return {name: f"〔{text}〕" for name, text in words.items()}


def reason_text(rule: Rule, band: Band, facts: Mapping[str, str]) -> str:
    """The band's sentence with the values that made it fire filled in."""

    def filled(name: str) -> str:
        if name.endswith(WINDOW):
            window_us = rule.features[name.removesuffix(WINDOW)].window_us
            return duration_text(window_us or 0)
        if name.startswith(LIMIT):
            literal = parse_literal(name, rule.dated)
            return _literal_text(literal.value, literal.kind)
        return facts[name]

    return PLACEHOLDER.sub(lambda found: filled(found[1]), band.reason)


def _text(expression: Expression, names: Mapping[str, str]) -> str:
    match expression:
        case Literal(value, kind, Parameter() as known):
            limit = _literal_text(value, kind)
            label = Sentence(known.label)
            return Sentence("{label}{limit}", label=label, limit=limit)
        case Literal(value, kind):
            return _literal_text(value, kind)
        case Name(name):
            return names.get(name) or TRANSFER_WORDS.get(name) or name
        case Negation(inner):
            return Sentence(N_("并非（{inner}）"), inner=_text(inner, names))
        case Comparison(operator, left, right):
            sign = OPERATOR_WORDS.get(operator, operator)
            return _joined(_text(left, names), sign, _text(right, names))
    sign = OPERATOR_WORDS.get(expression.operator, expression.operator)
    before = _grouped(expression.left, expression.operator, names)
    after = _grouped(expression.right, expression.operator, names)
    return _joined(before, sign, after)


def _joined(before: str, sign: str, after: str) -> Sentence:
    return Sentence("{before} {sign} {after}", before=before, sign=sign, after=after)


def _grouped(inside: Expression, operator: str, names: Mapping[str, str]) -> str:
    """Parentheses wherever the written order would otherwise be lost."""
    text = _text(inside, names)
    loose = isinstance(inside, Junction | Arithmetic) and (
        inside.operator != operator or operator == "-"
    )
    return Sentence(N_("（{text}）"), text=text) if loose else text


def _literal_text(value: Fraction | str, kind: Kind) -> str:
    if isinstance(value, str):
        return f"「{value}」"
    if value.denominator != 1:
        return f"{float(value * 100):g}%"
    return shown(int(value), kind)
