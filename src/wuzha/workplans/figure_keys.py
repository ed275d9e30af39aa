"""Which figure serves a metric: as data, by key alone."""

from dataclasses import dataclass
from functools import cache

from wuzha.lib.datafiles import DATA, load


@dataclass(frozen=True)
class Served:
    metric: str
    key: str


@dataclass(frozen=True)
class Unserved:
    metric: str
    reason: str


@dataclass(frozen=True)
class Otherwise:
    reason: str


@dataclass(frozen=True)
class FigureKeys:
    figures: tuple[Served, ...]
    without: tuple[Unserved, ...]
    otherwise: Otherwise

    def of(self, metric: str) -> tuple[str, str]:
        """The key of the figure, or empty with the reason why there is none."""
        for one in self.figures:
            if one.metric == metric:
                return one.key, ""
        reasons = {one.metric: one.reason for one in self.without}
        return "", reasons.get(metric, self.otherwise.reason)


@cache
def figure_keys() -> FigureKeys:
    return load(FigureKeys, DATA / "workplans" / "figure_keys.toml")
