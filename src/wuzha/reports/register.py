"""Whether something may be asked of units at all: asked by the page and the action."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.utils.translation import gettext as _

from wuzha.lib.datafiles import DATA, load
from wuzha.reports.figures import FIGURES
from wuzha.reports.guard import forbidding
from wuzha.reports.models import AskedField, Asking

MARKS = re.compile(r"[（(\[【].*?[)）\]】]|[\W_]+")


@dataclass(frozen=True)
class OtherNames:
    key: str
    words: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.key not in FIGURES:
            raise ValueError(f"no such figure: {self.key}")


@dataclass(frozen=True)
class FigureWords:
    fillers: tuple[str, ...]
    figures: tuple[OtherNames, ...]


@cache
def figure_words() -> FigureWords:
    return load(FigureWords, DATA / "reports" / "figure_words.toml")


def normal(label: str) -> str:
    """本周 见面人数（人） → 见面. What is nothing but fillers stays as it is."""
    bare = MARKS.sub("", label)
    short = bare
    for filler in sorted(figure_words().fillers, key=len, reverse=True):
        short = short.removeprefix(filler).removesuffix(filler)
    return short or bare


def figure_asked(label: str) -> str:
    """The key of the figure that the label means; empty when none does."""
    meant = normal(label)
    for one in figure_words().figures:
        if meant in map(normal, one.words):
            return one.key
    for key, figure in FIGURES.items():
        if normal(str(figure.label)) == meant:
            return key
    return ""


def why_not_ask(
    asking: Asking,
    *,
    label: str,
    ranked: bool = False,
    photo: bool = False,
    law: str = "",
    on: date,
) -> str:
    """Empty when nothing stands in the way of asking the field."""
    if key := figure_asked(label):
        return _(
            "“%(label)s”不能再让单位填：系统从办理记录里得出“%(figure)s”，"
            "报表里直接带出。请用系统的数。"
        ) % {"label": label, "figure": FIGURES[key].label}
    if other := _same(asking, label, on):
        return _(
            "“%(label)s”已由“%(unit)s”在“%(title)s”里向同样的单位要过（到%(day)s）。"
            "请向它取数；它停止以后才能另外登记。"
        ) % {
            "label": label,
            "unit": other.asking.owner_unit,
            "title": other.asking.title[:40],
            "day": f"{other.asking.ends_on:%Y-%m-%d}",
        }
    rule = forbidding(label, ranked=ranked, photo=photo, on=on)
    if rule is not None and not law.strip():
        return _(
            "“%(label)s”不能这样要求：%(rule)s（%(basis)s）。"
            "确有法律依据的，请写明法律名称和条款。"
        ) % {"label": label, "rule": rule.name, "basis": rule.basis}
    return ""


def _same(asking: Asking, label: str, on: date) -> AskedField | None:
    """The same asked by another, or by itself, of units that both mean."""
    meant = normal(label)
    rows = AskedField.objects.asked(on).select_related("asking__owner_unit")
    found: Iterable[AskedField] = rows.select_related("asking__within")
    return next(
        (
            field
            for field in found
            if normal(field.label) == meant and field.asking.overlaps(asking)
        ),
        None,
    )
