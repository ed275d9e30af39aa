"""Two people work on the same item of a plan, and on the same report, at the same
instant: one wins, the other is told, and nothing is there twice."""

from collections.abc import Callable

import pytest

from tests.at_once import assert_one_wins
from tests.cast import MakeUnit
from wuzha.organisation.access import Role
from wuzha.organisation.models import Person, Unit
from wuzha.reports import actions as reports
from wuzha.reports.models import Report
from wuzha.reports.tests.make import due
from wuzha.workplans import actions as workplans
from wuzha.workplans.states import ItemState
from wuzha.workplans.tests import make

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_an_item_is_judged_once_and_a_report_is_sent_once(
    transactional_db: None, county: Unit, town: Unit, village: Unit, branch: Unit,
    make_unit: MakeUnit, make_person: Callable[..., Person], lin: Person, tan: Person,
    luo: Person, clockwork: Person,
) -> None:  # fmt: skip
    make_unit("青石县民政局", "department", county)
    hua = make_person("hua", "值班员华", Role.DUTY_OFFICER, county)
    plan = make.uploaded(county, lin)
    item = make.item_of(plan, "张贴海报")
    seen = item.seen_mark
    assert_one_wins(
        lambda: workplans.reject_item(item=item, seen=seen, by=lin),
        lambda: workplans.reject_item(item=item, seen=seen, by=hua),
        event="plan.item_rejected",
    )
    item.refresh_from_db()
    assert (item.state, plan.items.count()) == (ItemState.REJECTED, 5)

    make.confirmed(county, lin, chief=luo)
    expected = due(town, clockwork=clockwork)
    assert_one_wins(
        lambda: reports.send_report(expected=expected, note="林写的", seen=0, by=lin),
        lambda: reports.send_report(expected=expected, note="谭写的", seen=0, by=tan),
        event="report.sent",
    )
    sent = Report.objects.get()
    assert sent.note == {lin: "林写的", tan: "谭写的"}[sent.sent_by]
