"""What people call a metric, and which figure serves it: as data, by key alone."""

from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext as _

from wuzha.lib.datafiles import DATA, load

# What the text counts without a name that is known.
OTHER = "other"


@dataclass(frozen=True)
class Metric:
    name: str
    label: str
    key: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Otherwise:
    reason: str


@dataclass(frozen=True)
class Metrics:
    otherwise: Otherwise
    metrics: tuple[Metric, ...]

    def label(self, name: str) -> str:
        """One that nobody has listed is called by its name."""
        if name == OTHER:
            return _("其他")
        return next((one.label for one in self.metrics if one.name == name), name)

    def figure_of(self, name: str) -> tuple[str, str]:
        """The key of the figure, or empty with the reason why there is none."""
        for one in self.metrics:
            if one.name == name and one.key:
                return one.key, ""
            if one.name == name and one.reason:
                return "", one.reason
        return "", self.otherwise.reason


@cache
def metrics() -> Metrics:
    return load(Metrics, DATA / "workplans" / "metrics.toml")
