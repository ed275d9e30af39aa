"""What a chart says: `chart.js` draws it, `_chart.html` says it as a table."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

Tone = Literal["main", "second", "third", "danger", "soon", "done"]


@dataclass(frozen=True)
class Series:
    name: str
    values: Sequence[float | None]
    tone: Tone = "main"


@dataclass(frozen=True)
class Node:
    """An account, say: its name, a second line, how many steps from the start."""

    id: str
    label: str
    level: int
    note: str = ""
    tone: Tone = "second"
    url: str = ""


@dataclass(frozen=True)
class Link:
    source: str
    target: str
    label: str = ""


@dataclass(frozen=True)
class Chart:
    """`line` over time, `bar` upright (stacked), `rows` across, `flow` by level, `net`
    of who (level 0) has what (level 1)."""

    title: str
    kind: Literal["line", "bar", "rows", "flow", "net"]
    labels: Sequence[str] = ()
    series: Sequence[Series] = ()
    unit: str = ""
    nodes: Sequence[Node] = ()
    links: Sequence[Link] = ()
    tall: bool = False

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def rows(self) -> list[tuple[str, list[float | None]]]:
        return [
            (label, [series.values[place] for series in self.series])
            for place, label in enumerate(self.labels)
        ]

    def transfers(self) -> list[tuple[str, str, str]]:
        names = {node.id: node.label for node in self.nodes}
        return [
            (names[link.source], names[link.target], link.label) for link in self.links
        ]
