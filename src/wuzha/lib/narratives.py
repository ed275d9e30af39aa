"""The story of a case without those whom it could lead to: names, places, numbers,
accounts, addresses on the net, identities in chats.

Rules miss some: whoever publishes a story reads it first. What is certain (the names
and places that the case knows of) is handed in and always goes.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from wuzha.lib.datafiles import DATA, load
from wuzha.lib.masking import DATE
from wuzha.lib.words import N_

HAN = "\u4e00-\u9fff"
UNKNOWN = "某"
LEAST_NUMBER = 7

NAME, PLACE, NUMBER = N_("姓名"), N_("地点单位"), N_("号码账号")
LINK, CHAT = N_("网址邮箱"), N_("聊天账号")

ADDRESS = re.compile(r"(?:https?://|www\.)[\w\-.~:/?#@!$&*+;=%]+", re.ASCII | re.I)
HOST = re.compile(r"(?<![\w@.])(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/[\w\-.~/?#&=%]*)?", re.I)
MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
HANDLE = re.compile(
    r"(?P<label>(?:微信|QQ|扣扣|抖音|快手|陌陌|飞机|Telegram|支付宝|小红书|会议|群聊|群)"
    r"(?:账号|帐号|昵称|号码|号)?(?:[:：为是叫\s“\"]{0,3}))(?P<id>[A-Za-z0-9_\-]{5,})",
    re.I | re.ASCII,
)
# Letters and digits mixed: wx_k3d9qq, an ID of an app. Plates of cars as well.
MIXED = re.compile(
    r"(?<![A-Za-z0-9_])(?=[A-Za-z_\-]*\d)(?=[\d_\-]*[A-Za-z])[A-Za-z0-9_\-]{6,}",
    re.ASCII,
)
PLATE = re.compile(rf"[{HAN}][A-Z][·\s]?[A-Z0-9]{{5,6}}(?![A-Za-z0-9])")
HOUSE = r"第?[一二三四五六七八九十\d]+[组号栋幢单元室楼层-]+"
DIGITS = re.compile(
    r"(?<![\dA-Za-z.])\+?\d(?:[ \-]?\d){6,}[Xx]?(?![\dA-Za-z]|\.\d|元|万|亿)"
)


@dataclass(frozen=True)
class PlaceKind:
    """`most` characters of a name before one of the `ends`."""

    ends: tuple[str, ...]
    says: str
    most: int


@dataclass(frozen=True)
class PlaceWords:
    stops: str
    none: tuple[str, ...]
    none_ends: tuple[str, ...]


@dataclass(frozen=True)
class Words:
    version: str
    surnames: str
    compound_surnames: tuple[str, ...]
    no_names: tuple[str, ...]
    given: str
    syllables: tuple[str, ...]
    no_given: tuple[str, ...]
    titles: tuple[str, ...]
    short_titles: str
    no_titled: str
    familiar: str
    before: tuple[str, ...]
    after_words: tuple[str, ...]
    after_characters: str
    heads: str
    no_heads: tuple[str, ...]
    places: tuple[PlaceKind, ...]
    place_words: PlaceWords

    def __post_init__(self) -> None:
        if short := [word for word in self.no_names if len(word) < 2]:
            raise ValueError(f"would keep whoever is called so: {short}")


@dataclass(frozen=True)
class Masked:
    """`hidden`: how many of which kind."""

    text: str
    hidden: Mapping[str, int]


def masked(
    text: str, *, names: Iterable[str] = (), places: Iterable[str] = ()
) -> Masked:
    hidden: Counter[str] = Counter()
    for kind, hide in (
        (LINK, _links),
        (CHAT, _chats),
        (NUMBER, _numbers),
        (NAME, lambda text: _names(text, names)),
        (PLACE, lambda text: _places(text, places)),
    ):
        text, count = hide(text)
        hidden[kind] += count
    return Masked(text, {kind: count for kind, count in hidden.items() if count})


def masked_text(text: str) -> str:
    """Where nothing is known of the case."""
    return masked(text).text


Hidden = tuple[str, int]


def _links(text: str) -> Hidden:
    return _in_turn(text, (MAIL, "某邮箱"), (ADDRESS, "某网址"), (HOST, "某网址"))


def _chats(text: str) -> Hidden:
    text, handles = HANDLE.subn(lambda found: found["label"] + "某账号", text)
    text, others = _in_turn(text, (PLATE, "某车牌"), (MIXED, "某账号"))
    return text, handles + others


def _numbers(text: str) -> Hidden:
    count = 0

    def said(found: re.Match[str]) -> str:
        nonlocal count
        if DATE.fullmatch(found[0]):
            return found[0]
        count += 1
        digits = re.sub(r"\D", "", found[0])
        return "某号码" if len(digits) < 15 else "某账号"

    return DIGITS.sub(said, text), count


def _in_turn(text: str, *rules: tuple[re.Pattern[str], str]) -> Hidden:
    counts = 0
    for pattern, says in rules:
        text, count = pattern.subn(says, text)
        counts += count
    return text, counts


def _names(text: str, known: Iterable[str]) -> Hidden:
    found = {name for name in known if len(name) > 1} | set(_names_in(text))
    count = 0
    for name in sorted(found, key=len, reverse=True):
        count += text.count(name)
        text = text.replace(name, _somebody(name))
    text, titled = titled_pattern().subn(UNKNOWN, text)
    return text, count + titled


def _somebody(name: str) -> str:
    """王小明 → 王某某, 欧阳雪 → 欧阳某"""
    family = 2 if name[:2] in words().compound_surnames else 1
    return name[:family] + UNKNOWN * max(1, len(name) - family)


def _names_in(text: str) -> Iterator[str]:
    for pattern in (name_pattern(), likely_pattern()):
        for found in pattern.finditer(text):
            name = found[found.lastgroup or 0]
            if UNKNOWN not in name and not name.endswith(words().after_words):
                yield name


@cache
def name_pattern() -> re.Pattern[str]:
    """A surname with one or two characters: after a word that calls for a name, or
    where a name may begin and followed by what names are followed by."""
    known = words()
    usual = f"(?:{'|'.join(known.compound_surnames)}|[{known.surnames}])"
    family = f"(?!{_any_of(known.no_names)}){usual}"
    ends = f"(?={_any_of((*known.after_words, *known.after_characters))}|$)"
    either = f"{family}[{HAN}]{{2}}{ends}|{family}[{HAN}]{ends}"
    apart = "".join(f"(?!(?<={word[0]}){word[1:]})" for word in known.no_heads)
    return re.compile(
        f'(?:{_any_of(known.before)})[：:“"\\s]?'
        f"(?P<called>{either}|{family}[{HAN}]{{1,2}})"
        f"|(?:^|(?<=[{re.escape(known.heads)}])){apart}(?P<plain>{either})",
        re.M,
    )


@cache
def likely_pattern() -> re.Pattern[str]:
    """A surname with two characters of given names; syllables of names from other
    languages."""
    known = words()
    usual = f"(?:{'|'.join(known.compound_surnames)}|[{known.surnames}])"
    syllable = _any_of(known.syllables)
    return re.compile(
        f"(?!{_any_of(known.no_names)}){usual}"
        f"(?!{_any_of(known.no_given)})[{known.given}]{{2}}"
        f"|(?:{syllable}){{2,}}"
    )


@cache
def titled_pattern() -> re.Pattern[str]:
    """Somebody called by the surname alone: 付老师, 老周, 姓简."""
    known = words()
    titled = "".join(one for one in known.surnames if one not in known.no_titled)
    ends = f"(?={_any_of((*known.after_words, *known.after_characters))}|$)"
    return re.compile(
        f"[{titled}](?={_any_of(known.titles)}|[{known.short_titles}]{ends})"
        f"|(?<=[老小])[{known.familiar}]{ends}"
        f"|(?<=姓)[{known.surnames}](?=的|，|,)"
    )


def _places(text: str, known: Iterable[str]) -> Hidden:
    """A chain of places is said once: 某省某市, not where it is."""
    count = 0
    for place in sorted({one for one in known if len(one) > 1}, key=len, reverse=True):
        count += text.count(place)
        text = text.replace(place, _kind_of(place))

    def said(found: re.Match[str]) -> str:
        nonlocal count
        if UNKNOWN in found[0] or _is_no_place(found[0]):
            return found[0]
        count += 1
        return _kind_of(found[0])

    return place_pattern().sub(said, text), count


@cache
def place_pattern() -> re.Pattern[str]:
    known = words()
    name = f"[{HAN}]"
    apart = f"(?![{re.escape(known.place_words.stops)}])"
    return re.compile(
        "|".join(
            f"(?:{apart}{name}){{1,{kind.most}}}?(?:{_any_of(kind.ends)})(?:{HOUSE})*"
            for kind in known.places
        )
    )


def _is_no_place(place: str) -> bool:
    known = words().place_words
    return place in known.none or place.endswith(known.none_ends)


def _kind_of(place: str) -> str:
    """The kind that the name ends in; 某地 where it tells none."""
    bare = re.sub(f"(?:{HOUSE})+$", "", place)
    kinds = (kind.says for kind in words().places if bare.endswith(kind.ends))
    return next(kinds, "某地")


def _any_of(some: Iterable[str]) -> str:
    """The longest first, or 街道 would be taken for 街."""
    return "|".join(map(re.escape, sorted(some, key=len, reverse=True)))


@cache
def words() -> Words:
    return load(Words, DATA / "masking.toml")
