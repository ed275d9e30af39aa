"""What every area has entered in its `jobs.py`, put together: the one place that joins
a queued job, a kind of clock or a scheduled time to the action that answers it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from wuzha.jobs.gauges import Gauge
from wuzha.jobs.queue import Handler
from wuzha.jobs.schedule import Scheduled


@dataclass(frozen=True)
class Registry:
    jobs: Mapping[str, Handler]
    alarms: Mapping[str, Callable[..., None]]
    schedule: tuple[Scheduled, ...]
    gauges: tuple[Gauge, ...]


@cache
def registry() -> Registry:
    """Raises ImproperlyConfigured when two areas enter the same name."""
    modules = list(_modules())
    schedule = [one for m in modules for one in getattr(m, "SCHEDULE", ())]
    gauges = [one for m in modules for one in getattr(m, "GAUGES", ())]
    _once("SCHEDULE", (one.name for one in schedule))
    _once("GAUGES", (one.name for one in gauges))
    return Registry(
        jobs=_joined("JOBS", modules),
        alarms=_joined("ALARMS", modules),
        schedule=tuple(schedule),
        gauges=tuple(gauges),
    )


def _modules() -> Iterable[ModuleType]:
    for area in settings.AREAS:
        if find_spec(f"wuzha.{area}.jobs"):
            yield import_module(f"wuzha.{area}.jobs")


def _joined(
    table: str, modules: Iterable[ModuleType]
) -> dict[str, Callable[..., None]]:
    rows = [row for m in modules for row in getattr(m, table, {}).items()]
    _once(table, (name for name, _ in rows))
    return {str(name): answer for name, answer in rows}


def _once(table: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ImproperlyConfigured(f"{table}: two areas enter {name!r}.")
        seen.add(name)
