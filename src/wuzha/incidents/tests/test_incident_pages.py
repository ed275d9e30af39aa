"""The list and the page of an incident, and what is done there."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import openpyxl
from django.contrib.messages import get_messages
from django.test import Client

from wuzha.audit.models import Entry
from wuzha.incidents import actions
from wuzha.incidents.inputs import AccountIn, IdentifierIn, VictimIn
from wuzha.incidents.models import Incident, Payment, StopPaymentOrder
from wuzha.incidents.tests.make import (
    ACCOUNT,
    ENTERED,
    OTHER_ACCOUNT,
    REPORTED,
    open_case,
    payment,
)
from wuzha.incidents.tests.test_intake_pages import moment
from wuzha.organisation.models import Person, Unit

SignIn = Callable[[Person], Client]


def text_of(client: Client, url: str) -> str:
    page = client.get(url)
    assert page.status_code == 200
    return page.content.decode()


def test_the_page_masks_the_victim_and_names_what_is_missing(
    signed_in: SignIn, station: Unit, su: Person
) -> None:
    incident = open_case(
        unit=station,
        by=su,
        victim=VictimIn(name="柳青青", phone="13900001234", address="柳湾村16号"),
        payments=[payment(payee_name="", paid_at=None)],
    )
    text = text_of(signed_in(su), incident.get_absolute_url())
    assert "柳**" in text and "139****1234" in text
    for secret in ("柳青青", "13900001234", "16号", ACCOUNT):
        assert secret not in text
    assert "第 1 笔还缺收款人户名、转账时间" in text
    assert "起草止付" in text


def test_who_does_not_work_on_it_reads_no_numbers_and_no_names(
    signed_in: SignIn, station: Unit, su: Person, zhou: Person
) -> None:
    incident = open_case(
        unit=station,
        by=su,
        story="打13900005555转给6222020000000000006",
        identifiers=[IdentifierIn(kind="phone", value="13900005555")],
    )
    url = incident.get_absolute_url()
    for secret in ("13900005555", "6222020000000000006", "钱小二"):
        assert secret not in text_of(signed_in(zhou), url)
    assert "13900005555" in text_of(signed_in(su), url)
    read = Entry.objects.filter(event="incident.read")
    assert [entry.by for entry in read] == ["su"]


def test_the_next_step_follows_the_case(
    signed_in: SignIn,
    case: Incident,
    draft: StopPaymentOrder,
    su: Person,
    lin: Person,
) -> None:
    url = case.get_absolute_url()
    assert "核对并签发止付" in text_of(signed_in(su), url)
    assert "等公安签发" in text_of(signed_in(lin), url)


def test_the_clocks_of_the_case_and_its_orders_stand_at_the_top(
    signed_in: SignIn, case: Incident, stop: StopPaymentOrder, su: Person
) -> None:
    text = text_of(signed_in(su), case.get_absolute_url())
    assert "到期自动解除，请续止或冻结 ****0006" in text


def test_the_picture_follows_the_money_by_level(
    signed_in: SignIn, case: Incident, stop: StopPaymentOrder, su: Person
) -> None:
    onward = AccountIn(
        account=OTHER_ACCOUNT, amount_cents=1_800_000, level=2, from_account=ACCOUNT
    )
    actions.draft_stops_for_accounts(incident=case, accounts=[onward], by=su)
    page = signed_in(su).get(case.get_absolute_url())
    picture = page.context["picture"]
    assert [(node.level, node.note) for node in picture.nodes] == [
        (0, ""),
        (1, "止付中"),
        (2, "草稿"),
    ]
    assert [link.label for link in picture.links] == ["¥49,800.00", "¥18,000.00"]


def test_cases_that_share_a_mark_show_each_other_within_ones_scope(
    signed_in: SignIn,
    station: Unit,
    other_station: Unit,
    su: Person,
    other_su: Person,
    lin: Person,
) -> None:
    chat = [IdentifierIn(kind="chat", value="Kefu 8891")]
    here = open_case(unit=station, by=su, identifiers=chat)
    near = open_case(
        unit=station,
        by=su,
        payments=[],
        identifiers=[IdentifierIn(kind="chat", value="kefu8891")],
    )
    far = open_case(unit=other_station, by=other_su)
    text = text_of(signed_in(su), here.get_absolute_url())
    assert near.number in text and "聊天账号 kefu8891" in text
    assert "其他单位另有 1 起" in text and far.number not in text
    county = text_of(signed_in(lin), here.get_absolute_url())
    assert far.number in county and "账号 ****0006" in county


def test_a_payment_is_corrected_removed_and_brought_back(
    signed_in: SignIn, case: Incident, su: Person
) -> None:
    client, paid = signed_in(su), Payment.objects.get()
    client.post(
        f"/incidents/payments/{paid.pk}/correct/",
        {
            "amount_cents": "100",
            "payee_account": ACCOUNT,
            "payee_name": "钱小三",
            "paid_at": moment(9),
        },
    )
    case.refresh_from_db()
    assert case.loss_cents == 100_00
    answer = client.post(f"/incidents/payments/{paid.pk}/remove/")
    (message,) = get_messages(answer.wsgi_request)
    assert message.extra_tags == f"undo:/incidents/payments/{paid.pk}/restore/"
    client.post(f"/incidents/payments/{paid.pk}/restore/")
    case.refresh_from_db()
    assert case.loss_cents == 100_00


def test_marks_are_added_and_taken_away(
    signed_in: SignIn, case: Incident, su: Person
) -> None:
    client = signed_in(su)
    add = f"/incidents/{case.pk}/marks/add/"
    client.post(add, {"kind": "link", "value": "http://shua.example.com"})
    client.post(add, {"kind": "link", "value": "不是网址"})
    mark = case.identifiers.get()
    assert mark.value == "shua.example.com"
    client.post(f"/incidents/marks/{mark.pk}/remove/")
    assert not case.identifiers.exists()


def test_facts_are_corrected_in_one_form(
    signed_in: SignIn, case: Incident, village: Unit, su: Person
) -> None:
    client = signed_in(su)
    url = f"/incidents/{case.pk}/correct/"
    form = client.get(url).context["form"]
    facts = {name: form[name].value() or "" for name in form.fields}
    facts |= {"place": village.pk, "case_number": "青公刑立字〔2026〕8号"}
    facts |= {"reported_at": f"{REPORTED:%Y-%m-%dT%H:%M}", "sex": "female"}
    assert client.post(url, facts).status_code == 302
    case.refresh_from_db()
    assert (case.place, case.victim_sex) == (village, "female")
    assert case.case_number.startswith("青公刑立字")
    assert case.story == "在群里做任务，垫付后提现不了。"


def test_a_case_closes_after_its_review_and_can_be_reopened(
    signed_in: SignIn, case: Incident, su: Person
) -> None:
    client = signed_in(su)
    assert client.post(f"/incidents/{case.pk}/close/").status_code == 409
    review = {
        "had_warning": "yes",
        "was_reached": "no",
        "bank_asked": "unknown",
        "missed": "晚了两小时",
    }
    page = client.post(f"/incidents/{case.pk}/review/", review)
    assert "请选是否按时见面" in page.content.decode()
    client.post(f"/incidents/{case.pk}/review/", review | {"met_in_time": "no"})
    client.post(f"/incidents/{case.pk}/close/")
    case.refresh_from_db()
    assert case.state == "closed"
    client.post(f"/incidents/{case.pk}/reopen/")
    case.refresh_from_db()
    assert case.state == "open"


def test_a_review_begins_with_the_warning_that_is_known(
    signed_in: SignIn, station: Unit, su: Person
) -> None:
    incident = open_case(unit=station, by=su, warning_ref="Q0000123")
    page = signed_in(su).get(f"/incidents/{incident.pk}/review/")
    assert page.context["form"]["had_warning"].value() == "yes"
    assert "Q0000123" in page.content.decode()
    told = signed_in(su).get(f"/incidents/{incident.pk}/review/?met_in_time=no")
    assert told.context["form"]["met_in_time"].value() == "no"


def test_a_report_is_dismissed_with_a_reason_and_taken_up_again(
    signed_in: SignIn, station: Unit, branch: Unit, qiao: Person, su: Person
) -> None:
    incident = actions.report_incident(
        reporting_unit=branch,
        unit=station,
        channel="bank",
        fraud_class="F99",
        victim=VictimIn(),
        reported_at=REPORTED,
        at=ENTERED,
        by=qiao,
    )
    client = signed_in(su)
    url = f"/incidents/{incident.pk}"
    assert "reason" in client.post(f"{url}/dismiss/").context["form"].errors
    client.post(f"{url}/dismiss/", {"reason": "重复"})
    assert "重复" in text_of(client, f"{url}/")
    client.post(f"{url}/restore/")
    client.post(f"{url}/accept/")
    incident.refresh_from_db()
    assert incident.state == "open"


def test_the_list_finds_by_whatever_is_typed(
    signed_in: SignIn, case: Incident, stop: StopPaymentOrder, su: Person
) -> None:
    actions.add_identifiers(
        incident=case,
        identifiers=[
            IdentifierIn(kind="link", value="https://shua.example.com/a"),
            IdentifierIn(kind="phone", value="0085261234567"),
        ],
        by=su,
    )
    client = signed_in(su)
    for typed in (
        *(case.number, stop.number, "139 0000 1234", "柳青青"),
        *("6222 0200 0000 0000 006", "shua.example.com/a/", "00852-61234567"),
    ):
        found = client.get("/incidents/", {"q": typed}).context["page"]
        assert [row.pk for row in found] == [case.pk], typed
    for typed in ("AJ2026-999999", "13900009999", "柳", "9"):
        assert not client.get("/incidents/", {"q": typed}).context["page"]


def test_the_list_finds_nothing_outside_ones_scope(
    signed_in: SignIn, case: Incident, other_su: Person
) -> None:
    found = signed_in(other_su).get("/incidents/", {"q": "13900001234"})
    assert not found.context["page"]


def test_the_list_is_narrowed_by_state_class_unit_and_day(
    signed_in: SignIn, case: Incident, station: Unit, lin: Person, county: Unit
) -> None:
    client = signed_in(lin)

    def found(**asked: object) -> int:
        return len(client.get("/incidents/", asked).context["page"])

    assert found() == found(state="open") == found(fraud_class="F01") == 1
    assert found(state="closed") == found(fraud_class="F02") == 0
    assert (found(unit=station.pk), found(unit=county.pk)) == (1, 0)
    assert found(since="2026-11-20", until="2026-11-20") == 1
    assert found(since="2026-11-21") == found(until="2026-11-19") == 0
    assert found(state="nonsense") == 0


def test_a_list_costs_the_same_however_long_it_is(
    signed_in: SignIn,
    station: Unit,
    su: Person,
    lin: Person,
    django_assert_max_num_queries,
) -> None:
    for number in range(12):
        late = timedelta(minutes=number)
        incident = open_case(
            unit=station,
            by=su,
            payments=[payment(payee_account=f"62220200000000{number:05}")],
            reported_at=REPORTED - late,
        )
        actions.draft_stop_payment(
            incident=incident, payment=incident.payments.get(), at=ENTERED, by=su
        )
    client = signed_in(lin)
    client.get("/incidents/")
    with django_assert_max_num_queries(24):
        client.get("/incidents/")
    with django_assert_max_num_queries(24):
        client.get("/stop-payments/")


def test_a_revealed_phone_is_recorded_and_only_for_who_may(
    signed_in: SignIn, case: Incident, su: Person, zhou: Person
) -> None:
    url = f"/incidents/{case.pk}/reveal/victim_phone/"
    shown = signed_in(su).post(url, {"reason": "电话联系本人"})
    assert "13900001234" in shown.content.decode()
    assert signed_in(zhou).post(url, {"reason": "好奇"}).status_code == 403
    other = f"/incidents/{case.pk}/reveal/story/"
    assert signed_in(su).post(other, {"reason": "看"}).status_code == 404


def test_the_table_that_leaves_is_masked(
    signed_in: SignIn, case: Incident, stop: StopPaymentOrder, lin: Person
) -> None:
    client = signed_in(lin)
    for url in ("/incidents/sheet/", "/stop-payments/sheet/"):
        file = BytesIO(b"".join(client.get(url).streaming_content))
        rows = list(openpyxl.load_workbook(file).active.values)
        assert len(rows) == 4
        written = str(rows)
        assert "柳青青" not in written and ACCOUNT not in written
        assert "49800" in written


def test_a_table_is_in_the_language_of_the_county(
    signed_in: SignIn, lin: Person, order: StopPaymentOrder
) -> None:
    """Whatever the language of the page it is taken from: it is read by others."""
    english = {"Accept-Language": "en"}
    client = signed_in(lin)
    assert "Stop" in client.get("/stop-payments/", headers=english).content.decode()
    answer = client.get("/stop-payments/sheet/", headers=english)
    file = BytesIO(b"".join(answer.streaming_content))
    written = str(list(openpyxl.load_workbook(file).active.values))
    assert "导出于" in written and "已签发" in written
