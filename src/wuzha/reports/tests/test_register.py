"""Whatever is asked of units has an owner, a basis and an end, and is asked once."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from wuzha.audit.models import Entry
from wuzha.lib.refused import Conflict, NotAllowed, Refused
from wuzha.notices.models import Notice
from wuzha.organisation.models import Person, Unit
from wuzha.reports import actions
from wuzha.reports.burden import askings_of, by_kind
from wuzha.reports.duties import duty_figures, keys_of
from wuzha.reports.models import AskedField, Asking, Complaint
from wuzha.reports.register import figure_asked, normal
from wuzha.reports.tests import make
from wuzha.workplans.actions import withdraw_plan
from wuzha.workplans.models import WorkPlan

SignIn = Callable[[Person], Client]


def asked(county: Unit, by: Person, **facts: Any) -> Asking:
    today = timezone.localdate()
    given: dict[str, Any] = {
        "title": "海报张贴统计表",
        "owner_unit": county,
        "owner": by,
        "basis_kind": "plan",
        "basis": "宣传方案第二条",
        "per": "week",
        "within": county,
        "kinds": ["village", "grid"],
        "valid_from": today,
        "ends_on": today + timedelta(days=30),
    }
    return actions.register_asking(**(given | facts), by=by)


def field(asking: Asking, by: Person, **facts: Any) -> AskedField:
    given = {"label": "张贴海报数", "kind": "number", "minutes": 4}
    return actions.ask_field(asking=asking, by=by, **(given | facts))


def test_nothing_is_asked_without_a_basis_or_past_its_end(
    county: Unit, lin: Person, tan: Person
) -> None:
    with pytest.raises(Refused, match="没有依据"):
        asked(county, lin, basis=" ")
    gone = timezone.localdate() - timedelta(days=1)
    with pytest.raises(Refused, match="已经过去"):
        asked(county, lin, valid_from=gone, ends_on=gone)
    with pytest.raises(NotAllowed):
        asked(county, tan)


def test_labels_are_compared_without_fillers_and_marks() -> None:
    assert normal("本周 见面人数（人）") == "见面"
    assert normal("情况") == "情况"
    assert figure_asked("见面人数") == "met"
    assert figure_asked("损失金额（万元）") == "losses"
    assert figure_asked("劝阻成功率") == "dissuaded_rate"
    assert figure_asked("张贴海报数") == ""


def test_what_the_system_derives_is_not_asked(county: Unit, lin: Person) -> None:
    with pytest.raises(Refused, match="见面"):
        field(asked(county, lin), lin, label="本周见面人数")


def test_what_another_asks_of_the_same_units_is_not_asked_again(
    county: Unit, town: Unit, village: Unit, lin: Person, tan: Person
) -> None:
    first = asked(county, lin)
    held = field(first, lin)
    second = asked(town, tan, within=town, title="镇海报月报", kinds=["village"])
    with pytest.raises(Refused, match="海报张贴统计表"):
        field(second, tan, label="本月张贴海报数量")
    elsewhere = asked(county, lin, title="网点海报", kinds=["bank_branch"])
    field(elsewhere, lin)
    actions.drop_field(field=held, by=lin)
    field(second, tan, label="本月张贴海报数量")


@pytest.mark.parametrize(
    ("label", "marks"),
    [
        ("反诈应用安装率", {"ranked": True}),
        ("群打卡截图", {"ranked": True}),
        ("入户宣传", {"photo": True}),
        ("各村安装率排名", {}),
        ("入户走访照片", {}),
    ],
)
def test_what_must_not_be_asked_needs_a_law(
    county: Unit, lin: Person, label: str, marks: dict[str, bool]
) -> None:
    asking = asked(county, lin)
    with pytest.raises(Refused, match="国办函〔2026〕12号"):
        field(asking, lin, label=label, **marks)
    kept = field(asking, lin, label=label, law="某某法第几条", **marks)
    assert kept.law == "某某法第几条"


def test_a_ranking_by_results_and_an_unranked_count_may_be_asked(
    county: Unit, lin: Person
) -> None:
    asking = asked(county, lin)
    field(asking, lin, ranked=True)
    field(asking, lin, label="安装人数")
    assert asking.fields.count() == 2


def test_a_duty_is_registered_by_itself_and_ends_with_its_plan(
    running: WorkPlan, luo: Person, clockwork: Person, town: Unit
) -> None:
    now = timezone.now()
    actions.register_duties(at=now, by=clockwork)
    actions.register_duties(at=now, by=clockwork)
    asking = Asking.objects.get()
    assert asking.owner_unit == running.unit
    assert running.title in asking.basis
    assert asking.ends_on >= date(2026, 12, 31)
    with pytest.raises(Refused, match="方案里"):
        actions.end_asking(asking=asking, reason="不要了", by=running.uploaded_by)
    withdraw_plan(plan=running, reason="换方案", by=luo)
    actions.end_askings(at=now, by=clockwork)
    asking.refresh_from_db()
    assert asking.ended_on is not None


def test_what_has_passed_its_day_is_asked_no_more_and_ends(
    county: Unit, lin: Person, clockwork: Person
) -> None:
    asking = asked(county, lin)
    field(asking, lin)
    after = asking.ends_on + timedelta(days=1)
    assert not Asking.objects.in_force(after).exists()
    assert not AskedField.objects.asked(after).exists()
    late = timezone.now() + timedelta(days=31)
    actions.end_askings(at=late, by=clockwork)
    asking.refresh_from_db()
    assert asking.end_reason == "到期自动停止"
    with pytest.raises(Conflict, match="已经停止"):
        actions.end_asking(asking=asking, reason="再停", by=lin)
    with pytest.raises(Refused, match="已经停止"):
        field(asking, lin, label="标语数")


def test_a_field_of_a_duty_is_answered_in_its_report(
    running: WorkPlan, town: Unit, lin: Person, tan: Person, clockwork: Person,
    signed_in: SignIn,
) -> None:  # fmt: skip
    expected = make.due(town, clockwork=clockwork)
    actions.register_duties(at=timezone.now(), by=clockwork)
    asking = Asking.objects.get()
    held = field(asking, lin)
    url, client = expected.get_absolute_url(), signed_in(tan)
    assert "张贴海报数" in client.get(url).text
    name = f"field_{held.pk}"
    unanswered = client.post(url, {"seen": 0})
    assert unanswered.status_code == 200
    client.post(url, {"seen": 0, "keep": "yes"})
    with pytest.raises(Refused, match="没填的"):
        actions.send_report(expected=expected, by=tan)
    client.post(url, {"seen": 2, name: "12", "note": ""})
    actions.drop_field(field=held, by=lin)
    page = client.get(url).text
    assert "张贴海报数" in page
    assert "零报告已报送" not in page
    assert not expected.report.is_zero


def test_whoever_answers_for_a_duty_chooses_its_figures(
    running: WorkPlan, county: Unit, town: Unit, lin: Person, tan: Person,
    clockwork: Person, signed_in: SignIn,
) -> None:  # fmt: skip
    expected = make.due(town, clockwork=clockwork)
    actions.register_duties(at=timezone.now(), by=clockwork)
    asking, client = Asking.objects.get(), signed_in(lin)
    url = reverse("asking_figures", args=[asking.pk])
    assert "预警收到" in client.get(asking.get_absolute_url()).text
    client.post(url, {"keys": ["freezes", "attempts"]})
    page = signed_in(tan).get(expected.get_absolute_url()).text
    assert "联系次数" in page
    assert "预警收到" not in page
    report = actions.send_report(expected=expected, by=tan)
    client.post(url, {"keys": []})
    assert [line["key"] for line in report.frozen] == ["attempts", "freezes"]
    asking.refresh_from_db()
    assert keys_of(expected.duty) == duty_figures().otherwise
    assert signed_in(tan).get(url).status_code == 404
    with pytest.raises(Refused, match="没有可以带出"):
        actions.choose_figures(asking=asked(county, lin), keys=["met"], by=lin)


def test_the_burden_counts_forms_fields_and_minutes(
    county: Unit, village: Unit, grid: Unit, lin: Person
) -> None:
    asking = asked(county, lin)
    field(asking, lin)
    field(asking, lin, label="标语条数", minutes=9)
    kinds = {row.kind: row for row in by_kind(timezone.localdate())}
    assert kinds["grid"].average.minutes == 13
    assert (kinds["grid"].average.forms, kinds["grid"].average.fields) == (1, 2)
    assert kinds["grid"].is_over
    assert not kinds["village"].is_over
    assert kinds["county"].average.minutes == 0
    [one] = askings_of(grid, timezone.localdate())
    assert one.burden.minutes == 13
    assert not askings_of(county, timezone.localdate())


def test_the_leader_sees_the_burden_on_the_board(
    county: Unit, village: Unit, grid: Unit, lin: Person, luo: Person,
    signed_in: SignIn,
) -> None:  # fmt: skip
    field(asked(county, lin), lin, minutes=11)
    board = signed_in(luo).get(reverse("board"))
    assert {row.kind for row in board.context["burden"]} == {"grid", "village"}
    assert "超过上限" in board.text
    again = signed_in(luo).get(reverse("board"), headers={"x-wuzha-refresh": "1"})
    assert "burden" not in again.context


def test_of_a_complaint_without_a_name_nobody_is_kept(
    county: Unit, town: Unit, lin: Person, luo: Person, hong: Person, grid: Unit,
    signed_in: SignIn,
) -> None:  # fmt: skip
    asking = asked(county, lin)
    complaint = actions.complain(
        asking=asking, words="要过两次了", anonymous=True, by=hong
    )
    assert (complaint.by, complaint.to_unit) == (None, county)
    entry = Entry.objects.get(event="asking.complained")
    assert (entry.by, entry.unit_path) == ("", county.path)
    assert hong.username not in str(entry.facts)
    assert Notice.objects.filter(person=luo).exists()
    with pytest.raises(Refused, match="请同事答复"):
        actions.answer_complaint(complaint=complaint, answer="不多", by=lin)
    actions.answer_complaint(complaint=complaint, answer="已停止", by=luo)
    page = signed_in(hong).get(asking.get_absolute_url()).text
    assert "已停止" in page
    assert "要过两次了" not in page
    with pytest.raises(Conflict, match="已由"):
        actions.answer_complaint(complaint=complaint, answer="再答", by=luo)


def test_a_complaint_goes_to_the_level_above_and_is_answered_there(
    county: Unit, town: Unit, village: Unit, tan: Person, lin: Person, hong: Person,
    signed_in: SignIn,
) -> None:  # fmt: skip
    asking = asked(town, tan, within=town)
    url = reverse("asking_complain", args=[asking.pk])
    signed_in(hong).post(url, {"words": "和县里的重复"})
    complaint = Complaint.objects.get()
    assert (complaint.by, complaint.to_unit) == (hong, county)
    with pytest.raises(NotAllowed):
        actions.answer_complaint(complaint=complaint, answer="不重复", by=tan)
    assert "和县里的重复" not in signed_in(tan).get(reverse("complaints")).text
    answer = reverse("complaint_answer", args=[complaint.pk])
    assert signed_in(hong).get(answer).status_code == 404
    assert "和县里的重复" in signed_in(lin).get(answer).text
    signed_in(lin).post(answer, {"answer": "已请镇里停止"})
    assert "已请镇里停止" in signed_in(hong).get(asking.get_absolute_url()).text
    assert Notice.objects.filter(person=hong, item__contains="答复").exists()


def test_the_register_is_kept_on_its_pages(
    county: Unit, village: Unit, lin: Person, hong: Person, signed_in: SignIn
) -> None:
    client = signed_in(lin)
    today = timezone.localdate()
    form = {
        "title": "海报张贴统计表",
        "owner_unit": county.pk,
        "basis_kind": "plan",
        "basis": "宣传方案第二条",
        "per": "month",
        "within": county.pk,
        "kinds": ["village"],
        "valid_from": today.isoformat(),
        "ends_on": (today + timedelta(days=9)).isoformat(),
    }
    client.post(reverse("asking_new"), form)
    asking = Asking.objects.get()
    refused = client.post(
        reverse("asking_field", args=[asking.pk]),
        {"label": "发案数", "kind": "number", "minutes": 3},
    )
    assert refused.status_code == 409
    client.post(
        reverse("asking_field", args=[asking.pk]),
        {"label": "张贴海报数", "kind": "number", "minutes": 3},
    )
    held = AskedField.objects.get()
    page = signed_in(hong).get(asking.get_absolute_url()).text
    assert "张贴海报数" in page
    assert "海报张贴统计表" in signed_in(hong).get(reverse("askings")).text
    assert "柳湾村" in client.get(reverse("burden"), {"unit": village.pk}).text
    client.post(reverse("asking_field_drop", args=[asking.pk, held.pk]))
    client.post(reverse("asking_end", args=[asking.pk]), {"reason": "用完了"})
    assert "海报张贴统计表" not in client.get(reverse("askings")).text
    assert "已停止" in client.get(reverse("askings"), {"show": "all"}).text
