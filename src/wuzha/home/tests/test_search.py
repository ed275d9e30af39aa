"""One box finds what somebody may see, and keeps that it was asked."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from wuzha.audit.models import Entry
from wuzha.earlywarnings.models import Dissuasion
from wuzha.earlywarnings.tests.making import receive
from wuzha.incidents.models import Incident, StopPaymentOrder
from wuzha.incidents.tests import make
from wuzha.monitoring.tests.made import MULE, make_hit
from wuzha.organisation.models import Person, Unit

SignIn = Callable[[Person], Client]
IDENTITY = "11010119900307002X"


@pytest.fixture
def found(signed_in: SignIn) -> Callable[..., dict[str, list[str]]]:
    def look(person: Person, words: str) -> dict[str, list[str]]:
        answer = signed_in(person).get("/search/", {"q": words})
        assert answer.status_code == 200
        return {
            group.label: [one.url for one in group.found]
            for group in answer.context["search"].groups
        }

    return look


@pytest.fixture
def warning(lin: Person, hong: Person, su: Person) -> Dissuasion:
    return receive(by=lin, phone="13912345678", identity=IDENTITY)


@pytest.fixture
def case(station: Unit, su: Person) -> Incident:
    now = timezone.now()
    paid = make.payment(paid_at=now - timedelta(minutes=9))
    return make.open_case(
        unit=station,
        by=su,
        reported_at=now - timedelta(minutes=4),
        at=now,
        payments=[paid],
    )


@pytest.fixture
def order(case: Incident, branch: Unit, su: Person) -> StopPaymentOrder:
    return make.issued(incident=case, by=su, at=timezone.now(), bank_unit=branch)


@pytest.mark.parametrize(
    "words",
    ["13912345678", "139 1234 5678", "+8613912345678", IDENTITY, "申屠远", " 申屠远 "],
)
def test_a_case_is_found_by_the_whole_of_a_number_or_name(
    words: str, warning: Dissuasion, lin: Person, found: Any
) -> None:
    assert found(lin, words) == {"预警劝阻": [warning.get_absolute_url()]}


@pytest.mark.parametrize("words", ["1391234567", "申屠", "13912345679", "%", "_", "'"])
def test_a_part_finds_nobody(
    words: str, warning: Dissuasion, lin: Person, found: Any
) -> None:
    assert found(lin, words) == {}


def test_a_number_of_ours_leads_straight_to_its_page(
    warning: Dissuasion, order: StopPaymentOrder, lin: Person, signed_in: SignIn
) -> None:
    client = signed_in(lin)
    for row in (warning, order.incident, order):
        answer = client.get("/search/", {"q": row.number})
        assert (answer.status_code, answer["Location"]) == (302, row.get_absolute_url())
    received = warning.warnings.get()
    answer = client.get("/search/", {"q": received.number.lower()})
    assert answer["Location"] == warning.get_absolute_url()


def test_a_number_of_ours_that_is_not_theirs_is_not_found(
    warning: Dissuasion, order: StopPaymentOrder, other_su: Person, found: Any
) -> None:
    for row in (warning, order, order.incident):
        assert found(other_su, row.number) == {}


def test_an_account_finds_the_case_the_order_and_the_hit(
    order: StopPaymentOrder, county: Unit, wei: Person, found: Any
) -> None:
    hit = make_hit(county, by=wei, suspect=make.ACCOUNT)
    groups = found(wei, make.ACCOUNT)
    assert set(groups) == {"案件", "止付", "研判命中"}
    assert groups["研判命中"] == [f"/hits/{hit.pk}/"]
    assert found(wei, MULE) == {}


def test_a_bank_finds_the_orders_sent_to_it(
    order: StopPaymentOrder, ding: Person, found: Any
) -> None:
    assert found(ding, make.ACCOUNT) == {"止付": [order.get_absolute_url()]}


def test_a_grid_worker_finds_what_is_at_work_in_the_grid(
    warning: Dissuasion, hong: Person, other_hong: Person, found: Any
) -> None:
    assert found(hong, "13912345678") == {"预警劝阻": [warning.get_absolute_url()]}
    assert found(other_hong, "13912345678") == {}


def test_units_and_people_are_found_by_a_part_of_their_name(
    town: Unit, station: Unit, hong: Person, guan: Person, found: Any
) -> None:
    assert found(guan, "河口") == {
        "单位": [f"/units/{town.pk}/", f"/units/{station.pk}/"]
    }
    assert found(guan, "网格员") == {"人员": [f"/people/{hong.pk}/"]}
    assert found(guan, "hong") == {"人员": [f"/people/{hong.pk}/"]}


def test_more_than_a_few_lead_to_their_list(
    guan: Person, county: Unit, make_unit: Any, signed_in: SignIn
) -> None:
    for number in range(9):
        make_unit(f"云溪{number}村", "village", county)
    (group,) = signed_in(guan).get("/search/", {"q": "云溪"}).context["search"].groups
    assert len(group.found) == 8
    assert group.more_url == "/units/?q=%E4%BA%91%E6%BA%AA"


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("13912345678", "phone"),
        (IDENTITY, "identity"),
        (make.ACCOUNT, "number"),
        ("申屠远", "words"),
    ],
)
def test_looking_for_a_person_is_kept_without_what_was_typed(
    words: str, kind: str, warning: Dissuasion, lin: Person, signed_in: SignIn
) -> None:
    signed_in(lin).get("/search/", {"q": words})
    entry = Entry.objects.get(event="search.done")
    assert (entry.by, entry.outcome, entry.facts["kind"]) == ("lin", "read", kind)
    assert words not in str(entry.facts)


def test_what_asks_of_nobody_is_not_kept(
    warning: Dissuasion, lin: Person, guan: Person, signed_in: SignIn
) -> None:
    signed_in(lin).get("/search/", {"q": warning.number})
    signed_in(lin).get("/search/")
    signed_in(guan).get("/search/", {"q": "河口镇"})
    assert not Entry.objects.filter(event="search.done").exists()


def test_nothing_found_says_what_to_try(lin: Person, signed_in: SignIn) -> None:
    page = signed_in(lin).get("/search/", {"q": "没有这个"}).content.decode()
    assert "没有找到" in page
    assert "写完整" in page


@pytest.mark.parametrize(
    "words", ["", "   ", "\x00", "a" * 5000, "Q" + "9" * 12, "Q٣", "<script>", "\ud800"]
)
def test_odd_words_are_no_error(words: str, lin: Person, signed_in: SignIn) -> None:
    query = words.encode("utf8", "surrogatepass")
    answer = signed_in(lin).get(f"/search/?q={_quoted(query)}")
    assert answer.status_code == 200
    assert b"<script>" not in answer.content


def _quoted(raw: bytes) -> str:
    return "".join(f"%{byte:02x}" for byte in raw)


def test_the_result_is_kept_by_no_cache(lin: Person, signed_in: SignIn) -> None:
    answer = signed_in(lin).get("/search/", {"q": "申屠远"})
    assert "no-store" in answer["Cache-Control"]


def test_a_search_takes_a_bounded_number_of_queries(
    warning: Dissuasion,
    lin: Person,
    signed_in: SignIn,
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:
    client = signed_in(lin)
    with django_assert_max_num_queries(40):
        client.get("/search/", {"q": "13912345678"})
