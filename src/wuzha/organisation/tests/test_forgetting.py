"""The copy of an import's rows is for looking and taking back; then it goes."""

from datetime import timedelta

import pytest

from wuzha.audit.models import Entry
from wuzha.lib import params
from wuzha.lib.refused import Refused
from wuzha.organisation.actions.imports import take_back_import
from wuzha.organisation.jobs import SCHEDULE
from wuzha.organisation.sheets import PEOPLE
from wuzha.organisation.tests.test_imports import NEW_PEOPLE, desk

__all__ = ["desk"]


@pytest.fixture
def forget(clockwork):
    (scheduled,) = SCHEDULE
    return lambda at: scheduled.action(at=at, by=clockwork)


def test_the_rows_of_an_old_import_are_forgotten_and_its_counts_stay(
    desk, forget, guan
):
    run = desk.bring_in("people", NEW_PEOPLE)
    days = params.value("retention.import_rows_days", on=run.created_at.date()).whole
    forget(run.finished_at + timedelta(days=days))
    assert run.rows.count() == len(NEW_PEOPLE)

    forget(run.finished_at + timedelta(days=days, seconds=1))
    run.refresh_from_db()
    assert not run.rows.exists() and run.file_name == ""
    assert run.applied == len(NEW_PEOPLE)
    assert Entry.objects.get(event="import.forgotten").facts == {"count": 1}
    shown = desk.client.get(f"/people/import/{run.pk}/").content.decode()
    assert "到期清除" in shown and "撤销这次导入" not in shown
    with pytest.raises(Refused, match="到期清除"):
        take_back_import(desk=PEOPLE, run=run, by=guan)
