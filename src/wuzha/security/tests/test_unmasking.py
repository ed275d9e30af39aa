import io
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from wuzha.audit.models import Entry
from wuzha.documents.columns import Column, Columns
from wuzha.documents.excel import read_table
from wuzha.documents.uploads import checked
from wuzha.lib.refused import Conflict, NotAllowed, Refused
from wuzha.organisation.access import Permission
from wuzha.security.actions import answer_unmasking, ask_unmasking, use_unmasking
from wuzha.security.models import Unmasking

PHONES = {"hong": "13800001111", "other_hong": "13800002222"}


@pytest.fixture
def people(hong, other_hong):
    for person in (hong, other_hong):
        person.phone = PHONES[person.username]
        person.save(update_fields=["phone", "phone_key"])
    return [hong, other_hong]


@pytest.fixture
def asked(people, county, lin):
    return ask_unmasking(
        subjects=people,
        fields=["name", "phone"],
        reason="核对值班通讯录，问 13912345678",
        permission=Permission.PEOPLE_VIEW,
        unit=county,
        by=lin,
    )


def test_one_asks_another_grants_the_first_one_reads_once(asked, lin, wei, people):
    answer_unmasking(unmasking=asked, granted=True, by=wei)
    assert set(use_unmasking(unmasking=asked, by=lin)) == set(people)
    kept = Entry.objects.filter(event="unmasking.used", outcome="read")
    assert {entry.subject for entry in kept} == {
        f"organisation.Person:{person.pk}" for person in people
    }
    with pytest.raises(Conflict):
        use_unmasking(unmasking=asked, by=lin)


def test_the_reason_holds_no_number(asked):
    assert "13912345678" not in asked.reason


def test_nobody_grants_their_own(people, county, wei, luo):
    own = ask_unmasking(
        subjects=people,
        fields=["phone"],
        reason="x",
        permission=Permission.PEOPLE_VIEW,
        unit=county,
        by=wei,
    )
    with pytest.raises(NotAllowed, match="自己的申请"):
        answer_unmasking(unmasking=own, granted=True, by=wei)
    with pytest.raises(IntegrityError), transaction.atomic():
        Unmasking.objects.filter(pk=own.pk).update(answered_by=wei)
    answer_unmasking(unmasking=own, granted=True, by=luo)


def test_only_who_may_grants(asked, su, lin):
    with pytest.raises(NotAllowed):
        answer_unmasking(unmasking=asked, granted=True, by=su)


def test_without_the_grant_nothing_is_read(asked, lin, wei):
    with pytest.raises(Refused):
        use_unmasking(unmasking=asked, by=lin)
    answer_unmasking(unmasking=asked, granted=False, by=wei)
    with pytest.raises(Refused):
        use_unmasking(unmasking=asked, by=lin)
    with pytest.raises(Refused):
        answer_unmasking(unmasking=asked, granted=True, by=wei)
    assert not Entry.objects.filter(event="unmasking.used").exists()


def test_a_grant_is_for_who_asked_and_for_a_day(asked, lin, wei, guan):
    answer_unmasking(unmasking=asked, granted=True, by=wei)
    with pytest.raises(NotAllowed):
        use_unmasking(unmasking=asked, by=guan)
    Unmasking.objects.update(answered_at=timezone.now() - timedelta(hours=25))
    with pytest.raises(Refused, match="重新申请"):
        use_unmasking(unmasking=asked, by=lin)


def test_only_personal_fields_and_not_too_many(people, county, lin, monkeypatch):
    given = {"permission": Permission.PEOPLE_VIEW, "unit": county, "by": lin}
    with pytest.raises(ValueError, match="not all personal"):
        ask_unmasking(subjects=people, fields=["password"], reason="x", **given)
    monkeypatch.setattr("wuzha.security.actions.MOST_UNMASKED", 1)
    with pytest.raises(Refused, match="缩小范围"):
        ask_unmasking(subjects=people, fields=["phone"], reason="x", **given)


def test_the_pages_lead_from_the_asking_to_the_table(asked, lin, luo, signed_in):
    theirs, own = signed_in(luo), signed_in(lin)
    assert "等您审批" in theirs.get("/unmasking/").content.decode()
    assert "等您审批" not in own.get("/unmasking/").content.decode()
    theirs.post(f"/unmasking/{asked.pk}/answer/", {"answer": "grant"})
    assert "查看一次" in own.get("/unmasking/").content.decode()
    answer = own.post(f"/unmasking/{asked.pk}/use/")
    assert "no-store" in answer["Cache-Control"]
    columns = Columns(
        [Column(name="name", title="姓名"), Column(name="phone", title="电话")]
    )
    file = io.BytesIO(answer.getvalue())
    rows = read_table(checked(file, name="表.xlsx"), expected=columns).rows
    assert {row.values["phone"] for row in rows} == set(PHONES.values())
    assert own.post(f"/unmasking/{asked.pk}/use/").status_code == 409


def test_granting_asks_again_who_is_there(asked, luo, client):
    client.force_login(luo, backend="django.contrib.auth.backends.ModelBackend")
    luo.set_password("x")
    answer = client.post(f"/unmasking/{asked.pk}/answer/", {"answer": "grant"})
    assert answer.status_code == 302 and "/account/again/" in answer["Location"]
    asked.refresh_from_db()
    assert asked.state == "asked"
