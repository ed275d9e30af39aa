from datetime import timedelta

import pytest
from django.utils import timezone

from wuzha.audit import chain
from wuzha.audit.models import Entry
from wuzha.audit.record import record
from wuzha.jobs.models import Job
from wuzha.organisation.models import Appointment
from wuzha.security.jobs import JOBS, SCHEDULE
from wuzha.security.models import AuditCheck


@pytest.fixture
def page(signed_in, an):
    client = signed_in(an)

    def ask(**query):
        answer = client.get("/audit/", query)
        assert answer.status_code == 200
        return answer

    return ask


def shown(answer):
    return [row["entry"].event for row in answer.context["page"]]


@pytest.fixture
def deeds(an, lin, su, town, station, grid):
    record("unit.renamed", by=lin, subject=town, unit=town)
    record("personal.revealed", by=su, subject=su, unit=grid, outcome="read",
           field="phone", reason="上门见面")  # fmt: skip
    record("access.refused", by=su, outcome="refused", view="security:audit")


def test_entries_are_read_as_words(page, deeds):
    text = page().content.decode()
    for words in ("民警苏", "查看完整个人信息", "字段：电话", "理由：上门见面"):
        assert words in text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["access.refused", "personal.revealed", "unit.renamed"]),
        ({"by": "lin"}, ["unit.renamed"]),
        ({"by": "民警苏"}, ["access.refused", "personal.revealed"]),
        ({"group": "查看个人信息"}, ["personal.revealed"]),
        ({"outcome": "refused"}, ["access.refused"]),
        ({"unit": "柳湾村第一网格"}, ["personal.revealed"]),
        ({"unit": "河口镇"}, ["personal.revealed", "unit.renamed"]),
        ({"unit": "nowhere"}, []),
        ({"until": "2020-01-01"}, []),
        ({"since": "not a date"}, []),
    ],
)
def test_the_filter_finds(page, deeds, query, expected):
    assert shown(page(**query)) == expected


def test_a_subject_is_followed_through_all_of_its_time(page, an, town):
    entry = record("unit.renamed", by=None, subject=town)
    Entry.objects.bulk_create(
        [
            Entry(
                at=timezone.now() - timedelta(days=90),
                event="unit.created",
                subject=entry.subject,
            )
        ]
    )
    assert shown(page()) == ["unit.renamed"]
    assert shown(page(subject=entry.subject)) == ["unit.created", "unit.renamed"]


def test_an_auditor_of_a_town_sees_that_town_only(
    signed_in, mo, deeds, town, other_town
):
    Appointment.objects.create(
        person=mo, role="auditor", unit=other_town, valid_from="2020-01-01"
    )
    record("unit.renamed", by=None, unit=other_town)
    answer = signed_in(mo).get("/audit/")
    assert [row["entry"].unit_path for row in answer.context["page"]] == [
        other_town.path
    ]
    assert signed_in(mo).get("/audit/checks/").status_code == 404


def test_what_somebody_typed_is_shown_as_text(page, an, su):
    record("access.refused", by=su, view="<script>alert(1)</script>")
    text = page().content.decode()
    assert "<script>alert" not in text and "&lt;script&gt;alert" in text


def test_a_long_audit_costs_few_queries(
    page, an, deeds, django_assert_max_num_queries, monkeypatch
):
    monkeypatch.setattr("wuzha.security.views.audit.MOST_COUNTED", 60)
    now = timezone.now()
    Entry.objects.bulk_create(
        [
            Entry(at=now, event="test.done", by="su", unit_path="/1/")
            for _n in range(100)
        ]
    )
    page()
    with django_assert_max_num_queries(16):
        answer = page()
    assert "超过 60 条" in answer.content.decode()
    assert len(answer.context["page"].object_list) == 50


def run_jobs(an):
    for job in Job.objects.all():
        JOBS[job.name].action(**job.arguments, by=an)


def test_the_auditor_has_the_chain_verified(signed_in, an, deeds):
    client = signed_in(an)
    assert client.post("/audit/checks/start/").status_code == 302
    assert "进行中" in client.get("/audit/checks/").content.decode()
    run_jobs(an)
    check = AuditCheck.objects.get()
    assert check.finished_at and check.fault_count == 0 and check.sealed == 4
    assert "没有改动、缺失或调换" in client.get("/audit/").content.decode()


def test_faults_are_named_on_the_page(signed_in, an, deeds, monkeypatch):
    faults = [chain.Fault(7, "记录内容被改动"), chain.Fault(None, "链尾被改动")]
    monkeypatch.setattr(chain, "verify", lambda progress: iter(faults))
    client = signed_in(an)
    client.post("/audit/checks/start/")
    run_jobs(an)
    assert "核验发现 2 处不符" in client.get("/audit/").content.decode()
    listed = client.get("/audit/checks/").content.decode()
    assert "#7：记录内容被改动" in listed and "链尾被改动" in listed


def test_the_clockwork_verifies_each_night(clockwork):
    nightly = next(one for one in SCHEDULE if one.name == "security.audit_check")
    nightly.action(at=timezone.now(), by=clockwork)
    run_jobs(clockwork)
    assert AuditCheck.objects.get().finished_at


def test_a_stub_copied_earlier_is_compared(signed_in, an, deeds):
    chain.seal_all_entries()
    client = signed_in(an)
    stub = str(client.get("/audit/checks/").context["stub"])
    assert "对得上" in client.get("/audit/checks/", {"stub": stub}).content.decode()
    wrong = stub[:-1] + ("0" if stub[-1] != "0" else "1")
    assert "对不上" in client.get("/audit/checks/", {"stub": wrong}).content.decode()
    bad = client.get("/audit/checks/", {"stub": "abc"}).content.decode()
    assert "请核对后重新输入" in bad


@pytest.mark.parametrize("kind", ["", "csv"])
def test_what_is_shown_can_be_taken_along(signed_in, an, deeds, kind):
    query = {"outcome": "read", "format": kind}
    answer = signed_in(an).get("/audit/export/", query)
    content = answer.getvalue()
    if kind:
        lines = content.decode().splitlines()
        assert len(lines) == 2 and "查看完整个人信息" in lines[1]
    else:
        assert content[:2] == b"PK"
    kept = Entry.objects.get(event="audit.exported")
    assert (kept.by, kept.outcome, kept.facts) == ("an", "read", {"rows": 1})


def test_too_much_at_once_is_not_taken_along(signed_in, an, deeds, monkeypatch):
    monkeypatch.setattr("wuzha.security.views.audit.MOST_EXPORTED", 2)
    answer = signed_in(an).get("/audit/export/")
    assert answer.status_code == 409 and "请缩小" in answer.content.decode()
