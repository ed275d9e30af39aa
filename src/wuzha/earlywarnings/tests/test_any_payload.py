"""Whatever another system sends: it is received once and whole, or refused with words
and without a trace."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from wuzha.audit.models import Entry
from wuzha.clocks.models import Clock
from wuzha.earlywarnings import actions
from wuzha.earlywarnings.intake import WarningIn, said_errors
from wuzha.earlywarnings.models import Dissuasion, EarlyWarning
from wuzha.earlywarnings.states import Grade, Signal, Source, Stream
from wuzha.lib.refused import Conflict
from wuzha.organisation.models import Person, Unit

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

CHINESE = st.text("申屠柳湾河口镇村第一网格3组0号\u0000\ud800 \n<&'%", max_size=30)
ANY = st.one_of(st.none(), st.integers(), st.floats(), st.text(max_size=50), CHINESE)
PHONES = st.from_regex(r"(\+86 ?)?1[3-9]\d-?\d{4}-?\d{4}", fullmatch=True)
MOMENTS = st.datetimes(
    datetime(2024, 1, 1),  # noqa: DTZ001 (hypothesis adds the zone)
    datetime(2030, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
DAY = timedelta(days=1, minutes=-1)
ODD_MOMENTS = st.datetimes(timezones=st.builds(timezone, st.timedeltas(-DAY, DAY)))
PAYLOADS = st.fixed_dictionaries(
    {
        "source_number": st.one_of(st.text(max_size=70), st.sampled_from("ab")),
        "stream": st.one_of(st.sampled_from(Stream.values), ANY),
        "grade": st.one_of(st.sampled_from(Grade.values), ANY),
    },
    optional={
        "source": st.one_of(st.sampled_from(Source.values), ANY),
        "signal": st.one_of(st.sampled_from(Signal.values), ANY),
        "fraud_class": st.one_of(st.sampled_from(["F01", "F99", "F03-01"]), ANY),
        "name": st.one_of(CHINESE, ANY),
        "phone": st.one_of(PHONES, ANY),
        "identity": st.one_of(st.just("11010519491231002X"), ANY),
        "address": st.one_of(CHINESE, ANY),
        "place_code": st.one_of(st.just("990101100200001"), ANY),
        "clue": st.one_of(CHINESE, ANY),
        "issued_at": st.one_of(MOMENTS, ODD_MOMENTS, ANY),
        "limit_at": st.one_of(MOMENTS, ODD_MOMENTS, ANY),
        "colour": ANY,
    },
)
LIKELY = st.fixed_dictionaries(
    {
        "source_number": st.text("abc0123", min_size=1, max_size=3),
        "stream": st.sampled_from(Stream.values),
        "grade": st.sampled_from(Grade.values),
        "phone": st.sampled_from(["13800138000", "+86 139 1111 2222", "110"]),
    },
    optional={
        "address": st.sampled_from(["柳湾村", "柳湾村第一网格", "别处", ""]),
        "identity": st.sampled_from(["11010519491231002X", ""]),
        "limit_at": MOMENTS,
    },
)
SETTINGS = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def counted() -> tuple[int, ...]:
    tables = (EarlyWarning, Dissuasion, Clock, Entry)
    return tuple(table.objects.count() for table in tables)


@SETTINGS
@given(payload=st.one_of(PAYLOADS, LIKELY, st.dictionaries(st.text(), ANY)))
def test_a_payload_is_received_whole_or_refused_without_a_trace(
    payload: dict[str, Any], feed: Person, su: Person, hong: Person
) -> None:
    before = counted()
    try:
        warning = WarningIn.model_validate(payload)
        received = actions.receive_from_system(payload=warning, by=feed)
    except ValidationError as wrong:
        assert all(sentence for _field, sentence in said_errors(wrong))
        assert counted() == before
    except Conflict as told:
        assert "内容不同" in told.sentence
        assert counted() == before
    else:
        kept = EarlyWarning.objects.get(pk=received.warning.pk)
        assert kept.phone == warning.phone
        assert kept.dissuasion.unit_id
        assert Clock.objects.open().of(kept.dissuasion).exists()


@SETTINGS
@given(payloads=st.lists(LIKELY, min_size=1, max_size=6))
def test_the_same_payloads_again_change_nothing(
    payloads: list[dict[str, Any]], feed: Person, su: Person, hong: Person, grid: Unit
) -> None:
    def push_all() -> None:
        for payload in payloads:
            try:
                warning = WarningIn.model_validate(payload)
                actions.receive_from_system(payload=warning, by=feed)
            except Conflict:
                continue

    push_all()
    before = counted()[:3]
    push_all()
    assert counted()[:3] == before
