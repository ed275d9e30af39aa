"""No entry without a decision, none for ever, none against which nobody can speak."""

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from wuzha.audit.models import Entry
from wuzha.clocks.firing import due_steps, fire
from wuzha.documents.models import ImportRun
from wuzha.jobs.models import Job
from wuzha.lib.refused import NotAllowed, Refused
from wuzha.notices.models import Notice
from wuzha.organisation.models import Person, Unit
from wuzha.restrictions.actions.appeals import (
    grant_appeal,
    receive_appeal,
    uphold_restriction,
)
from wuzha.restrictions.actions.restrictions import (
    check_number,
    enter_restriction,
    lift_restriction,
    note_notice,
)
from wuzha.restrictions.actions.retention import forget_ended
from wuzha.restrictions.jobs import ALARMS, JOBS
from wuzha.restrictions.models import Restriction
from wuzha.restrictions.papers import PAPERS
from wuzha.restrictions.sheets import COLUMNS
from wuzha.restrictions.states import ClockKind
from wuzha.restrictions.tests.made import IDENTITY, decision
from wuzha.restrictions.timing import midnight

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def tick(at: datetime, by: Person) -> None:
    for step_id in due_steps(at):
        fire(step_id, alarms=ALARMS, at=at, by=by)


def found(by: Person) -> list[Restriction]:
    return check_number(number=IDENTITY, purpose="开户审核", by=by)


def test_only_the_county_police_enter_and_a_machine_never(
    wei: Person, su: Person, qiao: Person, clockwork: Person
) -> None:
    for other in (su, qiao, clockwork):
        with pytest.raises(NotAllowed):
            enter_restriction(entry=decision(), by=other)
    assert enter_restriction(entry=decision(), by=wei).state == "in_force"
    assert set(ALARMS) == set(ClockKind.values)


@pytest.mark.parametrize(
    "fault",
    [
        {"authority_level": "county"},
        {"ground": "criminal"},
        {"measures": []},
        {"ends_on": timezone.localdate() - DAY},
        {"ends_on": timezone.localdate() + timedelta(days=6 * 366)},
    ],
    ids=["county level", "no verdict", "no measure", "over", "longer than any rule"],
)
def test_what_the_rules_do_not_carry_is_refused(
    county: Unit, wei: Person, fault: dict[str, object]
) -> None:
    with pytest.raises(Refused):
        enter_restriction(entry=decision(**fault), by=wei)


def test_terms_that_follow_each_other_count_together(county: Unit, wei: Person) -> None:
    enter_restriction(entry=decision(), by=wei)
    first_day = timezone.localdate() + timedelta(days=700)
    again = decision(
        document_number="青公惩决字〔2028〕1号",
        starts_on=first_day,
        ends_on=first_day + timedelta(days=5 * 365),
    )
    with pytest.raises(Refused, match="最长只能到"):
        enter_restriction(entry=again, by=wei)


@pytest.mark.parametrize("blank", ["authority", "document_number", "basis"])
def test_the_database_keeps_no_entry_without_a_decision(
    wei: Person, blank: str
) -> None:
    row = decision(**{blank: ""}, entered_by=wei, entered_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_it_holds_from_the_notice_to_the_end_of_its_last_day_and_no_longer(
    wei: Person, qiao: Person, clockwork: Person
) -> None:
    row = enter_restriction(entry=decision(notified_on=None, notified_how=""), by=wei)
    assert row.state == "pending" and found(qiao) == []
    note_notice(
        restriction=row,
        notified_on=timezone.localdate(),
        notified_how="当面送达",
        by=wei,
    )
    assert found(qiao) == [row]
    assert check_number(number=IDENTITY[:-1], purpose="开户", by=qiao) == []
    end = midnight(row.ends_on + DAY)
    tick(end - timedelta(seconds=1), clockwork)
    assert found(qiao) == [row]
    tick(end, clockwork)
    row.refresh_from_db()
    assert (row.state, row.ended_by, row.end_reason) == (
        "expired",
        clockwork,
        "期满自动解除",
    )
    assert found(qiao) == []
    told = Notice.objects.open().about(row).values_list("person__username", "item")
    assert list(told) == [("wei", f"{row}：已解除，请告知当事人和执行单位")]
    asked = Entry.objects.filter(event="restriction.checked")
    assert asked.count() == 5
    assert all(IDENTITY not in str(one.facts) for one in asked)


def test_an_appeal_stops_nothing_and_lifts_at_once_if_it_is_right(
    wei: Person, qiao: Person, clockwork: Person
) -> None:
    row = enter_restriction(entry=decision(), by=wei)
    today = timezone.localdate()
    facts = {"restriction": row, "appellant": "示例甲", "made_on": today, "by": wei}
    appeal = receive_appeal(reason="卡是被盗用的", **facts)
    with pytest.raises(Refused, match="正在核查"):
        receive_appeal(reason="再说一次", **facts)
    assert found(qiao) == [row]
    tick(midnight(today + timedelta(days=23)), clockwork)
    told = Notice.objects.open().about(appeal).get(person=wei)
    assert told.item == f"{row}：答复申诉，还剩 7天00小时"
    with pytest.raises(Refused, match="理由"):
        uphold_restriction(appeal=appeal, answer=" ", by=wei)
    grant_appeal(appeal=appeal, answer="监控显示由他人持卡", by=wei)
    row.refresh_from_db()
    assert (row.state, row.end_reason) == ("lifted", f"申诉成立（{appeal}）")
    assert found(qiao) == []
    events = Entry.objects.filter(event__startswith="restriction.")
    assert {"restriction.lifted", "restriction.appeal_granted"} <= set(
        events.values_list("event", flat=True)
    )
    with pytest.raises(Refused):
        uphold_restriction(appeal=appeal, answer="改主意", by=wei)
    with pytest.raises(Refused):
        lift_restriction(restriction=row, reason="再解除", by=wei)


def test_an_authoritys_list_comes_in_row_by_row_and_goes_out_again(
    wei: Person, signed_in: object
) -> None:
    client: Client = signed_in(wei)  # type: ignore[operator]
    good = decision()
    base = {
        column.title: getattr(good, column.name)
        for column in COLUMNS
        if column.name not in {"measures", "account"}
    }
    base |= {
        "惩戒措施": "限制非柜面转出；暂停支付账户",
        "机关级别": "设区的市级公安机关",
    }
    base |= {"名单种类": "公安机关认定"}
    rows = [
        base,
        {**base, "文书号": ""},
        {**base, "文书号": "青公惩决字〔2026〕8号", "机关级别": "县级公安机关"},
        {**base, "文书号": "青公惩决字〔2026〕9号", "惩戒措施": "全家禁止"},
    ]
    text = io.StringIO()
    table = csv.DictWriter(text, fieldnames=list(base))
    table.writeheader()
    table.writerows(rows)
    file = SimpleUploadedFile("名单.csv", text.getvalue().encode())
    page = client.post("/restrictions/import/", {"file": file}, follow=True)
    run = ImportRun.objects.get()
    assert (run.to_create, run.errors) == (1, 3), page.content.decode()
    for verb, state in (("confirm", "in_force"), ("undo", "withdrawn")):
        client.post(f"/restrictions/import/{run.pk}/{verb}/")
        for job in Job.objects.unfinished():
            JOBS[job.name].action(**job.arguments, by=wei)
            job.delete()
        row = Restriction.objects.get()
        assert (row.state, row.entered_by) == (state, wei)
    # What was taken back does not stand in the way of the right one.
    enter_restriction(entry=decision(), by=wei)


def test_the_notice_names_reason_remedy_and_papers_and_the_page_stays_masked(
    wei: Person, signed_in: object
) -> None:
    row = enter_restriction(entry=decision(), by=wei)
    client: Client = signed_in(wei)  # type: ignore[operator]
    page = client.get(row.get_absolute_url()).content.decode()
    assert IDENTITY not in page and "示例甲" not in page
    assert "反电信网络诈骗法第31条第2款" in page and "以决定文书为准" in page
    listed = client.get("/restrictions/").content.decode()
    assert IDENTITY not in listed and row.number in listed
    lift_restriction(restriction=row, reason="撤销原决定", by=wei)
    for kind in PAPERS:
        paper = client.get(f"{row.get_absolute_url()}paper/{kind}/")
        assert paper.status_code == 200 and paper.content.startswith(b"PK")
    sheet = client.post(
        "/restrictions/export/?state=", {"recipient": "市公安局", "purpose": "核对"}
    )
    assert b"".join(sheet.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]
    assert Entry.objects.filter(event="restriction.exported").count() == 1


def test_of_what_ended_long_ago_the_paper_stays_and_the_person_goes(
    wei: Person, clockwork: Person, signed_in: Callable[[Person], Client]
) -> None:
    """Also of two whom one paper names."""
    stands = enter_restriction(entry=decision(document_number="8号"), by=wei)
    ended = [
        enter_restriction(entry=decision(**whom), by=wei)
        for whom in ({}, {"identity": "", "account": "6217000000000000009"})
    ]
    receive_appeal(
        restriction=ended[0],
        appellant="示例甲",
        reason="被骗开卡",
        made_on=ended[0].decided_on,
        by=wei,
    )
    grant_appeal(appeal=ended[0].appeals.get(), answer="属实", by=wei)
    lift_restriction(restriction=ended[1], reason="账户已核实", by=wei)
    now = timezone.now()
    forget_ended(at=now + 729 * DAY, by=clockwork)
    assert not Restriction.objects.exclude(forgotten_at=None).exists()
    forget_ended(at=now + 733 * DAY, by=clockwork)
    for row in (*ended, stands):
        row.refresh_from_db()
    assert (stands.name, stands.forgotten_at) == ("示例甲", None)
    assert {(row.name, row.identity, row.account, row.reason) for row in ended} == {
        ("", "", "", "")
    }
    appeal = ended[0].appeals.get()
    assert (appeal.state, appeal.appellant, appeal.reason) == ("granted", "", "")
    assert Entry.objects.get(event="restriction.forgotten").facts == {"count": 2}
    page = signed_in(wei).get(ended[0].get_absolute_url()).content.decode()
    assert "已到期删除" in page and ended[0].document_number in page
    paper = signed_in(wei).get(f"{ended[0].get_absolute_url()}paper/end/")
    assert paper.status_code == 404
