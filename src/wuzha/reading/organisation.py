"""The organisation part: groups that are set up, their posts, where they sit.

Names of people are kept apart from the offices, so that a form can leave them out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from wuzha.lib.datafiles import DATA, load
from wuzha.reading.plan import Group, Post
from wuzha.reading.sentences import Piece, sentences
from wuzha.reading.view import Paragraph, View


@dataclass(frozen=True)
class Words:
    group: str
    founds: str
    roles: tuple[str, ...]
    seat: str
    polite: str
    offices: str
    surnames: str


LONGEST_NAME = 50
LEAST_POSTS = 2  # without a founding sentence, fewer are no group
LISTED = re.compile(r"[、,;]|(?<=任)")
BLANK = re.compile(r"^[xX*某略 。]*$")


def groups(view: View, paragraphs: tuple[Paragraph, ...]) -> Iterator[Group]:
    """Posts in lines behind the sentence that founds a group belong to it."""
    founding: Piece | None = None
    posts: list[Post] = []
    spoken: list[Piece] = []
    for paragraph in paragraphs:
        for sentence in sentences(view.text, paragraph.start, paragraph.end):
            founds = _ready().founds.search(view.text, *sentence)
            if founds:
                yield from _group(view, founding, posts, spoken)
                founding, posts, spoken = Piece(*founds.span("name")), [], []
            found = list(_posts(view, sentence))
            seated = spoken and _ready().seat.search(view.text, *sentence)
            if founds or found or seated:
                spoken.append(sentence)
                posts.extend(found)
    yield from _group(view, founding, posts, spoken)


def _group(
    view: View, name: Piece | None, posts: Sequence[Post], spoken: Sequence[Piece]
) -> Iterator[Group]:
    if not spoken or (name is None and len(posts) < LEAST_POSTS):
        return
    seats = (_ready().seat.search(view.text, *sentence) for sentence in spoken)
    seat = next((view.printed(*match.span("seat")) for match in seats if match), None)
    yield Group(
        source=view.span(*spoken[0]),
        name=view.printed(*name) if name else "",
        posts=tuple(posts),
        seat=seat,
        said=tuple(view.span(*sentence) for sentence in spoken),
        rules=("group.founded",),
    )


def _posts(view: View, sentence: Piece) -> Iterator[Post]:
    """组长:甲, 由甲任组长, and 组长由甲担任."""
    for pattern in _ready().posts:
        for match in pattern.finditer(view.text, *sentence):
            holders, people = _told_apart(view, Piece(*match.span("holders")))
            yield Post(
                source=view.span(*match.span()),
                role=view.printed(*match.span("role")),
                holders=holders,
                people=people,
            )


def _told_apart(view: View, piece: Piece) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Offices and units on one side, names of people on the other."""
    holders: list[str] = []
    people: list[str] = []
    for part in _parts(view.text, piece):
        words = view.printed(*part).removesuffix(_words().polite)
        match = _ready().person.search(words)
        name = match["name"] if match else ""
        office = words[: len(words) - len(name)] if name else words
        if name:
            people.append(name)
        if office and not BLANK.match(office):
            holders.append(office)
    return tuple(holders), tuple(people)


def _parts(text: str, piece: Piece) -> Iterator[Piece]:
    begin = piece.start
    for match in LISTED.finditer(text, *piece):
        if match.start() > begin:
            yield Piece(begin, match.start())
        begin = match.end()
    if begin < piece.end:
        yield Piece(begin, piece.end)


@dataclass(frozen=True)
class _Ready:
    founds: re.Pattern[str]
    seat: re.Pattern[str]
    posts: tuple[re.Pattern[str], ...]
    person: re.Pattern[str]


@cache
def _words() -> Words:
    return load(Words, DATA / "reading" / "organisation.toml")


@cache
def _ready() -> _Ready:
    words = _words()
    role = "|".join(sorted(words.roles, key=len, reverse=True))
    held = r"(?P<holders>[^。;:\n]{1,60}?)"
    given = rf"[{words.surnames}][\u4e00-\u9fff某xX*]{{1,2}}"
    return _Ready(
        founds=re.compile(
            rf"(?:{words.founds})了?(?:由[^,。]{{2,40}}的)?"
            rf"(?P<name>[^,。;:]{{0,{LONGEST_NAME}}}?{words.group})(?!成员|办公室)"
        ),
        seat=re.compile(words.seat),
        posts=(
            re.compile(rf"^(?P<role>{role})[:](?P<holders>[^。;\n]*)", re.MULTILINE),
            re.compile(
                rf"由{held}(?:同志)?(?:任|担任|兼任|为)(?:[^,。;]{{0,12}})?(?P<role>{role})"
            ),
            re.compile(rf"(?P<role>{role})由{held}(?:同志)?(?:担任|兼任|任)"),
        ),
        person=re.compile(
            rf"(?:(?<=^)|(?<={_last_letters(words.offices)}))(?P<name>{given})$"
        ),
    )


def _last_letters(offices: str) -> str:
    """A look-behind wants one length: the last letter of each office."""
    return "[" + "".join(sorted({office[-1] for office in offices.split("|")})) + "]"
