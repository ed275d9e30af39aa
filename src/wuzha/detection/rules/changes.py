"""Two versions of a rule side by side, part by part, in plain words."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from wuzha.detection.rules.tree import Action, Party, Rule, Side
from wuzha.detection.rules.words import (
    band_text,
    condition_text,
    feature_text,
    sentences,
)
from wuzha.lib.params import CONFIDENCE
from wuzha.lib.words import N_, Sentence

SIDE_WORDS = sentences({Side.MULE: N_("涉案账户一侧"), Side.VICTIM: N_("受害人一侧")})
PARTY_WORDS = sentences({Party.PAYER: N_("付款账户"), Party.PAYEE: N_("收款账户")})
ACTION_WORDS = sentences(
    {Action.REVIEW: N_("请研判员核实"), Action.WARN: N_("建议预警")}
)
NOBODY = Sentence(N_("无"))


class Part(NamedTuple):
    """One line of a rule. `key` is the same in another version of the same line."""

    key: str
    label: str
    text: str


class Change(NamedTuple):
    label: str
    before: str  # empty: was not there
    after: str  # empty: is there no more


def parts(rule: Rule) -> list[Part]:
    return list(_parts(rule))


def changes(before: Rule, after: Rule) -> list[Change]:
    """Only what differs, in the order of the newer rule; what is gone comes last."""
    old = {part.key: part for part in parts(before)}
    new = {part.key: part for part in parts(after)}
    return [
        Change(
            (new.get(key) or old[key]).label,
            old[key].text if key in old else "",
            new[key].text if key in new else "",
        )
        for key in dict.fromkeys([*new, *old])
        if key not in old or key not in new or old[key].text != new[key].text
    ]


def _parts(rule: Rule) -> Iterator[Part]:
    yield Part("title", Sentence(N_("名称")), Sentence(rule.title))
    yield Part("side", Sentence(N_("看哪一侧")), SIDE_WORDS[rule.side])
    yield Part("account", Sentence(N_("看谁的账户")), PARTY_WORDS[rule.account])
    yield Part("when", Sentence(N_("条件")), condition_text(rule))
    for name, feature in rule.features.items():
        yield Part(f"features.{name}", Sentence(N_("统计量")), feature_text(feature))
    places = Counter[int]()
    for band in reversed(rule.bands):
        places[band.score] += 1
        label = Sentence(N_("{score}分档"), score=band.score)
        facts = {"band": band_text(rule, band), "action": ACTION_WORDS[band.action]}
        said = Sentence(N_("{band}（{action}）"), **facts)
        yield Part(f"bands.{band.score}.{places[band.score]}", label, said)
    yield Part("suspect", Sentence(N_("钱可能要止付在")), PARTY_WORDS[rule.suspect])
    yield Part("victims", Sentence(N_("疑似受害人")), _named(rule, rule.victims))
    yield Part("evidence", Sentence(N_("附上的流水")), _named(rule, rule.evidence))
    yield Part("basis", Sentence(N_("依据")), rule.basis)
    sure = Sentence(CONFIDENCE.get(rule.confidence, ""))
    graded = Sentence("{grade} {sure}", grade=rule.confidence, sure=sure)
    yield Part("confidence", Sentence(N_("可信度")), graded)


def _named(rule: Rule, names: tuple[Party | str, ...]) -> str:
    words: dict[str, str] = {str(party): said for party, said in PARTY_WORDS.items()}
    for name, feature in rule.features.items():
        words[name] = feature_text(feature)
    if not names:
        return NOBODY
    return Sentence("{names}", names=tuple(words[name] for name in names))
