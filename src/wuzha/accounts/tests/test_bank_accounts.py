"""A branch's table, the advice on each account, and the work lists made of it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from wuzha.accounts import figures
from wuzha.accounts.actions.bank_accounts import (
    assign_checks,
    finish_check,
    keep_account,
)
from wuzha.accounts.actions.retention import forget_bank_accounts
from wuzha.accounts.actions.suspicions import report_suspicion
from wuzha.accounts.grading import SIGNS, grading, limits_of, signs_of
from wuzha.accounts.jobs import JOBS
from wuzha.accounts.models import AccountCheck, BankAccount
from wuzha.accounts.tests.made import ACCOUNT, PAYEE, TOLD, suspicion
from wuzha.documents.models import ImportRun
from wuzha.jobs.models import Job
from wuzha.lib.refused import NotAllowed, Refused
from wuzha.organisation.models import Person, Unit

TODAY = date(2026, 11, 23)
TABLE = f"""账号,持有人代号,账户类别,开户日期,账户状态,手机是否本人,最近动户日期
{ACCOUNT},C001,Ⅰ类户,2025-03-01,正常,否,
{PAYEE},C001,II,2025-03-01,正常,是,2026-11-01
6217000000000000009,C002,Ⅰ类户,2099-03-01,正常,是,
"""


def test_every_sign_has_its_points_and_more_signs_never_grade_lower() -> None:
    table = grading()
    assert {point.sign for point in table.points} == SIGNS
    assert table.of(frozenset()).grade.name == "low"
    every = table.of(SIGNS)
    assert every.grade == table.grades[-1] and len(every.points) == len(SIGNS)
    assert [one.above for one in table.grades] == sorted(
        one.above for one in table.grades
    )


@pytest.mark.django_db
def test_an_account_is_graded_with_reasons_and_nothing_is_done_to_it(
    branch: Unit, station: Unit, qiao: Person, ding: Person
) -> None:
    facts = {"facts": TOLD, "branch": branch, "by": qiao}
    row = keep_account(account=ACCOUNT, **facts)
    for last in range(10, 14):
        keep_account(account=f"62220200000000000{last}", **facts)
    report_suspicion(suspicion=suspicion(), branch=branch, by=ding)
    found = BankAccount.objects.with_signs(TODAY).get(pk=row.pk)
    assert signs_of(found, TODAY) == SIGNS - {"was_stopped"}
    assert grading().of(signs_of(found, TODAY)).grade.name == "high"
    assert found.status == "normal"
    assert [one.key for one in limits_of(found, TODAY)] == ["accounts.class1_per_bank"]
    kinds = {"unused": 5, "many_cards": 5, "phone": 5}
    assert {
        kind: BankAccount.objects.to_check(kind, TODAY).count() for kind in kinds
    } == kinds


@pytest.mark.django_db
def test_the_table_comes_in_and_a_list_is_assigned_done_and_counted(
    branch: Unit, qiao: Person, ding: Person, signed_in: Callable[[Person], Client]
) -> None:
    client = signed_in(qiao)
    file = SimpleUploadedFile("账户.csv", TABLE.encode())
    page = client.post("/accounts/table/import/", {"file": file}, follow=True)
    run = ImportRun.objects.get()
    assert (run.to_create, run.errors) == (2, 1), page.content.decode()

    def press(verb: str) -> None:
        client.post(f"/accounts/table/import/{run.pk}/{verb}/")
        for job in Job.objects.unfinished():
            JOBS[job.name].action(**job.arguments, by=qiao)  # type: ignore[union-attr]
            job.delete()

    press("confirm")
    assert BankAccount.objects.count() == 2
    table = client.get("/accounts/table/").content.decode()
    assert "预留手机不是本人" in table and ACCOUNT not in table
    with pytest.raises(NotAllowed):
        assign_checks(branch=branch, kind="phone", to=ding, by=ding)
    assert assign_checks(branch=branch, kind="phone", to=ding, by=qiao) == 1
    with pytest.raises(Refused):
        assign_checks(branch=branch, kind="phone", to=ding, by=qiao)
    check = AccountCheck.objects.get()
    finish_check(check=check, found="mended", note="换成本人手机", by=ding)
    assert figures.by_kind(AccountCheck.objects.all()) == {
        "phone": {"kind": "phone", "assigned": 1, "done": 1, "suspicious": 0}
    }
    with pytest.raises(Refused):
        finish_check(check=check, found="normal", by=ding)
    press("undo")
    # What somebody has worked on stays, the other goes.
    assert [row.account for row in BankAccount.objects.all()] == [ACCOUNT]


def test_an_account_that_its_bank_tells_of_no_more_is_forgotten_in_time(
    branch: Unit, qiao: Person, ding: Person, clockwork: Person
) -> None:
    """Unless somebody has it to look at."""
    keep_account(account=PAYEE, facts=TOLD, branch=branch, by=qiao)
    assign_checks(branch=branch, kind="phone", to=ding, by=qiao)
    keep_account(account=ACCOUNT, facts=TOLD, branch=branch, by=qiao)
    now = timezone.now()
    forget_bank_accounts(at=now + timedelta(days=360), by=clockwork)
    assert BankAccount.objects.count() == 2
    forget_bank_accounts(at=now + timedelta(days=368), by=clockwork)
    assert [one.account for one in BankAccount.objects.all()] == [PAYEE]
