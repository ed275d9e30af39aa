"""The desk's side: the list by clock, triage, the case, its deeds, papers, settings."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from wuzha.audit.models import Entry
from wuzha.documents.excel import read_table
from wuzha.documents.uploads import checked
from wuzha.earlywarnings import actions, figures, sheets
from wuzha.earlywarnings.models import Dissuasion, GradeRule, PlaceName
from wuzha.earlywarnings.tests.making import receive
from wuzha.organisation.models import Person, Unit

pytestmark = pytest.mark.django_db
LIST = reverse("earlywarnings:list")


@pytest.fixture
def everybody(lin: Person, su: Person, hong: Person) -> None:
    """Duty officer, station and grid are there."""


@pytest.fixture
def desk(lin: Person, signed_in: Callable[[Person], Client]) -> Client:
    return signed_in(lin)


def shown(client: Client, **query: Any) -> list[Dissuasion]:
    context = client.get(LIST, query).context
    return list(context["page"].object_list)


@pytest.mark.usefixtures("everybody")
def test_the_list_opens_with_what_is_open_first_by_clock(
    desk: Client, lin: Person
) -> None:
    late, soon = receive(by=lin, grade="medium"), receive(by=lin, grade="critical")
    ended = receive(by=lin)
    actions.mark_invalid(dissuasion=ended, reason="空号", by=lin)
    assert shown(desk) == [soon, late]


@pytest.mark.usefixtures("everybody")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"grade": "high"}, ["high"]),
        ({"stream": "fund"}, ["fund"]),
        ({"show": "triage"}, ["lost"]),
        ({"show": "dispatched", "grade": "medium"}, ["fund"]),
        ({"show": "ended"}, ["ended"]),
        ({"q": "13911112222"}, ["high"]),
        ({"q": "+86 139 1111 2222"}, ["high"]),
        ({"q": "公冶岚"}, ["fund"]),
        ({"q": "CS-找我"}, ["fund"]),
        ({"q": "Q999"}, []),
        ({"days": "昨天"}, ["high", "fund", "lost"]),
    ],
)
def test_the_list_is_narrowed(
    desk: Client, lin: Person, query: dict[str, str], found: list[str]
) -> None:
    cases = {
        "high": receive(by=lin, grade="high", phone="13911112222"),
        "fund": receive(by=lin, stream="fund", name="公冶岚", source_number="CS-找我"),
        "lost": receive(by=lin, address="不知道"),
        "ended": receive(by=lin),
    }
    actions.mark_invalid(dissuasion=cases["ended"], reason="空号", by=lin)
    assert set(shown(desk, **query)) == {cases[name] for name in found}


@pytest.mark.usefixtures("everybody")
def test_a_figure_leads_to_its_rows(desk: Client, lin: Person, county: Unit) -> None:
    case = receive(by=lin)
    receive(by=lin)
    actions.mark_invalid(dissuasion=case, reason="空号", by=lin)
    today = f"{timezone.localdate():%Y-%m-%d}"
    url = figures.url_of("invalid", unit=county, first=today, last=today)
    page = desk.get(url)
    assert list(page.context["page"].object_list) == [case]
    assert "预警不实" in page.content.decode()


@pytest.mark.usefixtures("everybody")
def test_the_list_asks_no_more_for_many_rows_than_for_few(
    desk: Client, lin: Person
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            desk.get(LIST)
        return len(asked)

    receive(by=lin)
    desk.get(LIST)
    few = queries()
    for _ in range(6):
        receive(by=lin)
    assert queries() == few <= 20


@pytest.mark.usefixtures("everybody")
def test_whoever_polices_a_place_sees_who_lives_there(
    signed_in: Callable[[Person], Client], su: Person, other_su: Person, lin: Person
) -> None:
    case = receive(by=lin)
    assert shown(signed_in(su)) == [case]
    assert shown(signed_in(other_su)) == []


@pytest.mark.usefixtures("everybody")
def test_names_and_numbers_are_masked_in_list_case_and_export(
    desk: Client, lin: Person
) -> None:
    case = receive(by=lin, phone="13911112222", identity="11010519491231002X")
    for url in (LIST, case.get_absolute_url()):
        page = desk.get(url).content.decode()
        assert "申**" in page
        assert "13911112222" not in page
        assert "11010519491231002X" not in page


@pytest.mark.usefixtures("everybody")
def test_the_export_holds_what_the_list_shows_and_is_recorded(
    desk: Client, lin: Person
) -> None:
    receive(by=lin, grade="high")
    receive(by=lin, grade="medium")
    url = reverse("earlywarnings:export")
    answer = desk.get(url, {"grade": "high"})
    file = BytesIO(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    upload = checked(file, name="export.xlsx")
    rows = read_table(upload, expected=sheets.LIST).rows
    assert [row.values["grade"] for row in rows] == ["高危"]
    assert rows[0].values["name"] == "申**"
    assert Entry.objects.get(event="dissuasion.exported").facts["count"] == 1


@pytest.mark.usefixtures("everybody")
def test_triage_offers_what_the_address_may_mean(
    desk: Client, lin: Person, other_grid: Unit, village: Unit, make_unit: Any
) -> None:
    twin = make_unit("柳湾村", "village", other_grid.parent.parent, "990101101201")
    case = receive(by=lin, address="柳湾村8号")
    page = desk.get(reverse("earlywarnings:triage"))
    (row,) = page.context["page"].object_list
    assert row == case
    assert set(row.candidates) == {village, twin}
    assert "8号" not in page.content.decode()


@pytest.mark.usefixtures("everybody")
def test_out_of_triage_with_a_name_to_remember(
    desk: Client, lin: Person, grid: Unit
) -> None:
    case = receive(by=lin, address="金鸡岭8号")
    url = reverse("earlywarnings:deed", args=(case.pk, "dispatch"))
    form = desk.get(url, {"q": "第一网格"}).context["form"]
    assert str(grid.pk) in dict(form.fields["unit"].choices)
    answer = desk.post(
        url,
        {
            "unit": grid.pk,
            "reason": "电话核实",
            "place_name": "金鸡岭",
            "version": case.version,
        },
    )
    assert answer.status_code == 302
    assert PlaceName.objects.get().name == "金鸡岭"
    assert receive(by=lin, address="金鸡岭9号").place == grid


@pytest.mark.usefixtures("everybody")
def test_a_deed_on_an_older_page_is_told_and_changes_nothing(
    desk: Client, lin: Person, hong: Person, station: Unit
) -> None:
    case = receive(by=lin)
    url = reverse("earlywarnings:deed", args=(case.pk, "dispatch"))
    older = case.version
    actions.sign(dissuasion=Dissuasion.objects.get(pk=case.pk), by=hong)
    typed = {"unit": station.pk, "reason": "就近", "version": older}
    answer = desk.post(url, typed)
    assert answer.status_code == 409
    assert "没有保存" in answer.content.decode()
    case.refresh_from_db()
    assert case.person == hong


@pytest.mark.usefixtures("everybody")
def test_only_what_is_possible_now_is_offered(
    desk: Client, lin: Person, hong: Person
) -> None:
    case = receive(by=lin)
    page = desk.get(case.get_absolute_url()).content.decode()
    offered = {
        name
        for name in ("dispatch", "close", "return", "reopen", "pause", "invalid")
        if reverse("earlywarnings:deed", args=(case.pk, name)) in page
    }
    assert offered == {"dispatch", "pause", "invalid"}


@pytest.mark.usefixtures("everybody")
def test_the_case_tells_its_history_newest_first(
    desk: Client, lin: Person, hong: Person
) -> None:
    case = receive(by=lin)
    actions.sign(dissuasion=case, by=hong)
    actions.send_back(dissuasion=case, reason="已搬走", by=hong)
    lines = [line.what for line in desk.get(case.get_absolute_url()).context["history"]]
    assert lines[0] == "承办单位退回：青石县"
    assert "已签收" in lines
    assert lines[-1].startswith("收到预警")


@pytest.mark.usefixtures("everybody")
def test_a_clock_is_paused_and_resumed_from_the_case(desk: Client, lin: Person) -> None:
    case = receive(by=lin)
    url = reverse("earlywarnings:deed", args=(case.pk, "pause"))
    typed = {"kind": "warning.meet", "reason": "在医院", "version": case.version}
    desk.post(url, typed)
    page = desk.get(case.get_absolute_url()).content.decode()
    resume = reverse("earlywarnings:resume", args=(case.pk, "warning.meet"))
    assert resume in page
    desk.post(resume)
    assert resume not in desk.get(case.get_absolute_url()).content.decode()


@pytest.mark.usefixtures("everybody")
def test_a_warning_by_hand_is_dispatched_and_sent_twice_counts_once(
    desk: Client, grid: Unit
) -> None:
    url = reverse("earlywarnings:new")
    key = desk.get(url).context["form"]["key"].value()
    typed = {
        "key": str(key),
        "name": "尉迟宁",
        "phone": "13911112222",
        "address": "柳湾村第一网格5号",
        "stream": "contact",
        "grade": "medium",
        "fraud_class": "F01",
        "signal": "call",
        "source": "hotline",
    }
    for _ in range(2):
        assert desk.post(url, typed).status_code == 302
    case = Dissuasion.objects.get()
    assert (case.unit, case.warnings.count()) == (grid, 1)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"phone": "", "address": ""}, "找不到这个人"),
        ({"phone": "一二三"}, "不是电话号码"),
        ({"identity": "110105194912310021"}, "校验不通过"),
    ],
)
def test_a_warning_by_hand_that_cannot_be_says_how_to_mend_it(
    desk: Client, typed: dict[str, str], sentence: str
) -> None:
    usual = {
        "key": "6a6f3c1e-0000-4000-8000-000000000001",
        "phone": "13911112222",
        "stream": "contact",
        "grade": "medium",
        "fraud_class": "F01",
        "signal": "call",
        "source": "hotline",
    }
    answer = desk.post(reverse("earlywarnings:new"), {**usual, **typed})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Dissuasion.objects.exists()


@pytest.mark.usefixtures("everybody")
@pytest.mark.parametrize("kind", ["order", "feedback", "notice"])
def test_each_paper_prints(desk: Client, lin: Person, kind: str) -> None:
    case = receive(by=lin, phone="13911112222")
    page = desk.get(reverse("earlywarnings:paper", args=(case.pk, kind)))
    text = page.content.decode()
    assert page.status_code == 200
    assert ("申屠远" in text) is (kind == "notice")
    assert "13911112222" not in text
    assert "data-print hidden" in text
    assert "（Ctrl+P）打印本页" in text, "for a browser without scripts"


def rule_typed(**changes: Any) -> dict[str, Any]:
    return {
        "sign": 7,
        "sign_alarm": 2,
        "call": 60,
        "call_alarm": 10,
        "meet": "",
        "meet_alarm": "",
        "feed_back": 600,
        "feed_back_alarm": 60,
        "levels": "15，30",
        "targets": ["station", "county"],
        "revisits": "24",
        "reason": "县反诈办会议纪要",
        **changes,
    }


def test_the_administrator_sets_a_rule_and_its_history_stays(
    signed_in: Callable[[Person], Client], guan: Person, county: Unit
) -> None:
    client, url = signed_in(guan), reverse("earlywarnings:rule", args=("medium",))
    rules = reverse("earlywarnings:rules")
    assert client.get(rules).content.decode().count("项目默认值") >= 4
    assert client.post(url, rule_typed()).status_code == 302
    kept = GradeRule.objects.get()
    assert (kept.sign, kept.meet, kept.levels, kept.revisits) == (
        7,
        None,
        [15, 30],
        [24],
    )
    assert "本县规则" in client.get(rules).content.decode()
    later = timezone.localtime() + timedelta(days=2)
    typed = rule_typed(sign=5, valid_from=f"{later:%Y-%m-%dT%H:%M}")
    client.post(url, typed)
    assert GradeRule.objects.count() == 2
    assert "起有新规则" in client.get(rules).content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"sign": 0},
        {"sign_alarm": 9},
        {"levels": "一小时"},
        {"targets": []},
        {"reason": ""},
    ],
)
def test_a_rule_that_cannot_hold_is_not_kept(
    signed_in: Callable[[Person], Client],
    guan: Person,
    county: Unit,
    changes: dict[str, Any],
) -> None:
    url = reverse("earlywarnings:rule", args=("medium",))
    assert signed_in(guan).post(url, rule_typed(**changes)).status_code == 422
    assert not GradeRule.objects.exists()
