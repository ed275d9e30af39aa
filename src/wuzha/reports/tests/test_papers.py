"""Papers say what the figures say and nothing else; a county may lay them out anew."""

import io
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from urllib.parse import quote

import docx
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from wuzha.audit.models import Entry
from wuzha.lib.periods import Kind, Period
from wuzha.lib.refused import Refused
from wuzha.organisation.actions.templates import take_back_template
from wuzha.organisation.models import PaperTemplate, Person, Unit
from wuzha.reports import actions, papers
from wuzha.reports.contents import PaperKind, Words, contents, usual_period
from wuzha.reports.kinds import KINDS
from wuzha.reports.models import IssuedPaper
from wuzha.reports.papers import paper_of, template
from wuzha.reports.phrases import Phrase, figure_of
from wuzha.reports.tests import make
from wuzha.reports.tests.test_figures import reported
from wuzha.workplans.models import ExpectedReport, Task, WorkPlan

SignIn = Callable[[Person], Client]


def text_of(content: bytes) -> str:
    paper = docx.Document(io.BytesIO(content))
    cells = [cell for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join(part.text for part in (*paper.paragraphs, *cells))


def paper(kind: str, unit: Unit, plan: WorkPlan | None = None) -> str:
    now = timezone.now()
    made = contents(
        kind=kind,
        unit=unit,
        period=usual_period(kind, timezone.localdate(now)),
        words=Words(number="第3期", demands="请抓紧见面。"),
        plan=plan,
        now=now,
    )
    return text_of(paper_of(made))


def test_what_was_accepted_is_handed_out_byte_for_byte(
    running: WorkPlan, town: Unit, clockwork: Person, tan: Person, lin: Person,
    signed_in: SignIn, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    expected = make.due(town, clockwork=clockwork)
    report = actions.send_report(expected=expected, note="无异常", by=tan)
    actions.accept_report(report=report, by=lin)
    kept = report.papers.get()
    url = reverse("report_issued", args=[expected.pk, kept.pk])
    assert url in signed_in(tan).get(expected.get_absolute_url()).text
    with monkeypatch.context() as later:
        later.setattr(papers, "report_template", lambda: template("weekly"))
        content = signed_in(tan).get(url).content
    assert sha256(content).hexdigest() == kept.sha256
    assert "值班员林 接收" in text_of(content)
    accepted = Entry.objects.get(event="report.accepted")
    assert accepted.facts["paper"] == kept.sha256
    actions.reopen_report(report=report, reason="漏登", by=lin)
    report = actions.send_report(expected=expected, by=tan)
    actions.accept_report(report=report, by=lin)
    assert list(report.papers.all())[-1] == kept
    IssuedPaper.objects.filter(pk=kept.pk).update(sha256="0" * 64)
    assert signed_in(tan).get(url).status_code == 409


def test_a_sentence_stands_only_where_its_figures_bear_it_out() -> None:
    rose = Phrase("多{incidents_change}", some=("incidents",), rises="incidents")
    assert rose.holds({"incidents": 2, "incidents_before": 1})
    assert not rose.holds({"incidents": 1, "incidents_before": 1})
    none = Phrase("没有", none=("incidents",))
    assert none.holds({"incidents": 0})
    assert not none.holds({"incidents": 1})
    assert Phrase("平", level="met").holds({"met": 1, "met_before": 1})
    assert Phrase("少", falls="met").holds({"met": 0, "met_before": 1})
    assert figure_of("met_in_time_rate_base") == "met_in_time_rate"
    with pytest.raises(ValueError, match="no such figure"):
        Phrase("{nothing}")


def test_a_weekly_report_says_what_happened_and_not_what_did_not(
    county: Unit, wei: Person
) -> None:
    quiet = paper(PaperKind.WEEKLY, county)
    assert "没有收到预警" in quiet
    assert "劝阻成功率" not in "".join(quiet.partition("指标")[:1])
    week = usual_period(PaperKind.WEEKLY, timezone.localdate())
    reported(county, week.starts_at + timedelta(hours=9), by=wei, cents=123_456_00)
    told = paper(PaperKind.WEEKLY, county)
    assert "新立电信网络诈骗案件1起，损失12.3万元。" in told
    assert "比上期" not in told, "there was nothing to compare with"
    reported(county, week.starts_at - timedelta(days=15), by=wei)
    assert "发案比上期增加1起（上期0起）" in paper(PaperKind.WEEKLY, county)
    assert "一、预警劝阻" in told
    assert "请抓紧见面。" in told


@pytest.mark.parametrize("kind", PaperKind)
def test_every_kind_of_paper_is_made(kind: str, running: WorkPlan) -> None:
    told = paper(kind, running.unit, running)
    assert "第3期" in told
    assert "{{" not in told


def test_a_notice_sets_the_towns_side_by_side_and_ranks_nobody(
    running: WorkPlan, town: Unit, other_town: Unit
) -> None:
    told = paper(PaperKind.NOTICE, running.unit)
    assert "不作排名" in told
    assert told.index(town.name) < told.index(other_town.name)


def test_the_list_of_what_is_to_be_mended_is_what_is_overdue(
    running: WorkPlan, town: Unit, clockwork: Person
) -> None:
    Task.objects.filter(plan=running).update(
        due=timezone.localdate() - timedelta(days=3)
    )
    owed = make.due(town, clockwork=clockwork)
    ExpectedReport.objects.filter(pk=owed.pk).update(
        due_at=timezone.now() - timedelta(hours=1)
    )
    told = paper(PaperKind.RECTIFICATION, running.unit)
    assert "任务超期3天未完成：张贴海报" in told
    assert "未报：报送进展" in told


def test_the_usual_periods_are_over() -> None:
    monday = Period.of(Kind.WEEK, timezone.localdate()).first
    assert usual_period(PaperKind.WEEKLY, monday).last == monday - timedelta(days=1)
    assert usual_period(PaperKind.MONTHLY, monday).last < monday
    assert usual_period(PaperKind.SPECIAL, monday).last == monday


def test_the_page_the_word_file_and_the_table_say_the_same(
    running: WorkPlan, lin: Person, hong: Person, signed_in: SignIn
) -> None:
    client = signed_in(lin)
    asked = {"kind": "weekly", "unit": running.unit_id, "number": "第3期"}
    page = client.get(reverse("papers"), asked).text
    assert "没有收到预警" in page
    word = client.get(reverse("paper_word"), asked)
    assert "没有收到预警" in text_of(word.content)
    name = quote(f"{running.unit}反诈工作周报")
    assert name in word.headers["Content-Disposition"]
    table = client.get(reverse("paper_excel"), asked)
    content = b"".join(table.streaming_content)  # type: ignore[attr-defined]
    rows = (
        openpyxl.load_workbook(io.BytesIO(content))
        .worksheets[0]
        .iter_rows(values_only=True)
    )
    assert ("预警收到", 0, "—") in list(rows), "a count is a number"
    special = client.get(reverse("papers"), asked | {"kind": "special"}).text
    assert "要选一份方案" in special
    special = asked | {"kind": "special", "plan": running.pk}
    assert "知晓率" in client.get(reverse("papers"), special).text
    table = client.get(reverse("paper_excel"), special)
    content = b"".join(table.streaming_content)  # type: ignore[attr-defined]
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert "不低于 95%" in {row[1] for row in sheet.iter_rows(values_only=True)}
    half = client.get(reverse("papers"), asked | {"first": "2026-01-01"}).text
    assert "要么都填" in half
    assert client.get(reverse("paper_word")).status_code == 404
    assert signed_in(hong).get(reverse("papers")).status_code == 404


def test_a_report_is_taken_away_as_word_and_excel(
    running: WorkPlan, town: Unit, tan: Person, lin: Person, clockwork: Person,
    signed_in: SignIn,
) -> None:  # fmt: skip
    expected = make.due(town, clockwork=clockwork)
    word, excel = (
        reverse(f"report_{name}", args=[expected.pk]) for name in ("word", "excel")
    )
    client = signed_in(tan)
    assert "尚未报送" in text_of(client.get(word).content)
    report = actions.send_report(expected=expected, note="照常", by=tan)
    told = text_of(client.get(word).content)
    assert "零报告" in told
    assert "照常" in told
    actions.accept_report(report=report, by=lin)
    assert "值班员林 接收" in text_of(client.get(word).content)
    assert b"".join(client.get(excel).streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]


def own(words: str) -> SimpleUploadedFile:
    document = docx.Document()
    document.add_paragraph(words)
    file = io.BytesIO()
    document.save(file)
    return SimpleUploadedFile("本县周报.docx", file.getvalue())


def test_a_county_puts_its_own_template_in_place_and_takes_it_back(
    county: Unit, guan: Person, lin: Person, signed_in: SignIn
) -> None:
    client, url = signed_in(guan), reverse("paper_template", args=["weekly"])
    assert "自带模板" in client.get(reverse("paper_templates")).text
    client.post(url, {"file": own("本县自己的版式：{{ title }}")})
    assert PaperTemplate.objects.in_force().get().name == "本县周报.docx"
    sample = client.get(reverse("paper_template_preview", args=["weekly"]))
    assert "本县自己的版式：青石县反诈工作周报" in text_of(sample.content)
    officer = signed_in(lin)
    asked = {"kind": "weekly", "unit": county.pk}
    word = officer.get(reverse("paper_word"), asked)
    assert "本县自己的版式" in text_of(word.content)
    file = client.get(reverse("paper_template_file", args=["weekly"]))
    assert "{{ title }}" in text_of(file.content)
    client.post(reverse("paper_template_back", args=["weekly"]))
    again = officer.get(reverse("paper_word"), asked)
    assert "本县自己的版式" not in text_of(again.content)
    with pytest.raises(Refused, match="自带的模板"):
        take_back_template(kind="weekly", by=guan)


@pytest.mark.parametrize(
    ("words", "why"),
    [("{{ nobody }}", "系统没有的字段"), ("{{ title.__class__ }}", "")],
)
def test_a_template_that_asks_for_more_is_refused(
    county: Unit, guan: Person, words: str, why: str, signed_in: SignIn
) -> None:
    url = reverse("paper_template", args=["notice"])
    refused = signed_in(guan).post(url, {"file": own(words)})
    assert refused.status_code == 409
    assert why in refused.text
    assert not PaperTemplate.objects.exists()


def test_the_shipped_templates_pass_their_own_check(
    county: Unit, guan: Person, signed_in: SignIn
) -> None:
    client = signed_in(guan)
    for kind in KINDS.values():
        url = reverse("paper_template", args=[kind.value])
        client.post(url, {"file": SimpleUploadedFile("自带.docx", kind.shipped())})
        sample = reverse("paper_template_preview", args=[kind.value])
        assert client.get(sample).content[:2] == b"PK"
    assert PaperTemplate.objects.in_force().count() == len(KINDS)
