"""Names of units: whether a word is one, and lists of them split into their names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import zip_longest

from wuzha.reading.lexicon import lexicon
from wuzha.reading.sentences import Piece, closing


@dataclass(frozen=True)
class _Patterns:
    name: re.Pattern[str]
    branch: re.Pattern[str]
    never_ends: re.Pattern[str]
    strange: re.Pattern[str]
    never_begins: re.Pattern[str]
    ours: re.Pattern[str]
    end: re.Pattern[str]
    filler: re.Pattern[str]
    post: re.Pattern[str]
    never_post: re.Pattern[str]
    person: re.Pattern[str]
    never_person: re.Pattern[str]
    compound: re.Pattern[str]
    ands: re.Pattern[str]


SHORT = 6  # 各行业主管 may wait for its 部门, longer words do not
BRACKET = r"(?:\([^()]{1,40}\))?"
ETC = re.compile(
    r"等(?:(?:有关|相关|各|职能|重点|重要|关键|主要|行业|监管|主管|成员|责任|[省市县区镇乡][级直]|[、,](?=监管|主管))*"
    r"(?:(?P<offices>单位|部门|机构|企业|科室|站所)(?:\([^()]{1,8}\))?|(?:岗位)?(?:工作)?人员|\d+多?[家个]?|多家)+)?$"
)
# 公安,通信,金融三部门 are so many.
COUNTED = re.compile(
    r"(?<=.{2})[两二三四五六七八九十\d](?:个?(?:部门|单位|家单位|家部门)|级|方)$"
)
# 消防救援,应急管理部门: the last word is said of all of them.
SHARED = re.compile(
    r"[、,和及与](?!各|有关|相关|其他|所属|本|该)[\u4e00-\u9fff]{2,6}(?:部门|机关|机构)$"
)
# 东河,西山县政府: the last letters are said of both places.
PLACE = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2,4})(?:[县区市旗镇乡]|街道)(?:(?:人民)?政府|党委)?"
)
OFFICES = "[委办局科室站所部院股处厅]"  # 各委,办,局 are one name for all offices
COLLECTIVE = re.compile(
    rf"各(?:有关|相关|直属|[省市县区镇])*{OFFICES}(?:[、,]{OFFICES})+(?![\u4e00-\u9fff])"
)
LOOSE = re.compile(r"[\u4e00-\u9fff]{2,6}")
ANDS = "以及|及其|特别是|尤其是|及|和|与|暨|或"
ADVERBS = re.compile(
    r"^(?:由|请|并由|以及|及|和|与|所?(?:涉及|对应)的(?:相关|有关)?|所在地?的?(?=[村镇乡街社学班单县]))(?=.)"
)
SHORTLY = re.compile(r"\((?:以下|下|以下统|下统)?(?:简)?称[^()]*\)$")
ASIDE = re.compile(r"\((?P<words>[^()]*)\)$")  # 甲局(在办税环节)
SHORTENED = re.compile(
    r"\((?:以下)?(?:统一)?简称[:“]?(?P<short>[\u4e00-\u9fff]{2,12})”?\)"
)
MOST_SHORT = 20
POST = 8  # letters before what the name of a post ends with
PAPER = re.compile(
    r"(?:方案|预案|办法|条例|通知|意见|规定|法|工程|行动|活动|系统|平台|制度|计划)$"
)
THEIR = re.compile(
    r"(?<=.{2})的(?:全体)?(?:工作人员|干部职工|干部|民警|员工"
    r"|信息员|联络员|网格员|负责人|值班人员)$"
)
OFFICE = re.compile(
    r"的?(?:主要|具体|工作|部门|岗位)*(?:职责|职能|任务|责任)(?:分工|任务)?"
    r"(?:主要)?(?:是|为|有|如下|包括)?$"
)
OTHERS = "(?:等[^,。;:、的等]{0,6}人员)?"
LISTED = "、,;/\n"
LISTING = re.compile("[、,]")


def is_unit(name: str, *, alone: bool = True) -> bool:
    """Whether the word reads like a unit's name; a letter such as 村 only in a list."""
    words = lexicon()
    if not name or len(name) > words.longest or _ready().strange.search(name):
        return False
    bare = re.sub(r"\([^()]*\)", "", name)
    if "(" in bare or ")" in bare:
        return False
    if bare in words.among_others and (not alone or bare != name):
        return True  # 村 only in a list, 村(社区) also alone
    if _ready().branch.fullmatch(bare):
        return len(bare) > 1
    if bare in words.never or _ready().never_begins.match(bare):
        return False
    return bool(_ready().name.fullmatch(bare)) and not _ready().never_ends.search(bare)


def split(text: str, start: int, end: int) -> list[Piece]:
    """The names in a list such as 甲局、乙办和各村(社区); not fillers as 按职责分工.
    What is no unit's name stays in, whole: a label may have said that it is one."""
    found = []
    etc = ETC.search(text, start, end)
    if etc and LISTING.search(etc[0]):
        end = etc.start()  # 建设,工商等行业主管,监管部门 are two of the listed kind
    for piece in _listed(text, start, end):
        bare = _bare(text, piece)
        for part in _joined(text, bare) if bare else ():
            name = _bare(text, part)
            if name and not _ready().filler.fullmatch(name.of(text)):
                found.append(name)
    return found


def unit_list(text: str, start: int, end: int) -> list[Piece]:
    """The names if text[start:end] lists units and nothing else, or none."""
    pieces = split(text, start, end)
    pieces = _merged(text, pieces)
    alone = len(pieces) == 1
    names = [piece.of(text) for piece in pieces]
    etc = ETC.search(text[start:end])
    if (etc and etc["offices"]) or SHARED.search(text, start, end):
        pieces = [part for piece in pieces for part in _at_ands(text, piece)]
        sound = all(_may_be_unit(piece.of(text)) for piece in pieces)
        return pieces if sound else []
    sound = all(
        is_unit(name, alone=alone) or _shares(name, after)
        for name, after in zip_longest(names, names[1:], fillvalue="")
    )
    named = any(map(is_unit, names)) or (etc and not alone)
    return pieces if sound and named else []


def _shares(name: str, after: str) -> bool:
    """东河 before 西山县政府: two places, of which one is called what both are."""
    place = PLACE.fullmatch(after)
    return bool(place and LOOSE.fullmatch(name) and len(name) <= len(place["name"]))


def _at_ands(text: str, piece: Piece) -> list[Piece]:
    """卫生和药品 before 等部门: two of them, unless the whole is a unit's name."""
    match = next(_ands(text, piece), None)
    if match is None:
        return [piece]
    by_post = _is_post(text, Piece(piece.start, match.start()))
    if is_unit(piece.of(text)) and not by_post:
        return [piece]
    return [Piece(piece.start, match.start()), Piece(match.end(), piece.end)]


@lru_cache(maxsize=4)
def short_names(text: str) -> tuple[str, ...]:
    """Names of units that the text itself shortens: (以下简称联防办)."""
    found = (match["short"] for match in SHORTENED.finditer(text))
    names = dict.fromkeys(name for name in found if not PAPER.search(name))
    return tuple(names)[:MOST_SHORT]


def post_list(text: str, start: int, end: int) -> list[Piece]:
    """柜员,大堂经理: the posts if text[start:end] lists posts and nothing else."""
    listed = [
        part
        for piece in split(text, start, end)
        for part in ([piece] if _is_post(text, piece) else _at_ands(text, piece))
    ]
    posts = [_is_post(text, piece) for piece in listed]
    sound = all(
        post or is_unit(piece.of(text), alone=False)
        for post, piece in zip(posts, listed, strict=True)
    )
    return listed if sound and any(posts) else []


def person_list(text: str, start: int, end: int) -> list[Piece]:
    """The people or parties (养殖户、承包人) if text[start:end] lists such: names of so
    little form that only what follows can say that they act."""
    listed = [
        part for piece in split(text, start, end) for part in _at_ands(text, piece)
    ]
    names = [piece.of(text) for piece in listed]
    sound = all(
        _is_person(name) or _is_post(text, piece) or is_unit(name, alone=False)
        for name, piece in zip(names, listed, strict=True)
    )
    return listed if sound else []


def _is_person(name: str) -> bool:
    """监督员 and 参会人员 are names, though 监督 and 参会 by themselves are not."""
    ready = _ready()
    if not ready.person.fullmatch(name) or ready.never_person.search(name):
        return False
    if ready.strange.search(name):
        return False
    return bool(ready.compound.fullmatch(name) or not ready.never_begins.match(name))


def actor_list(text: str, start: int, end: int) -> list[Piece]:
    """The units, or the posts, if text[start:end] lists such and nothing else."""
    return unit_list(text, start, end) or post_list(text, start, end)


def _is_post(text: str, piece: Piece) -> bool:
    ready, words = _ready(), piece.of(text)
    post = ready.post.fullmatch(words)
    if not post or ready.never_post.search(words):
        return False
    return not (ready.strange.search(words) or ready.never_begins.match(post["name"]))


def _may_be_unit(name: str) -> bool:
    """会计 in 会计、信贷等部门: what such words say must be offices."""
    loose = LOOSE.fullmatch(name) and not _ready().never_begins.match(name)
    return is_unit(name, alone=False) or bool(
        loose and not _ready().strange.search(name)
    )


def heading_units(text: str, heading: Piece) -> list[Piece]:
    """The units that a heading names and nothing else: 甲局, 甲局主要职责."""
    end = heading.end
    while end > heading.start and text[end - 1] in "。:;,\n":
        end -= 1
    posted = heading.end > end and text[end] == ":"
    end = without_office(text, heading.start, end)
    start = _behind_kind(text, heading.start, end)
    posts = post_list(text, start, end) if posted else []
    return unit_list(text, start, end) or posts


def _behind_kind(text: str, start: int, end: int) -> int:
    """宣传部门--县委宣传部: where those of the kind begin."""
    dashes = text.rfind("--", start, end)
    return dashes + 2 if dashes > start else start


def without_office(text: str, start: int, end: int) -> int:
    """Where the name in 甲局主要职责 ends."""
    office = OFFICE.search(text, start, end)
    return office.start() if office else end


def ends(text: str, start: int, end: int) -> Iterator[int]:
    """Places where a unit's name may end, in order. One ending may begin inside
    another: 人民政府 holds 民政."""
    seen = {match.end("end") for match in _ready().end.finditer(text, start, end)}
    more = {place + 1 for place in seen if text.startswith("等", place)}
    yield from sorted(place for place in seen | more if place <= end)


def _listed(text: str, start: int, end: int) -> Iterator[Piece]:
    begin = at = start
    while at < end:
        if text[at] in "([":
            at = max(closing(text, at, end), at) + 1
        elif collective := COLLECTIVE.match(text, at, end):
            at = collective.end()
        elif text[at] in LISTED:
            yield Piece(begin, at)
            at += 1
            begin = at
        else:
            at += 1
    yield Piece(begin, end)


def _joined(text: str, piece: Piece) -> Iterator[Piece]:
    """Parts between 和 or 及, and before a 各, where both sides are units."""
    for match in _ands(text, piece):
        left, right = text[piece.start : match.start()], text[match.end() : piece.end]
        first = _first(right)
        left = THEIR.sub("", left)
        if is_unit(left, alone=False) and (
            is_unit(first, alone=False) or is_unit(right)
        ):
            yield Piece(piece.start, match.start())
            yield from _joined(text, Piece(match.end(), piece.end))
            return
    for match in re.finditer("各", text[piece.start : piece.end]):
        at = piece.start + match.start()
        sides = text[piece.start : at], text[at : piece.end]
        if text[piece.start] == "各" and all(map(is_unit, sides)):
            yield Piece(piece.start, at)
            yield from _joined(text, Piece(at, piece.end))
            return
    yield piece


def _ands(text: str, piece: Piece) -> Iterator[re.Match[str]]:
    """Each 和 or 及 but those inside a name such as 文化和旅游局."""
    found = _ready().ands.finditer(text, *piece)
    yield from (one for one in found if one["and"] and one.start() > piece.start)


def _first(text: str) -> str:
    listed = ETC.sub("", text)
    match = next(_ands(listed, Piece(0, len(listed))), None)
    return listed[: match.start()] if match else listed


def _bare(text: str, piece: Piece) -> Piece | None:
    start, end = piece
    while start < end and text[start] in " 。:\n":
        start += 1
    while end > start and text[end - 1] in " 。:\n":
        end -= 1
    name = text[start:end]
    if lead := ADVERBS.match(name):
        start += lead.end()
    for tail in (SHORTLY, THEIR, ETC, COUNTED):
        if rest := tail.search(text[start:end]):
            end = start + rest.start()
    aside = ASIDE.search(text[start:end])
    if aside and _ready().strange.search(aside["words"]):
        end = start + aside.start()
    start = _behind_ours(text, start, end)
    return Piece(start, end) if start < end else None


def _behind_ours(text: str, start: int, end: int) -> int:
    """Where the name in 我校保卫处 begins; 我校 alone is one."""
    ours = _ready().ours.match(text, start, end)
    return ours.end() if ours and is_unit(text[ours.end() : end]) else start


def _merged(text: str, pieces: list[Piece]) -> list[Piece]:
    """A piece that is no name goes with the next: 行业主管、监管部门 is one."""
    merged: list[Piece] = []
    waiting: Piece | None = None
    for piece in pieces:
        whole = Piece(waiting.start, piece.end) if waiting else piece
        if is_unit(piece.of(text), alone=False) and (
            not waiting or is_unit(whole.of(text))
        ):
            merged.append(whole)
            waiting = None
        elif (
            waiting
            or len(piece.of(text)) > SHORT
            or text[piece.start] not in "各有相"
            or _is_post(text, piece)
        ):
            return pieces
        else:
            waiting = whole
    return [*merged, waiting] if waiting else merged


@cache
def _ready() -> _Patterns:
    words = lexicon()
    longest_first = sorted(words.suffixes, key=len, reverse=True)
    suffix = "|".join(longest_first)
    branches = "|".join(sorted(words.branches, key=len, reverse=True))
    endings = {*words.suffixes, *words.branches, *words.among_others}
    anything = "|".join(sorted(endings, key=len, reverse=True))
    place = "[省市县区镇乡街道村]{0,2}"
    return _Patterns(
        name=re.compile(rf".*(?:{suffix})"),
        branch=re.compile(rf"(?:各|全)?{place}(?:{branches})"),
        never_ends=re.compile(rf"(?:{'|'.join(words.never_ends)})$"),
        strange=re.compile(words.strange),
        never_begins=re.compile(words.never_begins),
        ours=re.compile(words.ours),
        end=re.compile(
            rf"(?=(?P<end>(?:{words.posts}|{anything})(?<!组(?=织)){BRACKET}{OTHERS}))"
        ),
        post=re.compile(
            rf"(?P<before>(?:{words.before_posts})*)"
            rf"(?P<name>(?:(?![和或及与暨])(?:[\u4e00-\u9fff\d“”]|\([\u4e00-\u9fff]{{1,3}}\))){{0,{POST}}}"
            rf"(?:{words.posts})){BRACKET}"
        ),
        never_post=re.compile(words.never_posts),
        person=re.compile(
            rf"(?:{words.before_posts})*"
            rf"(?!(?:{words.verb}|{words.preposition})(?!(?:{words.persons})$))"
            rf"[\u4e00-\u9fff]{{0,{POST}}}(?:{words.persons})"
        ),
        never_person=re.compile(words.never_persons),
        ands=re.compile(rf"(?:{'|'.join(words.wholes)})|(?P<and>{ANDS})"),
        compound=re.compile(rf"[\u4e00-\u9fff]{{1,2}}(?:{words.persons})"),
        filler=re.compile("|".join(words.fillers)),
    )
