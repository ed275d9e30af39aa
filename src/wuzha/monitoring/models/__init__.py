from wuzha.monitoring.models.checks import AccountHandover
from wuzha.monitoring.models.hits import AccountHolder, Hit, HitWarning, RuleRun
from wuzha.monitoring.models.rules import RuleMove, RuleTest, RuleVersion

__all__ = [
    "AccountHandover",
    "AccountHolder",
    "Hit",
    "HitWarning",
    "RuleMove",
    "RuleRun",
    "RuleTest",
    "RuleVersion",
]
