"""A rule of the county in the demo: a shipped one made stricter, tested on the month at
hand and put on trial."""

from dataclasses import replace

from wuzha.monitoring.actions.rules import ask_test, make_version, put_on_trial
from wuzha.monitoring.models import RuleVersion
from wuzha.monitoring.rulebook import shipped
from wuzha.monitoring.testing import try_rule
from wuzha.organisation.models import Person

RULE = "fast_in_fast_out"
WHY = "小额快进快出多是本地商户结算，只看五千元以上的"


def put_one_on_trial(*, analyst: Person) -> RuleVersion:
    rule = shipped()[RULE]
    version = make_version(
        rule=replace(rule, bands=rule.bands[:1]), why=WHY, by=analyst
    )
    test = ask_test(rule=RULE, version=version.version, by=analyst)
    try_rule(test=test.pk, by=analyst)
    put_on_trial(rule=RULE, version=version.version, why="先试运行两周再定", by=analyst)
    return version
