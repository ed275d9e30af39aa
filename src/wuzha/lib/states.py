"""State machines as data: a table of allowed moves, and one function that obeys it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from wuzha.lib.refused import Conflict, Refused
from wuzha.lib.words import N_, Sentence


@dataclass(frozen=True)
class Moves:
    """Which states there are, what people call them, and which may follow which.

    `noun` names the thing in refusals ("止付令"). `final` states have no way out;
    every other state has one. `owners` says who has to act in a state. A table that
    is wrong in itself raises ValueError where it is written.
    """

    noun: str
    labels: Mapping[str, str]
    initial: str
    allowed: Mapping[str, frozenset[str]]
    final: frozenset[str]
    owners: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for problem in self._problems():
            raise ValueError(f"{self.noun}: {problem}")

    def label(self, state: str) -> Sentence:
        return Sentence(self.labels[state])

    def after(self, state: str) -> list[str]:
        """The states that may follow, in the order of `labels`."""
        allowed = self.allowed.get(state, frozenset())
        return [name for name in self.labels if name in allowed]

    def may(self, state: str, to: str) -> bool:
        return to in self.allowed.get(state, frozenset())

    @property
    def open(self) -> list[str]:
        """The states in which something is still to be done."""
        return [name for name in self.labels if name not in self.final]

    def _problems(self) -> Iterator[str]:
        known = set(self.labels)
        ends = {end for ends in self.allowed.values() for end in ends}
        named = {self.initial, *self.allowed, *ends, *self.final, *self.owners}
        if strangers := named - known:
            yield f"no label for {_listed(strangers)}"
        if lost := known - self._reachable():
            yield f"no way leads to {_listed(lost)}"
        stuck = {state for state in known if not self.allowed.get(state)}
        if unnamed := stuck - self.final:
            yield f"no way out of {_listed(unnamed)}, which is not final"
        if leaking := self.final - stuck:
            yield f"final, yet with a way out: {_listed(leaking)}"

    def _reachable(self) -> set[str]:
        reached, waiting = {self.initial}, [self.initial]
        while waiting:
            new = set(self.allowed.get(waiting.pop(), ())) - reached
            reached |= new
            waiting.extend(new)
        return reached


class HasState(Protocol):
    """Anything with a state in a column of its own."""

    state: str


def move(subject: HasState, to: str, moves: Moves) -> None:
    """Set `subject.state`, or raise Refused (Conflict if it is there already)."""
    if to not in moves.labels:
        raise ValueError(f"{moves.noun}: there is no state {to}")
    if subject.state == to:
        raise Conflict(
            N_("{noun}已经是“{state}”，可能刚刚有人处理过。请刷新页面查看最新情况。"),
            noun=Sentence(moves.noun),
            state=moves.label(to),
        )
    if not moves.may(subject.state, to):
        raise Refused(_refusal(subject.state, to, moves))
    subject.state = to


def as_mermaid(moves: Moves) -> str:
    """The table as a Mermaid state diagram, always in the same order."""
    lines = [f'    state "{label}" as {name}' for name, label in moves.labels.items()]
    lines.append(f"    [*] --> {moves.initial}")
    for state in moves.labels:
        lines += [f"    {state} --> {end}" for end in moves.after(state)]
        if state in moves.final:
            lines.append(f"    {state} --> [*]")
    lines += [
        f"    note right of {state} : {moves.owners[state]}"
        for state in moves.labels
        if state in moves.owners
    ]
    return "\n".join(["stateDiagram-v2", *lines, ""])


def _refusal(state: str, to: str, moves: Moves) -> Sentence:
    facts = {"noun": Sentence(moves.noun), "to": moves.label(to)}
    if state in moves.final:
        template = N_("{noun}已经是“{state}”，这是终结状态，不能再改为“{to}”。")
        return Sentence(template, state=moves.label(state), **facts)
    return Sentence(
        N_("{noun}现在是“{state}”，不能改为“{to}”。下一步可以是：{choices}。"),
        state=moves.label(state),
        choices=tuple(moves.label(name) for name in moves.after(state)),
        **facts,
    )


def _listed(states: Iterable[str]) -> str:
    return ", ".join(sorted(states))
