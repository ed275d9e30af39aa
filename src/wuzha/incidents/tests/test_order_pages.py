"""Orders on the side of the police and on the side of the bank."""

import json
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import docx
import pytest
from django.test import Client
from django.utils import timezone

from wuzha.audit.models import Entry
from wuzha.clocks.models import Clock
from wuzha.incidents import actions
from wuzha.incidents.models import Freeze, Incident, StopPaymentOrder
from wuzha.incidents.papers import application_id, request_fields
from wuzha.incidents.tests.make import (
    ACCOUNT,
    EXECUTED,
    OTHER_ACCOUNT,
    drafted,
    issued,
    open_case,
    payment,
)
from wuzha.incidents.tests.test_incident_pages import text_of
from wuzha.organisation.models import Person, Unit

SignIn = Callable[[Person], Client]
SPACED = "6222 0200 0000 0000 006"


@pytest.fixture
def ringing(station: Unit, branch: Unit, su: Person) -> StopPaymentOrder:
    """Issued three minutes ago, by the real clock."""
    now = timezone.now()
    ago = timedelta(minutes=3)
    incident = open_case(unit=station, by=su, reported_at=now - 2 * ago, at=now - ago)
    order = drafted(incident=incident, by=su, at=now - ago)
    actions.issue_stop_payment(order=order, at=now - ago, by=su)
    order.refresh_from_db()
    return order


def test_one_click_on_a_payment_drafts_and_can_be_undone(
    signed_in: SignIn, case: Incident, branch: Unit, su: Person
) -> None:
    client = signed_in(su)
    paid = case.payments.get()
    answer = client.post(f"/incidents/payments/{paid.pk}/stop/")
    order = StopPaymentOrder.objects.get()
    assert answer.headers["Location"] == order.get_absolute_url()
    client.post(f"/stop-payments/{order.pk}/discard/")
    client.post(f"/stop-payments/{order.pk}/restore/")
    order.refresh_from_db()
    assert order.state == "drafted"


def test_the_page_of_the_issue_says_what_will_happen_and_shows_the_doubt(
    signed_in: SignIn, draft: StopPaymentOrder, su: Person
) -> None:
    text = text_of(signed_in(su), f"/stop-payments/{draft.pk}/issue/")
    assert SPACED in text and "钱小二" in text
    assert "青石农商银行河口支行收到止付令" in text
    assert "48小时" in text and "此操作不能撤销" in text
    assert "按总共两次理解" in text


def test_issuing_asks_again_who_one_is(draft: StopPaymentOrder, su: Person) -> None:
    client = Client()
    client.force_login(su, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(f"/stop-payments/{draft.pk}/issue/")
    assert answer.status_code == 302 and "again" in answer.headers["Location"]
    draft.refresh_from_db()
    assert draft.state == "drafted"


def test_an_order_is_issued_with_a_second_officer(
    signed_in: SignIn, draft: StopPaymentOrder, su: Person, wei: Person
) -> None:
    url = f"/stop-payments/{draft.pk}/issue/"
    signed_in(su).post(url, {"investigator": wei.pk})
    draft.refresh_from_db()
    assert (draft.issued_by, draft.investigator) == (su, wei)
    again = signed_in(wei).post(url)
    assert again.status_code == 409
    assert "可能刚刚有人处理过" in again.content.decode()


def test_a_protected_name_and_a_wrong_digit_warn_before_the_issue(
    signed_in: SignIn, station: Unit, su: Person
) -> None:
    doubtful = payment(payee_name="河口镇工会", payee_account="6222020000000000007")
    order = drafted(incident=open_case(unit=station, by=su, payments=[doubtful]), by=su)
    client = signed_in(su)
    for page in ("", "issue/"):
        text = text_of(client, f"/stop-payments/{order.pk}/{page}")
        assert "可能属于工会经费账户" in text and "卡号校验不通过" in text
    client.post(f"/stop-payments/{order.pk}/issue/")
    order.refresh_from_db()
    assert order.state == "issued"


def test_a_draft_is_completed_in_its_form(
    signed_in: SignIn, station: Unit, branch: Unit, su: Person
) -> None:
    incident = open_case(
        unit=station, by=su, payments=[payment(payee_name="", payee_bank="")]
    )
    order = drafted(incident=incident, by=su)
    client = signed_in(su)
    assert "还缺收款人户名" in text_of(client, order.get_absolute_url())
    url = f"/stop-payments/{order.pk}/correct/"
    form = client.get(url).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields}
    typed |= {
        "account_name": "钱小二",
        "bank_unit": branch.pk,
        "transferred_at": "2026-11-20T15:40",
        "amount_cents": "49800",
        "requested_cents": "49800",
        "at_counter": "on",
    }
    assert client.post(url, typed).status_code == 302
    order.refresh_from_db()
    assert (order.account_name, order.bank_unit) == ("钱小二", branch)
    assert order.at_counter and not order.missing_items


def test_the_bank_sees_its_order_and_nothing_of_the_case(
    signed_in: SignIn, ringing: StopPaymentOrder, ding: Person
) -> None:
    client = signed_in(ding)
    listed = text_of(client, "/bank/")
    assert "622202****0006" in listed and SPACED not in listed
    text = text_of(client, ringing.get_absolute_url())
    assert SPACED in text and "钱小二" in text and "¥49,800.00" in text
    for secret in ("柳", "139", "群里", ringing.incident.number, "F01", "刷单"):
        assert secret not in text
    read = Entry.objects.filter(event="stop_payment.read", by="ding").get()
    assert read.outcome == "read"


def test_the_bank_does_not_see_a_draft_or_the_orders_of_another(
    signed_in: SignIn, draft: StopPaymentOrder, qiao: Person, su: Person
) -> None:
    client = signed_in(qiao)
    assert client.get(draft.get_absolute_url()).status_code == 404
    elsewhere = open_case(
        unit=draft.incident.unit,
        by=su,
        payments=[payment(payee_account=OTHER_ACCOUNT, payee_bank="远方银行")],
    )
    other = issued(incident=elsewhere, by=su)
    assert client.get(other.get_absolute_url()).status_code == 404


def test_the_bank_executes_with_the_balance_in_one_form(
    signed_in: SignIn, ringing: StopPaymentOrder, ding: Person
) -> None:
    client = signed_in(ding)
    url = f"/stop-payments/{ringing.pk}/execute/"
    wrong = client.post(url, {"balance_cents": "不知道", "handler": "丁"})
    assert wrong.status_code == 422 and "不是金额" in wrong.content.decode()
    client.post(url, {"balance_cents": "30000.00", "handler": "柜员丁"})
    ringing.refresh_from_db()
    assert (ringing.state, ringing.balance_cents) == ("executed", 3_000_000)
    assert ringing.fed_back_at is not None
    assert "起只收不付" in text_of(client, ringing.get_absolute_url())


def test_the_bank_feeds_the_balance_back_later(
    signed_in: SignIn, ringing: StopPaymentOrder, ding: Person
) -> None:
    client = signed_in(ding)
    url = f"/stop-payments/{ringing.pk}"
    client.post(f"{url}/execute/", {"handler": "柜员丁"})
    assert "反馈余额" in text_of(client, "/bank/")
    client.post(f"{url}/feed-back/", {"balance_cents": "0", "handler": "柜员丁"})
    ringing.refresh_from_db()
    assert ringing.balance_cents == 0
    again = client.post(f"{url}/feed-back/", {"balance_cents": "5", "handler": "丁"})
    assert again.status_code == 409


def test_the_bank_refuses_with_a_cause_that_the_police_read(
    signed_in: SignIn, ringing: StopPaymentOrder, ding: Person, su: Person
) -> None:
    url = f"/stop-payments/{ringing.pk}/refuse/"
    client = signed_in(ding)
    assert client.post(url).status_code == 422
    client.post(url, {"cause": "mismatch", "note": "户名不符"})
    text = text_of(signed_in(su), ringing.get_absolute_url())
    assert "四要素不一致" in text and "户名不符" in text


def test_orders_to_act_on_come_before_balances_to_tell(
    signed_in: SignIn,
    ringing: StopPaymentOrder,
    case: Incident,
    su: Person,
    qiao: Person,
) -> None:
    actions.execute_stop_payment(order=ringing, by=qiao)
    later = drafted(
        incident=case,
        by=su,
        payment=actions.add_payment(
            incident=case,
            payment=payment(payee_account=OTHER_ACCOUNT),
            by=su,
        ),
    )
    actions.issue_stop_payment(order=later, by=su)
    waiting = signed_in(qiao).get("/bank/").context["waiting"]
    assert [order.pk for order in waiting] == [later.pk, ringing.pk]


def test_the_police_enter_the_answer_of_a_bank_without_a_seat_here(
    signed_in: SignIn, station: Unit, su: Person, lin: Person
) -> None:
    far = payment(payee_bank="远方银行总行")
    order = issued(incident=open_case(unit=station, by=su, payments=[far]), by=su)
    client = signed_in(su)
    assert "登记银行答复" in text_of(client, order.get_absolute_url())
    url = f"/stop-payments/{order.pk}/execute/"
    assert client.post(url, {}).status_code == 422
    client.post(url, {"handler": "远方银行值班", "balance_cents": "12"})
    order.refresh_from_db()
    assert order.balance_cents == 12_00
    assert signed_in(lin).post(url, {"handler": "林"}).status_code == 404


def test_from_the_stop_to_the_freeze_and_its_extension(
    signed_in: SignIn, stop: StopPaymentOrder, wei: Person
) -> None:
    client = signed_in(wei)
    paper = {
        "paper_number": "青公刑冻字〔2026〕12号",
        "approved_by": "局长梁",
        "approval_level": "county",
    }
    url = f"/stop-payments/{stop.pk}/freeze/"
    assert "6个月" in text_of(client, url)
    too_long = {**paper, "term": "major", "amount_cents": "30000"}
    refused = client.post(url, too_long)
    assert refused.status_code == 409
    assert "设区的市级以上" in refused.content.decode()
    client.post(url, {**paper, "term": "ordinary", "amount_cents": "30000"})
    frozen = Freeze.objects.get()
    assert frozen.number in text_of(client, "/freezes/")
    extend = f'class="button button--primary" href="/freezes/{frozen.pk}/extend/"'
    assert extend not in client.get(frozen.get_absolute_url()).content.decode()
    ends = Clock.objects.of(frozen).get(kind="freeze.end")
    ends.steps.update(at=timezone.now())
    assert extend in client.get(frozen.get_absolute_url()).content.decode()
    client.post(f"/freezes/{frozen.pk}/extend/", paper)
    assert frozen.renewals.count() == 1
    client.post(f"/freezes/{frozen.pk}/unrelated/")
    assert "三日内解冻" in text_of(client, frozen.get_absolute_url())
    client.post(f"/freezes/{frozen.pk}/unfreeze/", {"reason": "查明无关"})
    frozen.refresh_from_db()
    assert frozen.state == "unfrozen"


def test_a_running_stop_is_renewed_recalled_and_lifted(
    signed_in: SignIn, stop: StopPaymentOrder, su: Person
) -> None:
    client = signed_in(su)
    client.post(f"/stop-payments/{stop.pk}/renew/")
    second = StopPaymentOrder.objects.get(renews=stop)
    client.post(f"/stop-payments/{second.pk}/issue/")
    client.post(f"/stop-payments/{second.pk}/recall/", {"reason": "不需要了"})
    client.post(f"/stop-payments/{stop.pk}/lift/", {"reason": "查明无关"})
    second.refresh_from_db()
    stop.refresh_from_db()
    assert (second.state, stop.state) == ("recalled", "lifted")


def test_the_paper_holds_the_four_items_and_taking_it_is_recorded(
    signed_in: SignIn, stop: StopPaymentOrder, su: Person
) -> None:
    answer = signed_in(su).get(f"/stop-payments/{stop.pk}/paper/")
    paper = docx.Document(BytesIO(answer.content))
    cells = {c.text for t in paper.tables for r in t.rows for c in r.cells}
    assert {"钱小二", ACCOUNT, "¥49,800.00", "2026-11-20 15:40"} <= cells
    assert "四项要素一致的立即止付，自执行起48小时" in paper.paragraphs[1].text
    entry = Entry.objects.filter(event="stop_payment.read").latest("pk")
    assert entry.facts["how"] == "word"


def test_a_draft_on_paper_says_that_it_is_none_yet(
    signed_in: SignIn, draft: StopPaymentOrder, su: Person
) -> None:
    answer = signed_in(su).get(f"/stop-payments/{draft.pk}/paper/")
    paper = docx.Document(BytesIO(answer.content))
    cells = {c.text for t in paper.tables for r in t.rows for c in r.cells}
    assert "（草稿，未签发）" in cells


def test_the_fields_say_that_they_are_a_model_and_no_interface(
    signed_in: SignIn, stop: StopPaymentOrder, su: Person
) -> None:
    answer = signed_in(su).get(f"/stop-payments/{stop.pk}/fields/")
    told = json.loads(answer.content)
    assert "不代表符合" in told["notice"]
    fields = told["request"]
    assert fields["accountNumber"] == ACCOUNT
    assert fields["transferTime"] == "20261120154000"
    assert fields["expireTime"] == "20261122163000"
    assert len(fields["applicationID"]) == 36 and len(fields) == 32


@pytest.mark.parametrize(
    ("channel", "at_counter", "currency", "kind"),
    [
        ("station", False, "CNY", "00"),
        ("station", False, "USD", "01"),
        ("bank", False, "CNY", "02"),
        ("bank", False, "USD", "03"),
        ("bank", True, "CNY", "04"),
        ("station", True, "USD", "05"),
    ],
)
def test_the_kind_of_the_request_follows_the_field_list(
    station: Unit, su: Person, channel: str, at_counter: bool, currency: str, kind: str
) -> None:
    incident = open_case(
        unit=station, by=su, channel=channel, payments=[payment(currency=currency)]
    )
    order = drafted(incident=incident, by=su, at_counter=at_counter)
    fields = request_fields(order)
    assert fields["applicationType"] == kind
    assert bool(fields["originalApplicationID"]) is (kind > "01")
    assert fields["applicationID"] == application_id(order)


def test_the_counter_asks_by_the_set_and_prints_a_slip(
    signed_in: SignIn, ding: Person
) -> None:
    client = signed_in(ding)
    assert "三问二看一核对" in text_of(client, "/bank/counter/")
    assert "您本人见过、认识吗" in text_of(client, "/bank/counter/?set=sibiwen")
    slip = client.post(
        "/bank/counter/",
        {
            "business": "transfer",
            "amount_cents": "20000",
            "customer": "何大娘",
            "q0": "给孙子买房",
            "l0": "yes",
            "flags": ["要求拆成几笔转"],
        },
    ).content.decode()
    for part in ("给孙子买房", "¥20,000.00", "要求拆成几笔转", "客户签名", "柜员丁"):
        assert part in slip
    assert "data-print hidden" in slip
    client.cookies["django_language"] = "en"
    slip = client.post("/bank/counter/", {"business": "transfer"}).content.decode()
    assert "客户签名" in slip and "转账汇款" in slip, "the customer's language"


def test_lists_of_orders_are_narrowed_and_keep_to_the_scope(
    signed_in: SignIn, stop: StopPaymentOrder, lin: Person, other_su: Person
) -> None:
    client = signed_in(lin)

    def found(**asked: str) -> int:
        return len(client.get("/stop-payments/", asked).context["page"])

    assert found() == found(state="executed") == found(since="2026-11-20") == 1
    assert found(state="drafted") == found(until="2026-11-01") == 0
    assert found(q=stop.number) == found(q=SPACED) == 1
    assert found(q="6222020000000000014") == 0
    assert not signed_in(other_su).get("/stop-payments/").context["page"]


def test_an_answer_before_the_issue_is_told_to_be_impossible(
    signed_in: SignIn, order: StopPaymentOrder, qiao: Person
) -> None:
    early = f"{timezone.localtime(EXECUTED - timedelta(hours=3)):%Y-%m-%dT%H:%M}"
    answer = signed_in(qiao).post(
        f"/stop-payments/{order.pk}/execute/", {"handler": "乔", "executed_at": early}
    )
    assert answer.status_code == 409 and "早于签发" in answer.content.decode()
    order.refresh_from_db()
    assert order.state == "issued"
