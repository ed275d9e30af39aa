"""The audit as it is taken along: each entry in words and as it stands."""

import json
from collections.abc import Iterable, Iterator

from wuzha.audit.models import Entry
from wuzha.documents.columns import Column, Columns, Kind
from wuzha.documents.sheets import Record
from wuzha.organisation.models import Person, Unit
from wuzha.security import events

ENTRIES = Columns(
    [
        Column(name="number", title="编号", kind=Kind.INTEGER),
        Column(name="at", title="时间", kind=Kind.DATETIME),
        Column(name="by", title="用户名"),
        Column(name="name", title="姓名"),
        Column(name="event", title="事项", width=24),
        Column(name="outcome", title="结果"),
        Column(name="subject", title="对象", width=24),
        Column(name="unit", title="单位", width=24),
        Column(name="facts", title="详情", width=48),
        Column(name="code", title="事项代码", width=28),
    ]
)


def listed(entries: Iterable[Entry]) -> Iterator[Record]:
    names = dict(Person.objects.values_list("username", "name"))
    units = dict(Unit.objects.values_list("path", "name"))
    for entry in entries:
        yield {
            "number": entry.pk,
            "at": entry.at,
            "by": entry.by,
            "name": names.get(entry.by, ""),
            "event": events.event_words(entry.event),
            "outcome": entry.get_outcome_display(),
            "subject": events.subject_words(entry.subject),
            "unit": units.get(entry.unit_path, entry.unit_path),
            "facts": json.dumps(entry.facts, ensure_ascii=False),
            "code": entry.event,
        }
