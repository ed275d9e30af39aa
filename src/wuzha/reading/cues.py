"""What stands behind a name, or before it, where the sentence says that it acts."""

import re
from functools import cache

from wuzha.reading.lexicon import lexicon

TOGETHER = "(?:[二两三四五][家方]|双方)?"  # 甲局,乙办两家要…


@cache
def lead_in() -> re.Pattern[str]:
    return re.compile(f"(?:{lexicon().lead_ins})*")


@cache
def modal() -> re.Pattern[str]:
    words = lexicon()
    return re.compile(f"、?(?:{words.heads}|{words.staff})?{TOGETHER}{words.modal}")


@cache
def firm() -> re.Pattern[str]:
    """What makes a subject of units even behind another clause."""
    return re.compile(f"{modal().pattern}|(?:具体|主要|全面)?负责(?!人|同志|制)")


@cache
def must() -> re.Pattern[str]:
    """What makes a subject of whatever people or party stand before it."""
    return re.compile(f"(?![会将可得])(?:{firm().pattern})(?!是)|不得|不准|严禁")


@cache
def cue() -> re.Pattern[str]:
    words = lexicon()
    return re.compile(
        f"{modal().pattern}|(?:{words.staff})?{words.preposition}"
        f"|(?:{TOGETHER}|{words.staff}){words.verb}"
    )


@cache
def deed() -> re.Pattern[str]:
    """What is done, at the beginning of a clause without a subject."""
    return re.compile(f"{cue().pattern}|{lexicon().begins}")


@cache
def any_act() -> re.Pattern[str]:
    """Also what only people in their posts do."""
    return re.compile(f"{deed().pattern}|{lexicon().acts}")


@cache
def asked() -> re.Pattern[str]:
    """What somebody is asked for in the midst of a clause: 这项工作请各村于…."""
    words = lexicon()
    return re.compile(f"{words.modal}|{words.asked}")


@cache
def acting() -> re.Pattern[str]:
    return re.compile(f"(?!{lexicon().belongings})[\u4e00-\u9fff]")


@cache
def after() -> re.Pattern[str]:
    """派出所接警后立即…, 网点遇警应立即…: something happens first."""
    words = lexicon()
    then = "(?<![今最前])后|(?<![及随按同适届当定平准])时"
    return re.compile(
        f"(?![和或及与暨])(?!{words.posts})[^,。;:、()]{{2,10}}(?:(?:{then})(?:{words.modal}|{words.preposition}|{words.verb})"
        "|(?:应当?|必须|须)(?:及时|立即|迅速|第一时间))"
    )


@cache
def does() -> re.Pattern[str]:
    words = lexicon()
    return re.compile(
        f"{TOGETHER}(?!任|担任|兼任|牵头|负责|配合|主要(?:负责|领导)|为[^,。;]{{0,6}}(?:成员|组员|主任|[组队]长|主体|代表))(?:{words.preposition}|{words.verb}|{words.begins}"
        "|组成(?![的,。;)]))"
    )


@cache
def role() -> re.Pattern[str]:
    tails = lexicon().tails
    lead = "|".join(sorted(tails.lead, key=len, reverse=True))
    units = "|".join(sorted(tails.units, key=len, reverse=True))
    return re.compile(f"(?:(?P<lead>{lead})|(?P<units>{units}))(?!人|同志|制)")


@cache
def stated() -> re.Pattern[str]:
    """责任主体为…, 牵头单位是…: what the names behind it are said to be."""
    labels = lexicon().labels
    lead, units = (
        "|".join(sorted(labels.of(role), key=len, reverse=True))
        for role in ("lead", "units")
    )
    return re.compile(f"(?:(?P<lead>{lead})|(?P<units>{units}))(?:为|是)")


@cache
def leading() -> re.Pattern[str]:
    """要定期牵头召开…: a clause that says of its subject that it leads."""
    how = "负责|具体|主要|全面|统一|定期|积极|组织"
    until = "(?:[于在]?[^,。;:、]{0,8}\\d[日月年][底末]?(?:之|以)?前)?"
    return re.compile(
        f"(?:{lexicon().modal})?{until}(?:{how})*(?:总|主)?牵头(?!单位|部门|科室|处室|人|领导|的)"
    )
