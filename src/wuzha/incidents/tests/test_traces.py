"""Money is traced, the trace grows when a bank answers, and stops follow from it."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from wuzha.audit.models import Entry
from wuzha.audit.rows_stay import removal
from wuzha.detection.__main__ import main as detect
from wuzha.incidents import actions
from wuzha.incidents.models import FundTrace, Incident, StopPaymentOrder
from wuzha.incidents.tests.make import ACCOUNT, OTHER_ACCOUNT, REPORTED, payment
from wuzha.incidents.traced import accounts_of, found_in
from wuzha.lib import archives
from wuzha.lib.refused import Conflict, NotAllowed, Refused
from wuzha.organisation.models import Person

SignIn = Callable[[Person], Client]
PAID = REPORTED - timedelta(minutes=20)
VICTIM, SECOND, THIRD = (
    "6222600000000000001",
    "6217000000000000017",
    "6228480000000000029",
)


@pytest.fixture(autouse=True)
def home(settings: LazySettings, tmp_path: Path) -> None:
    settings.HOME = tmp_path


def line(
    number: int, minutes: float, way: str, other: str, yuan: str, more: str = ""
) -> str:
    at = timezone.localtime(PAID + timedelta(minutes=minutes))
    return f"L{number},{at:%Y-%m-%d %H:%M:%S},{ACCOUNT},{other},{way},{yuan},{more}"


HEAD = "流水号,交易时间,本方账户,对方账户,收付标志,金额,对方户名,对方开户行,摘要"
STATEMENT = "\n".join(
    [
        HEAD,
        line(1, 1, "收", VICTIM, "49800.00", "柳某,青石农商银行,转账"),
        line(2, 5, "付", SECOND, "30000.00", "季某安,和顺银行,转账"),
        line(3, 9, "付", "", "5000.00", ",,取现"),
    ]
)


def upload(client: Client, case: Incident, text: str, bank: str = "宁泰银行") -> str:
    file = SimpleUploadedFile("回复.csv", text.encode())
    url = reverse("bank_reply_add", args=[case.pk])
    answer = client.post(url, {"bank_name": bank, "file": file})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def test_what_the_victim_told_is_traced_before_any_bank_answers(
    case: Incident, su: Person
) -> None:
    fifo, haircut = actions.trace_funds(incident=case, by=su)
    assert (fifo.method, haircut.method) == ("fifo", "haircut")
    (account,) = accounts_of(fifo, [haircut])
    assert account.account == ACCOUNT
    assert account.remaining == (4_980_000, 4_980_000)
    assert account.bank == "青石农商银行河口支行"
    assert actions.check_trace(trace=fifo, by=su) == []


def test_a_trace_grows_when_a_bank_answers_and_names_the_one_before(
    case: Incident, su: Person, signed_in: SignIn
) -> None:
    first, _ = actions.trace_funds(incident=case, by=su)
    client = signed_in(su)
    reply = upload(client, case, STATEMENT)
    assert case.replies.get().file.state == "read"
    page = client.get(reply).content.decode()
    assert "计入这 3 笔" in page
    assert "¥30,000.00" in page, "what was read is looked at before it counts"
    assert "同一份流水已经计入" not in page
    trace_url = client.post(f"{reply}count/")["Location"]
    second = case.traces.filter(method="fifo").latest("round")
    assert trace_url == second.get_absolute_url()
    assert second.follows == first
    accounts = accounts_of(second, [])
    assert [(one.account, one.level, one.remaining[0]) for one in accounts] == [
        (SECOND, 2, 3_000_000),
        (ACCOUNT, 1, 1_480_000),
    ]
    assert [(one.name, one.bank, one.is_new) for one in accounts] == [
        ("季某安", "和顺银行", True),
        ("钱小二", "青石农商银行河口支行", False),
    ]
    assert found_in(second).ends == {"取现": 500_000}
    assert actions.check_trace(trace=second, by=su) == []
    first.refresh_from_db()
    assert actions.check_trace(trace=first, by=su) == []


def test_a_reply_taken_back_counts_no_more_and_what_stood_on_it_can_be_checked(
    case: Incident, su: Person, signed_in: SignIn
) -> None:
    client = signed_in(su)
    reply = upload(client, case, STATEMENT)
    client.post(f"{reply}count/")
    again = upload(client, case, STATEMENT)
    assert "同一份流水已经计入" in client.get(again).text
    with_it, _ = actions.trace_funds(incident=case, by=su)
    client.post(f"{reply}take-back/")
    without, _ = actions.trace_funds(incident=case, by=su)
    assert (with_it.account_count, without.account_count) == (2, 1)
    assert actions.check_trace(trace=with_it, by=su) == []


def test_files_that_tell_of_no_reached_account_are_left_out(
    case: Incident, su: Person, signed_in: SignIn
) -> None:
    client = signed_in(su)
    client.post(f"{upload(client, case, STATEMENT)}count/")
    alone, _ = actions.trace_funds(incident=case, by=su)
    at = timezone.localtime(PAID)
    noise = f"9,{at:%Y-%m-%d %H:%M:%S},{VICTIM},{THIRD},付,1.00"
    client.post(f"{upload(client, case, HEAD + chr(10) + noise)}count/")
    beside = case.traces.filter(method="fifo").latest("round")
    assert (beside.round, beside.basis["files"]) == (2, alone.basis["files"])
    assert (beside.digest, beside.evidence) == (alone.digest, alone.evidence)


def tamper(trace: FundTrace, **columns: object) -> None:
    """By somebody who holds the database and dropped the triggers."""
    with connection.cursor() as cursor:
        for statement in removal(connection.vendor, (FundTrace._meta.db_table,)):
            cursor.execute(statement)
    FundTrace.objects.filter(pk=trace.pk).update(**columns)


def test_evidence_that_was_changed_is_found_out(
    case: Incident, su: Person, signed_in: SignIn
) -> None:
    trace, _ = actions.trace_funds(incident=case, by=su)
    changed = trace.evidence.replace("4980000", "4980001")
    tamper(trace, evidence=changed)
    url = reverse("fund_trace_check", args=[trace.pk])
    assert "重算结果与证据不一致" in signed_in(su).post(url).content.decode()
    assert Entry.objects.get(event="fund_trace.checked").facts["holds"] is False


def test_evidence_taken_along_is_checked_without_the_house(
    case: Incident, su: Person, signed_in: SignIn, tmp_path: Path
) -> None:
    """By the command alone, from the downloaded file; one cent changed is refused."""
    client = signed_in(su)
    client.post(f"{upload(client, case, STATEMENT)}count/")
    actions.add_payment(
        incident=case, payment=payment(payee_account=OTHER_ACCOUNT), by=su
    )
    for trace in actions.trace_funds(incident=case, by=su):
        url = reverse("fund_trace_evidence", args=[trace.pk])
        bundle = tmp_path / f"{trace.method}.zip"
        bundle.write_bytes(client.get(url).content)
        assert detect(["verify-trace", str(bundle)]) == 0
    members = archives.unpack(bundle.read_bytes(), archives.Limits())
    name = f"transfers/{trace.basis['files'][0]}.parquet"
    rows = pq.read_table(BytesIO(members[name]))
    cents = rows["amount_cents"].to_pylist()
    column = rows.column_names.index("amount_cents")
    changed = rows.set_column(column, "amount_cents", pa.array([*cents[:-1], 500_001]))
    pq.write_table(changed, written := BytesIO())
    bundle.write_bytes(archives.pack(members | {name: written.getvalue()}))
    assert detect(["verify-trace", str(bundle)]) == 1
    for wrong in (
        archives.pack(members | {"more/evidence.json": b"{}"}),
        bundle.read_bytes()[:-30],
    ):
        bundle.write_bytes(wrong)
        assert detect(["verify-trace", str(bundle)]) == 3
    pq.write_table(pa.table({"tx_id": ["other"]}), seeds := BytesIO())
    bundle.write_bytes(archives.pack(members | {"seeds.parquet": seeds.getvalue()}))
    assert detect(["verify-trace", str(bundle)]) == 1


def test_evidence_that_was_not_narrowed_takes_nobody_elses_transfers_along(
    case: Incident, su: Person, signed_in: SignIn
) -> None:
    trace, _ = actions.trace_funds(incident=case, by=su)
    everybody = trace.basis | {"accounts": []}
    tamper(trace, basis=everybody)
    answer = signed_in(su).get(reverse("fund_trace_evidence", args=[trace.pk]))
    assert answer.status_code == 409
    assert "无关的流水" in answer.content.decode()


def test_one_click_drafts_the_stop_and_a_second_says_so(
    case: Incident, su: Person, signed_in: SignIn
) -> None:
    client = signed_in(su)
    client.post(f"{upload(client, case, STATEMENT)}count/")
    trace, _ = actions.trace_funds(incident=case, by=su)
    url = reverse("fund_trace_stop", args=[trace.pk])
    assert client.post(url, {"place": "0"}).status_code == 302
    order = StopPaymentOrder.objects.get()
    assert (order.account, order.account_name, order.bank_name) == (
        SECOND,
        "季某安",
        "和顺银行",
    )
    assert (order.level, order.from_account, order.state) == (2, ACCOUNT, "drafted")
    assert order.requested_cents == 3_000_000
    with pytest.raises(Conflict, match=order.number):
        actions.draft_stop_of_trace(trace=trace, account=SECOND, by=su)


def test_the_page_masks_and_what_is_whole_is_recorded(
    case: Incident, su: Person, zhou: Person, signed_in: SignIn
) -> None:
    trace, _ = actions.trace_funds(incident=case, by=su)
    page = signed_in(zhou).get(trace.get_absolute_url()).content.decode()
    assert ACCOUNT not in page
    with pytest.raises(NotAllowed):
        actions.read_trace(trace=trace, how="evidence", by=zhou)
    kept = signed_in(su).get(reverse("fund_trace_evidence", args=[trace.pk]))
    assert trace.evidence.encode() in kept.content
    reads = Entry.objects.filter(event="fund_trace.read")
    assert [entry.facts["how"] for entry in reads.order_by("pk")] == [
        "page",
        "evidence",
    ]


def test_payments_without_a_time_cannot_be_traced(case: Incident, su: Person) -> None:
    case.payments.update(paid_at=None)
    with pytest.raises(Refused, match="时间"):
        actions.trace_funds(incident=case, by=su)
    assert not FundTrace.objects.exists()


def test_the_table_and_the_paper_tell_each_transfer(
    case: Incident, su: Person, signed_in: SignIn
) -> None:
    client = signed_in(su)
    client.post(f"{upload(client, case, STATEMENT)}count/")
    trace, _ = actions.trace_funds(incident=case, by=su)
    for name, start in (("paper", b"PK"), ("sheet", b"PK")):
        answer = client.get(reverse(f"fund_trace_{name}", args=[trace.pk]))
        content = (
            b"".join(answer.streaming_content) if answer.streaming else answer.content
        )
        assert content.startswith(start)
