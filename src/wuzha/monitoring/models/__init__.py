from wuzha.monitoring.models.checks import AccountCheck
from wuzha.monitoring.models.hits import AccountHolder, Hit, HitWarning, RuleRun
from wuzha.monitoring.models.rules import RuleMove, RuleTest, RuleVersion

__all__ = [
    "AccountCheck",
    "AccountHolder",
    "Hit",
    "HitWarning",
    "RuleMove",
    "RuleRun",
    "RuleTest",
    "RuleVersion",
]
