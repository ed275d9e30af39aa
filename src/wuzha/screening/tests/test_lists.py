"""The county's lists, appeals against a mark, and what a stranger lets it keep."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from wuzha.audit.models import Entry
from wuzha.lib.refused import NotAllowed, Refused
from wuzha.organisation.models import Person, Unit
from wuzha.screening.actions.appeals import forget_appeals, lift_mark, uphold_mark
from wuzha.screening.actions.labels import label_verdict
from wuzha.screening.actions.listings import end_listing, list_value
from wuzha.screening.actions.verdicts import forget_texts
from wuzha.screening.asking import ask, ask_many
from wuzha.screening.models import Appeal, KeptText, Verdict

pytestmark = pytest.mark.django_db
MEETING = "下周三放映露天电影，详情打055500012345问老程。"
LINKED = "您的账户积分即将清零，请登录 www.qingshi-jf.top/a 兑换。"
STORY = "你好，我叫王小明，把钱转到安全账户核查资金，不要告诉家人，电话13900001234。"


def code_in(page: str) -> str:
    found = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", page)
    assert found
    return found[0]


def test_what_is_listed_makes_a_scam_until_it_is_ended(
    county: Unit, zhou: Person
) -> None:
    assert ask(MEETING).verdict == "none"
    listing = list_value(
        kind="number", value="0555-00012345", side="block", source="报案核实", by=zhou
    )
    answered, other = ask_many([MEETING, "明天开会"])
    assert (answered.verdict, other.verdict) == ("scam", "none")
    assert MEETING[answered.reasons[0].start :].startswith("055500012345")
    end_listing(listing=listing, by=zhou)
    assert ask(MEETING).verdict == "none"


def test_what_was_marked_wrongly_counts_for_nothing_and_hides_nothing_else(
    county: Unit, zhou: Person
) -> None:
    before = ask(LINKED)
    list_value(
        kind="link", value="qingshi-jf.top", side="allow", source="备案", by=zhou
    )
    after = ask(LINKED)
    assert after.score < before.score
    assert ask(f"{LINKED}把钱转到安全账户核查，不要告诉家人").verdict == "scam"


def test_a_borrowed_signature_makes_nothing_innocent(
    county: Unit, zhou: Person
) -> None:
    list_value(kind="sender", value="青石银行", side="allow", source="本行", by=zhou)
    assert ask(f"【青石银行】{STORY}").verdict == "scam"
    list_value(kind="sender", value="青石贷", side="block", source="报案", by=zhou)
    assert ask("【青石贷】您好").verdict == "scam"


def test_an_appeal_is_reviewed_by_a_person_and_its_outcome_read_by_code(
    county: Unit, zhou: Person, hong: Person, clockwork: Person
) -> None:
    list_value(kind="number", value="055500012345", side="block", source="误", by=zhou)
    sent = {"kind": "number", "value": "0555-00012345", "reason": "这是文化站的电话"}
    page = Client().post("/check/appeal/", sent).content.decode()
    appeal = Appeal.objects.get()
    with pytest.raises(NotAllowed):
        lift_mark(appeal=appeal, answer="是文化站", by=hong)
    lift_mark(appeal=appeal, answer="已向文化站核实", by=zhou)
    with pytest.raises(Refused):
        uphold_mark(appeal=appeal, answer="改主意", by=zhou)
    assert ask(MEETING).verdict == "none"
    seen = Client().post("/check/code/", {"code": code_in(page).lower()})
    assert "已撤销标记" in seen.content.decode()
    assert "已向文化站核实" in seen.content.decode()
    assert Entry.objects.filter(event="screening.appeal_lifted").exists()
    forget_appeals(at=timezone.now() + timedelta(days=366), by=clockwork)
    appeal.refresh_from_db()
    assert (appeal.value, appeal.reason) == ("", "")
    assert appeal.answer == "已向文化站核实"


def test_a_text_is_kept_masked_at_its_owners_word_and_goes_at_it(
    county: Unit,
) -> None:
    page = Client().post("/check/keep/", {"text": STORY}).content.decode()
    verdict = Verdict.objects.get()
    assert verdict.source == "public" and verdict.asked_by is None
    assert "13900001234" not in verdict.text and "王小明" not in verdict.text
    assert verdict.reasons[0]["end"] <= len(verdict.text)
    assert verdict.keep_until == timezone.localdate() + timedelta(days=30)
    code = code_in(page)
    assert "安全账户" in Client().post("/check/code/", {"code": code}).content.decode()
    Client().post("/check/code/", {"code": code, "delete": "1"})
    verdict.refresh_from_db()
    assert verdict.text == "" and not KeptText.objects.exists()
    again = Client().post("/check/code/", {"code": code}).content.decode()
    assert "没有这个凭码" in again


def test_a_kept_text_is_forgotten_when_its_days_are_over_labelled_or_not(
    county: Unit, clockwork: Person, zhou: Person, wei: Person
) -> None:
    Client().post("/check/keep/", {"text": STORY})
    for colleague in (zhou, wei):
        if Verdict.objects.get().state != "settled":
            label_verdict(verdict=Verdict.objects.get(), is_fraud=True, by=colleague)
    forget_texts(at=timezone.now() + timedelta(days=31), by=clockwork)
    assert Verdict.objects.get().text == ""


def test_what_is_no_number_is_not_appealed_for(county: Unit) -> None:
    sent = {"kind": "number", "value": "不知道", "reason": "误标"}
    assert "这不像所选的种类" in Client().post("/check/appeal/", sent).content.decode()
