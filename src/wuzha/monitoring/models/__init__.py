from wuzha.monitoring.models.checks import AccountHandover
from wuzha.monitoring.models.hits import AccountHolder, Hit, HitWarning, RuleRun
from wuzha.monitoring.models.rules import RuleMove, RuleTest, RuleVersion
from wuzha.monitoring.models.scores import ScoreVersion

__all__ = [
    "AccountHandover",
    "AccountHolder",
    "Hit",
    "HitWarning",
    "RuleMove",
    "RuleRun",
    "RuleTest",
    "RuleVersion",
    "ScoreVersion",
]
