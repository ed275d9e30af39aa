"""A plan as its clauses, and two plans laid side by side clause by clause."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

from wuzha.workplans.models import WorkPlan

# From how much of their pairs of letters two clauses share on, they are one that was
# changed; less is a new one. A choice of ours, as are the others below.
ALIKE = 0.4
SAME_TITLE = 0.2
# A clause is not compared with one many times its length.
LONGER = 6
# Longer ones are compared by sentences, not by letters.
BY_LETTER = 1_500


@dataclass(frozen=True)
class Clause:
    """A heading or numbered item with the words up to the next one."""

    start: int
    end: int
    level: int
    title: str
    text: str

    @property
    def words(self) -> str:
        return "".join(self.text.split())


def clauses(plan: WorkPlan) -> list[Clause]:
    """In the order of the text; without an outline every paragraph is one."""
    edges = [(one["start"], one["level"], one["title"]) for one in plan.outline]
    edges.sort()
    if not edges:
        edges = list(_paragraphs(plan.text))
    if edges and edges[0][0] > 0:
        edges.insert(0, (0, 1, ""))
    ends = [*(start for start, _level, _title in edges[1:]), len(plan.text)]
    found = [
        Clause(start, end, level, title, plan.text[start:end])
        for (start, level, title), end in zip(edges, ends, strict=True)
    ]
    return [clause for clause in found if clause.words]


def _paragraphs(text: str) -> Iterator[tuple[int, int, str]]:
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield start, 1, ""
        start += len(line) + 1


class Change(NamedTuple):
    """A stretch of words: kept, taken out or put in."""

    kind: str
    text: str


@dataclass(frozen=True)
class Pair:
    """What became of a clause: `same`, `changed`, `new` or `gone`."""

    kind: str
    old: Clause | None
    new: Clause | None

    @property
    def changes(self) -> list[Change]:
        if self.old is None or self.new is None:
            return []
        return list(_changes(self.old.text.strip(), self.new.text.strip()))


def compared(old: Sequence[Clause], new: Sequence[Clause]) -> list[Pair]:
    """In the order of the new plan; what is gone stands where it stood."""
    matched = _matched(old, new)
    by_new = {j: i for i, j in matched.items()}
    pairs: list[Pair] = []
    told: set[int] = set()
    for j, clause in enumerate(new):
        i = by_new.get(j)
        if i is None:
            pairs.append(Pair("new", None, clause))
            continue
        pairs += _gone(old, matched, told, i)
        kind = "same" if old[i].words == clause.words else "changed"
        pairs.append(Pair(kind, old[i], clause))
    return pairs + _gone(old, matched, told, len(old))


def _gone(
    old: Sequence[Clause], matched: dict[int, int], told: set[int], until: int
) -> list[Pair]:
    lost = [i for i in range(until) if i not in matched and i not in told]
    told.update(lost)
    return [Pair("gone", old[i], None) for i in lost]


def _matched(old: Sequence[Clause], new: Sequence[Clause]) -> dict[int, int]:
    """Old → new, the most alike first; each is matched once."""
    scores = sorted(
        (
            (-score, abs(i - j), i, j)
            for i, j, score in _scores(old, new)
            if score >= ALIKE
        )
    )
    found: dict[int, int] = {}
    taken: set[int] = set()
    for _score, _distance, i, j in scores:
        if i not in found and j not in taken:
            found[i] = j
            taken.add(j)
    return found


def _scores(
    old: Sequence[Clause], new: Sequence[Clause]
) -> Iterator[tuple[int, int, float]]:
    letters = [_letters(clause.words) for clause in new]
    for i, one in enumerate(old):
        own = _letters(one.words)
        for j, other in enumerate(new):
            if one.words == other.words:
                yield i, j, 1.0 + SAME_TITLE
                continue
            short, long = sorted((len(own), len(letters[j])))
            if not short or long > short * LONGER:
                continue
            shared = 2 * len(own & letters[j]) / (short + long)
            titled = one.title and one.title == other.title
            yield i, j, min(shared + (SAME_TITLE if titled else 0.0), 1.0)


def _letters(words: str) -> set[str]:
    return {a + b for a, b in pairwise(words)} or set(words)


def _changes(old: str, new: str) -> Iterator[Change]:
    one: Sequence[str] = old
    other: Sequence[str] = new
    if max(len(old), len(new)) > BY_LETTER:
        one, other = _sentences(old), _sentences(new)
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            yield Change("kept", "".join(one[a:b]))
            continue
        if b > a:
            yield Change("out", "".join(one[a:b]))
        if d > c:
            yield Change("in", "".join(other[c:d]))


def _sentences(text: str) -> list[str]:
    found, start = [], 0
    for at, letter in enumerate(text, start=1):
        if letter in "。；;！!\n":
            found.append(text[start:at])
            start = at
    return [*found, text[start:]]
