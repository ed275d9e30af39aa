"""Links, numbers and accounts in a text, each judged by itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain, islice

from wuzha.detection.texts.hosts import strangeness
from wuzha.detection.texts.lexicon import SCREENING
from wuzha.lib.codes import luhn_holds, mobile
from wuzha.lib.datafiles import load
from wuzha.lib.words import N_

MOST = 50
"""Findings that are judged; a text with more is no clearer for them."""

LINK = re.compile(
    r"(?:https?://|www\.)[a-z0-9.\-_~:/?#@!$&*+;=%]{3,300}"
    r"|(?<![a-z0-9@.])(?:[a-z0-9\-]{1,63}\.){1,4}"
    r"(?:com|cn|net|org|top|xyz|vip|cc|club|icu|info|shop|site|online|live|app|me|work"
    r"|in|tk|ml|win|fun|ltd|pw|ws|biz|co|io|ly|im|hk|tw)"
    r"(?![a-z0-9])(?:/[a-z0-9.\-_~:/?#@!$&*+;=%]{0,300})?"
)
NUMBER = re.compile(r"(?<![\dx.])(?:\+|00)?\d(?:[ \-]?\d){2,24}(?!\d)")
CODE = re.compile(
    r"(?:weixin|wxp|wxpay|alipays?|alipayqr|mqqapi|upwallet|unionpay)://[!-~]{3,200}"
)
APP = re.compile(
    r"[“\"《「'](?P<name>[^“”\"《》「」'\n]{2,12})[”\"》」'](?:的)?(?:app|软件|平台|客户端)"
)
# Behind the name of a chat program; letters alone may be any word.
CHAT = re.compile(
    r"(?:[微薇威徽v]信|扣扣|陌陌|纸飞机|(?<![a-z0-9_])(?:qq|vx|wx|wechat|telegram)(?![a-z_]))"
    r"(?:群|账号|帐号|号码|号|:|是|为|加|\s){0,3}"
    r"(?P<name>(?=[a-z_\-]*[\d_\-])[a-z][a-z0-9_\-]{5,19}|[1-9]\d{4,10})"
    r"(?![a-z0-9_\-]|\s*[元块万千亿人次个条张.%])"
)
MARKED_LINK = re.compile(r"(?<![a-z])url")
WORD_BREAK = re.compile(r"[^a-z0-9]+")

KIND_NAMES = {
    "link": N_("网址"),
    "official_link": N_("官方网址"),
    "lookalike_link": N_("仿冒网址"),
    "odd_link": N_("可疑网址"),
    "short_link": N_("短链接"),
    "payment_code": N_("收款码、加好友码"),
    "mobile": N_("手机号"),
    "foreign_number": N_("境外号码"),
    "official_number": N_("官方号码（来电显示可以伪造）"),
    "account": N_("银行卡号、账号"),
    "app": N_("软件"),
}


@dataclass(frozen=True)
class Name:
    """`marks` in a host that is none of its `domains` borrow the name."""

    service: str
    marks: tuple[str, ...]
    domains: tuple[str, ...]
    as_of: date
    source: str


@dataclass(frozen=True)
class OfficialNumber:
    number: str
    service: str
    as_of: date
    source: str


@dataclass(frozen=True)
class Known:
    strange_from: float
    code_hosts: tuple[str, ...]
    shorteners: tuple[str, ...]
    cheap_endings: tuple[str, ...]
    free_hosts: tuple[str, ...]
    lure_words: tuple[str, ...]
    official_numbers: tuple[OfficialNumber, ...]
    foreign_prefixes: tuple[str, ...]
    paid_prefixes: tuple[str, ...]
    names: tuple[Name, ...]


@dataclass(frozen=True)
class Finding:
    """`kind` is a key of the weights; places are those of the normalised text."""

    kind: str
    value: str
    start: int
    end: int


@cache
def known() -> Known:
    return load(Known, SCREENING / "findings.toml")


def findings(text: str) -> list[Finding]:
    links = list(islice(_links(text), MOST))
    taken = [(one.start, one.end) for one in links]
    others = chain(_codes(text), _apps(text), _numbers(text, taken))
    return list(islice(chain(links, others), MOST))


def link_kind(link: str) -> str:
    """What the shape of an address says about it."""
    host = host_of(link)
    if not host:
        return "link"
    if _is_of(host, known().code_hosts):
        return "payment_code"
    if _is_of(host, official_domains()):
        return "official_link"
    if _borrows(host):
        return "lookalike_link"
    if _is_of(host, known().shorteners):
        return "short_link"
    is_odd = oddness(link) >= ODD or strangeness(host) >= known().strange_from
    return "odd_link" if is_odd else "link"


def chat_identities(text: str) -> Iterator[str]:
    """By what strangers are added; of a normalised text. A mobile number is found as
    one, and speaks for no scam either way."""
    for found in CHAT.finditer(text):
        if number_kind(found["name"]) != "mobile":
            yield found["name"]


def host_of(link: str) -> str:
    rest = link.lower().partition("://")[2] or link.lower()
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    return authority.rpartition("@")[2].partition(":")[0].strip(".")


ODD = 2


def oddness(link: str) -> int:
    """How many things about an address are unusual for an honest one."""
    host = host_of(link)
    labels = host.split(".")
    name = labels[-2] if len(labels) > 1 else host
    digits = sum(one.isdigit() for one in name)
    bare = not host.replace(".", "").isdigit()
    signs = (
        not bare,
        not bare,
        labels[-1] in known().cheap_endings,
        _is_of(host, known().free_hosts),
        len(labels) > 4,
        name.count("-") > 1 or len(name) > 20,
        3 <= digits < len(name),
        any(word in link for word in known().lure_words),
        "@" in link,
        "xn--" in host,
    )
    return sum(signs)


@cache
def official_domains() -> tuple[str, ...]:
    return (*(one for name in known().names for one in name.domains), "gov.cn")


def is_shared_host(host: str) -> bool:
    """Many who have nothing to do with each other have links of this host: a known
    service, a shortener, a place for everybody's pages itself."""
    others = (*known().shorteners, *known().code_hosts, *official_domains())
    return _is_of(host, others) or host in known().free_hosts


@cache
def official_numbers() -> frozenset[str]:
    return frozenset(one.number for one in known().official_numbers)


def _links(text: str) -> Iterator[Finding]:
    if "." in text:
        for found in LINK.finditer(text):
            link = found[0].rstrip(".,;:!?)")
            yield Finding(
                link_kind(link), link, found.start(), found.start() + len(link)
            )
    for found in MARKED_LINK.finditer(text):
        yield Finding("link", found[0], *found.span())


def _codes(text: str) -> Iterator[Finding]:
    """What a QR code opens when it is no address of the web."""
    if "://" in text:
        for found in CODE.finditer(text):
            yield Finding("payment_code", found[0], *found.span())


def _apps(text: str) -> Iterator[Finding]:
    for found in APP.finditer(text):
        yield Finding("app", found["name"], *found.span("name"))


def _numbers(text: str, taken: list[tuple[int, int]]) -> Iterator[Finding]:
    for found in NUMBER.finditer(text):
        start, end = found.span()
        if any(a < end and start < b for a, b in taken):
            continue
        kind = number_kind(re.sub(r"[ \-]", "", found[0]))
        if kind:
            yield Finding(kind, found[0], start, end)


def number_kind(number: str) -> str:
    """Empty for what is no telephone number and no account."""
    if number in official_numbers():
        return "official_number"
    if number.startswith(known().foreign_prefixes) and not mobile(number).problem:
        return "mobile"
    if number.startswith(known().foreign_prefixes) and 9 <= len(number) <= 17:
        return "foreign_number"
    if 16 <= len(number) <= 19 and luhn_holds(number):
        return "account"
    return "mobile" if re.fullmatch(r"1[3-9]\d{9}", number) else ""


def _is_of(host: str, domains: tuple[str, ...]) -> bool:
    return any(host == one or host.endswith(f".{one}") for one in domains)


def _borrows(host: str) -> bool:
    """A known name in a host that is not of that name; short marks as whole words."""
    words = WORD_BREAK.split(host)
    return any(
        mark in words or (len(mark) > 4 and mark in host)
        for name in known().names
        for mark in name.marks
    )
