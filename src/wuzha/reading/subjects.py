"""The subject of a sentence: the units, posts or people with which a clause begins."""

import re
from collections.abc import Sequence

from wuzha.reading import cues
from wuzha.reading.lexicon import lexicon
from wuzha.reading.sentences import Piece
from wuzha.reading.units import (
    actor_list,
    ends,
    person_list,
    post_list,
    short_names,
    unit_list,
)

REACH = 240  # how far into a clause its subject may run
LEAST = 2  # letters of a name
ADVERBIAL = re.compile(
    r"^(?:在|对|视(?!频|察)|针对|根据|按照|依据|为|通过|结合|利用|依托|围绕|充分|同时|此外|另外|原则上"
    r"|一旦|凡|当|自|从|以|如|经|接到|收到|听到|得知|寒|暑|节|假期|开学|期末|放学|汛期|春节|国庆|清明|上午|下午|晚上|\d{1,2}月|20\d\d年|每[天日周月年季]|第[一二三四五六七八九十]周)"
)
# 要按照…原则, and 客户已汇出资金的, say on what terms something is done.
TERMS = re.compile(r"(?:要|应|须)?(?:按照?|根据|遵循|本着)[^,]*,|[^,]{4,}的,")
TEMPORAL = re.compile(
    r"(?:时|后|前|中|下|期间|同时|过程中|基础上|以来|起|[天日周月时内]内)[,:]?$"
)
FOUNDS = re.compile(
    r"设(?:[立置]?[在于]|[立置].{0,8}(?:办公室|小组|专班))"
)  # 办公室设在… tells where it sits, not what it does
# 区, and then 教育局: a name goes on with a word that may also be a verb.
GOES_ON = re.compile(
    r"(?:教育|宣传|统计|管理|组织|保障|研究|监测|监督|培训|督查|考核|指导|协调|执法|检查|服务|宣讲|劝阻|巡查|志愿|应急|救援|救助|调解|审计|审批|规划|评估|预警|采集|登记|巡防|值守|督察|复核|研判|防控|打击|拦截|招募|帮扶|帮教|建设|处置|调度|监控|备案|巡逻|调查|回访){1,2}"
    r"(?:局|部门|部|办公室|办|委员会|委|科室|科|股|中心|站|所(?![辖属])|院|处|室|大队|队|厅|体育局|体育|小组|组(?!织)"
    r"|(?<!组织)(?<!培训)员(?!工))"
)
OURSELVES = ("我", "本", "该")  # 我行开展了… tells a story, 我行将… does not
SENSE = 5  # letters that a clause needs behind its subject to say what is done
LABEL = 16  # letters of the longest label before a colon
AT = re.compile("在|接到|收到|接|发现|遇到|得知|负责(?!人|同志|制)")
PARTNERS = re.compile(r"会同|联合|协同|协助|配合")
JOINS = re.compile(r"会同|联合(?!国|会)")
ASKS = re.compile(r"(?<![申邀提报聘呈])请(?![示假求柬教客愿])")


def subject(text: str, parts: Sequence[Piece], *, told: bool) -> tuple[Piece, ...]:
    adverbial = True
    waiting: tuple[Piece, ...] = ()
    for i, clause in enumerate(parts):
        following = parts[i + 1] if i + 1 < len(parts) else None
        cue = cues.modal() if told else cues.cue() if adverbial else cues.firm()
        units = at_front(text, clause, following, cue)
        units = units or (() if told else _asked(text, clause))
        goes_on = _goes_on(text, waiting, told=told)
        if units or (waiting and goes_on.match(text, *clause)):
            return (*waiting, *units)
        waiting = alone(text, clause)
        adverbial = adverbial and is_adverbial(text, clause)
    return ()


def is_adverbial(text: str, clause: Piece) -> bool:
    """When, how and where; and what only labels what follows (第一步:)."""
    words = clause.of(text)
    return bool(
        ADVERBIAL.match(words)
        or TEMPORAL.search(words)
        or TERMS.fullmatch(words)
        or _is_label(text, clause)
    )


def _is_label(text: str, clause: Piece) -> bool:
    return text[clause.end - 1] == ":" and clause.end - clause.start <= LABEL


def _goes_on(text: str, names: Sequence[Piece], *, told: bool) -> re.Pattern[str]:
    """What must follow names that stand alone before a comma."""
    if told:
        return cues.modal()
    return cues.cue() if _listed(text, names) else cues.firm()


def _listed(text: str, names: Sequence[Piece]) -> bool:
    """Several names, or 各…: what stands alone like this is meant to act."""
    return len(names) > 1 or bool(names and text[names[0].start] == "各")


def alone(text: str, clause: Piece) -> tuple[Piece, ...]:
    """A clause of units and nothing else: 各村,各部门要…."""
    if clause.end - clause.start > REACH or text[clause.end - 1] != ",":
        return ()
    return tuple(unit_list(text, clause.start, clause.end - 1))


def at_front(
    text: str, clause: Piece, following: Piece | None, cue: re.Pattern[str]
) -> tuple[Piece, ...]:
    """The units with which the clause begins, if they are those who act."""
    lead_in = cues.lead_in().match(text, clause.start, clause.end)
    start = lead_in.end() if lead_in else clause.start
    cue = _cue_of(text[start : start + 1], cue)
    if TEMPORAL.search(clause.of(text)):
        if must := _before(text, start, clause, cues.modal()):  # 各校要于5日前,…
            return must
        if not (following and cues.any_act().match(text, *following)):
            return ()
        cue = cues.cue() if cues.modal().match(text, *following) else AT
    if units := _before(text, start, clause, cue):
        return units
    if cue is cues.cue() and (units := _of_each(text, start, clause)):
        return units
    return () if cue is cues.modal() else _persons(text, start, clause)


def _persons(text: str, start: int, clause: Piece) -> tuple[Piece, ...]:
    """养殖户要…, 参会人员应…: whoever must act is somebody, whatever the name."""
    limit = min(clause.end, start + REACH)
    for must in cues.must().finditer(text, start + LEAST, limit):
        if names := person_list(text, start, must.start()):
            return tuple(names)
    return ()


def _before(
    text: str, start: int, clause: Piece, cue: re.Pattern[str]
) -> tuple[Piece, ...]:
    """The units from `start` to the first cue; 甲与乙共同… are two."""
    for name in short_names(text):
        end = start + len(name)
        if text.startswith(name, start) and cue.match(text, end, clause.end):
            return (Piece(start, end),)
    found: tuple[Piece, ...] = ()
    for end in ends(text, start, min(clause.end, start + REACH)):
        if FOUNDS.match(text, end) or GOES_ON.match(text, end, clause.end):
            continue
        if named := _acting_list(text, Piece(start, end), clause, cue):
            found = tuple(named)
            if cue.match(text, end, clause.end) and text[end] not in "与同":
                break  # else the name may go on: 物业|公司接警后应立即…
    return (*found, *partners(text, found[-1].end, clause.end)) if found else ()


def _asked(text: str, clause: Piece) -> tuple[Piece, ...]:
    """此项工作请各村于6月底前完成: those who are asked to do it."""
    for asks in ASKS.finditer(text, *clause):
        for end in ends(text, asks.end(), min(clause.end, asks.end() + REACH)):
            asked = cues.asked().match(text, end, clause.end)
            if asked and (names := actor_list(text, asks.end(), end)):
                return tuple(names)
    return ()


def _acting_list(
    text: str, names: Piece, clause: Piece, cue: re.Pattern[str]
) -> list[Piece]:
    """The units or posts, if what is behind them says that they act."""
    end, limit = names.end, clause.end
    ways = (cue, cues.after()) if cue is cues.cue() else (cue,)
    acts = any(one.match(text, end, limit) for one in ways)
    if acts and (units := unit_list(text, *names)):
        return [] if _is_heading(text, units, clause) else units
    firm = cues.firm().match(text, end, limit)
    if text[limit - 1] == ":" and not firm:
        return []
    acts = acts or (
        cue in (cues.cue(), AT) and bool(cues.any_act().match(text, end, limit))
    )
    return post_list(text, *names) if acts else []


def _is_heading(text: str, units: Sequence[Piece], clause: Piece) -> bool:
    """宣传发动: names the work, not who does it: 宣传 is a branch only among others,
    or before must."""
    (first, *more) = units
    behind = clause.end - first.end
    branch = not more and first.of(text) in lexicon().branches
    short = behind <= SENSE or cues.cue().match(text, *first)
    return branch and bool(short) and not cues.modal().match(text, first.end)


def _of_each(text: str, start: int, clause: Piece) -> tuple[Piece, ...]:
    """各村…, or 甲局,乙局…, with a word that no list knows."""
    if text[clause.end - 1] == ":":
        return ()
    each = text.startswith("各", start)
    if not each and (text.startswith("由", start) or cues.cue().match(text, start)):
        return ()
    found: tuple[Piece, ...] = ()
    for end in ends(text, start, min(clause.end, start + REACH)):
        units = unit_list(text, start, end)
        if units and (each or len(units) > 1):
            found = tuple(units) if _unknown_act(text, end, clause.end) else ()
    return found


def _unknown_act(text: str, start: int, end: int) -> bool:
    """Unless the words behind the name belong to it, they say what it does."""
    bracket = text.find("(", start, end)
    behind = (bracket if bracket >= 0 else end) - start
    return behind >= SENSE and bool(cues.acting().match(text, start, end))


def _cue_of(letter: str, cue: re.Pattern[str]) -> re.Pattern[str]:
    """What must follow, by the first letter of the name."""
    if letter in OURSELVES:
        return cues.firm()
    if cue is not cues.firm():
        return cue
    return {
        "各": cues.cue(),
        "每": cues.cue(),
        "请": cues.cue(),
        "由": cues.modal(),
    }.get(letter, cue)


def joined(text: str, clause: Piece) -> tuple[Piece, ...]:
    """A clause that begins with 会同 or 联合, and whom it names."""
    joins = JOINS.match(text, *clause)
    return partners(text, *clause) if joins else ()


def partners(text: str, start: int, end: int) -> tuple[Piece, ...]:
    """会同 or 联合 and further units right behind the subject, or behind its 要."""
    must = cues.modal().match(text, start, end)
    begin = must.end() if must else start
    match = (JOINS if must else PARTNERS).match(text, begin, end)
    if not match:
        return ()
    for stop in ends(text, match.end(), min(end, match.end() + REACH)):
        acts = text.startswith((",", ":"), stop) or cues.cue().match(text, stop, end)
        if acts and not GOES_ON.match(text, stop, end):
            return tuple(unit_list(text, match.end(), stop))
    return ()
