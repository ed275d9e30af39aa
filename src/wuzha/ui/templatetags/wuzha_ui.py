"""Filters and tags of every area: `{% load wuzha_ui %}`. See README.md of this area."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.core.paginator import Page
from django.forms import BoundField
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wuzha.lib import masking, money
from wuzha.lib.clocks import span_text
from wuzha.ui import fields, times, words
from wuzha.ui.charts import Chart
from wuzha.ui.clockface import SHAPES, running_face, still_face
from wuzha.ui.vendored import shipped

register = template.Library()

MASKS = {
    "name": masking.name,
    "phone": masking.phone,
    "identity_number": masking.identity_number,
    "bank_account": masking.bank_account,
    "bank_account_for_bank": masking.bank_account_for_bank,
    "address": masking.address,
}
GRADES = {"critical": 4, "high": 3, "medium": 2, "low": 1}
# A shape for each tone, on a grid of ten: colour is never the only difference.
TONES = {
    "plain": "M5 1a4 4 0 1 0 0 8a4 4 0 1 0 0-8zM5 3a2 2 0 1 1 0 4a2 2 0 1 1 0-4z",
    "active": "M5 1a4 4 0 1 0 0 8a4 4 0 1 0 0-8z",
    "soon": "M5 0.5 10 9.5H0z",
    "danger": "M3 0h4l3 3v4l-3 3H3L0 7V3z",
    "done": "M0.5 5.2 1.9 3.8 4 5.9 8.2 1.5 9.6 2.9 4 8.8z",
}


@register.filter(name="money")
def money_text(cents: int | None) -> str:
    """1234567 → ¥12,345.67: in a case."""
    return "" if cents is None else money.yuan_text(cents)


@register.filter
def wan(cents: int | None) -> str:
    """1234567 → 1.2万元: on boards."""
    return "" if cents is None else times.said(money.wan_text(cents))


@register.filter
def in_wan(cents: int | None) -> str:
    """1234567 → 1.2: where the unit stands beside it."""
    return "" if cents is None else str(money.wan_text(cents).facts["wan"])


@register.filter
def when(moment: datetime | None) -> str:
    return "" if moment is None else times.when_text(moment)


@register.filter
def span(left: timedelta | None) -> str:
    """还剩 7分12秒, or 超时 1小时03分 for what is negative."""
    return "" if left is None else times.said(span_text(left))


@register.filter
def took(length: timedelta | None) -> str:
    """How long something took: 7分12秒."""
    return "" if length is None else times.length_text(length)


@register.filter
def said(sentence: object) -> str:
    return times.said(sentence)


@register.filter
def mask(value: str, kind: str) -> str:
    return MASKS[kind](value)


@register.filter
def counted(number: int) -> str:
    """1000000 → 1,000,000"""
    return f"{number:,}"


@register.filter
def at_most(count: int, most: int) -> str:
    return f"{most}+" if count > most else str(count)


@register.filter
def page_numbers(page: "Page[Any]") -> Iterable[int | None]:
    """Numbers to show, `None` for a gap."""
    pages = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return [number if isinstance(number, int) else None for number in pages]


@register.filter
def undo_url(message: Message) -> str:
    tags = message.extra_tags or ""
    return tags.removeprefix("undo:") if tags.startswith("undo:") else ""


@register.filter
def errors_of(bound: BoundField) -> list[str]:
    return fields.errors_of(bound)


@register.filter
def first_id(bound: BoundField) -> str:
    return fields.first_id(bound)


@register.simple_tag
def icon(name: str) -> SafeString:
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>',
        static("ui/icons.svg"),
        name,
    )


@register.simple_tag
def vendored(name: str) -> str:
    return static(f"vendor/{shipped()[name]['file']}")


@register.simple_tag
def script_words() -> SafeString:
    return json_script(words.script_words(), "wuzha-words")


@register.simple_tag
def outcome(messages: Iterable[Message]) -> str:
    """ "done" where this page reports a success: drafts that led here are dropped."""
    done = any(message.level_tag == "success" for message in messages or ())
    return "done" if done else ""


@register.inclusion_tag("ui/_field.html")
def field(bound: BoundField, unit: str = "") -> dict[str, Any]:
    return fields.field_context(bound, unit)


@register.inclusion_tag("ui/_badge.html")
def badge(label: str, grade: str = "", tone: str = "plain") -> dict[str, Any]:
    """`grade` draws bars in ink; `tone` (a key of TONES) a shape in its colour."""
    on = GRADES.get(grade, 0)
    bars = [
        {"x": 4 * n, "y": 9 - 3 * n, "height": 3 + 3 * n, "on": n < on}
        for n in range(len(GRADES))
    ]
    return {
        "label": label,
        "grade": grade,
        "tone": tone,
        "bars": bars,
        "shape": TONES[tone],
    }


@register.inclusion_tag("ui/_figure.html")
def figure(
    label: str,
    value: object,
    url: str = "",
    *,
    unit: str = "",
    change: int | None = None,
    against: str = "",
    tone: str = "",
) -> dict[str, Any]:
    return {
        "label": label,
        "value": value,
        "url": url,
        "unit": unit,
        "change": None if change is None else _change_text(change, against),
        "tone": tone,
    }


@register.inclusion_tag("ui/_chart.html")
def chart(id: str, chart: Chart) -> dict[str, Any]:
    return {"id": id, "chart": chart}


@register.inclusion_tag("ui/_clock.html")
def clock(
    *,
    due_at: datetime,
    started_at: datetime | None = None,
    state: str = "running",
    ended_at: datetime | None = None,
    name: str = "",
    then: str = "",
    small: bool = False,
) -> dict[str, Any]:
    """`state`: running, paused, met, missed. `then`: who gets it when time is up."""
    if state == "running":
        face = running_face(
            due_at=due_at, started_at=started_at, then=then, now=timezone.now()
        )
    else:
        face = still_face(state=state, due_at=due_at, ended_at=ended_at)
    return {
        **vars(face),
        "due_at": due_at,
        "due_text": times.when_text(due_at),
        "started_at": started_at,
        "name": name,
        "small": small,
        "tag": "span" if small else "div",
        "shapes": SHAPES,
    }


@register.inclusion_tag("ui/_masked.html", takes_context=True)
def masked(
    context: template.Context, value: str, kind: str, reveal_url: str = ""
) -> dict[str, Any]:
    """The masked value; with `reveal_url`, a button that posts there with a reason."""
    return {
        "shown": MASKS[kind](value),
        "reveal_url": reveal_url,
        "csrf_token": context.get("csrf_token"),
        "reasons": [_("电话联系本人"), _("上门见面"), _("核对身份"), _("协助止付")],
    }


def _change_text(change: int, against: str) -> str:
    sign = "+" if change > 0 else "−" if change < 0 else "±"
    return _("较%(against)s %(sign)s%(number)d") % {
        "against": against,
        "sign": sign,
        "number": abs(change),
    }
