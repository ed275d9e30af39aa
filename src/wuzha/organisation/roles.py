"""What may be done, the roles, and which role may do what."""

from enum import StrEnum, auto

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy

from wuzha.organisation.models import UnitKind


class Permission(StrEnum):
    UNIT_VIEW = auto()
    UNIT_EDIT = auto()
    PEOPLE_VIEW = auto()
    PEOPLE_EDIT = auto()
    SETTINGS_EDIT = auto()
    TOKEN_EDIT = auto()
    AUDIT_VIEW = auto()
    # To have the chain of the audit verified.
    AUDIT_CHECK = auto()
    WARNING_VIEW = auto()
    WARNING_CREATE = auto()
    WARNING_DISPATCH = auto()
    # To visit, call and record; sees only what is open and assigned to one's unit.
    WARNING_WORK = auto()
    WARNING_REVIEW = auto()
    WARNING_EXPORT = auto()
    # One field of one person, once, with a reason.
    CONTACT_REVEAL = auto()
    IDENTITY_REVEAL = auto()
    # To be the second person when many are to be read at once.
    UNMASK_GRANT = auto()
    INCIDENT_VIEW = auto()
    INCIDENT_OPEN = auto()
    INCIDENT_EDIT = auto()
    INCIDENT_CLOSE = auto()
    INCIDENT_REPORT = auto()
    STOP_DRAFT = auto()
    STOP_ISSUE = auto()
    # At the bank: sees and answers the orders addressed to one's own branch.
    STOP_EXECUTE = auto()
    FREEZE_DECIDE = auto()
    RETURN_PREPARE = auto()
    RETURN_DECIDE = auto()
    COUNTER_ASK = auto()
    # To enter, lift and answer appeals in the register of restrictions.
    RESTRICTION_EDIT = auto()
    # To ask the register whether one full number stands in it.
    RESTRICTION_CHECK = auto()
    SUSPICION_REPORT = auto()
    SUSPICION_HANDLE = auto()
    # At the bank: its table of accounts, its work lists, its reviews of involved ones.
    ACCOUNTS_WORK = auto()
    # The police's side of those reviews.
    ACCOUNTS_REVIEW = auto()
    RULES_RUN = auto()
    RULES_EDIT = auto()
    RULES_RELEASE = auto()
    HIT_VIEW = auto()
    HIT_REVIEW = auto()
    # A bank's system: to be told whether a transfer may leave.
    TRANSFER_ASK = auto()
    DECISION_VIEW = auto()
    HOLD_RELEASE = auto()
    # To keep a held transfer from leaving: like a stop, for the police alone.
    HOLD_STOP = auto()
    # To have a text judged, and to see those that one's units had judged.
    SCREENING_ASK = auto()
    SCREENING_LABEL = auto()
    # To settle what two labels disagree on, and to train a model from labels.
    SCREENING_TRAIN = auto()
    # To put a model in force and to go back to the one before.
    SCREENING_RELEASE = auto()
    # To put numbers, links and senders on the county's lists, and to judge appeals.
    SCREENING_LISTS = auto()
    # To name, merge and split series, and to say which marks join nothing.
    SERIES_EDIT = auto()
    BOARD_VIEW = auto()
    BRIEF_VIEW = auto()
    BRIEF_CONFIRM = auto()
    BRIEF_PUBLISH = auto()
    PLAN_VIEW = auto()
    # To upload a plan and to judge what was read of it.
    PLAN_EDIT = auto()
    # To set a plan going, and to withdraw it.
    PLAN_CONFIRM = auto()
    TASK_VIEW = auto()
    TASK_WORK = auto()
    # At the level above: accepts what is reported done, grants time, urges.
    TASK_REVIEW = auto()
    CLOCK_FIRE = auto()


class Role(TextChoices):
    DUTY_OFFICER = "duty_officer", gettext_lazy("县中心值班员")
    COUNTY_LEADER = "county_leader", gettext_lazy("县级领导")
    COUNTY_POLICE = "county_police", gettext_lazy("县公安民警")
    STATION_POLICE = "station_police", gettext_lazy("派出所民警")
    GRID_WORKER = "grid_worker", gettext_lazy("网格员")
    LOCAL_CLERK = "local_clerk", gettext_lazy("乡村专干")
    BANK_OFFICER = "bank_officer", gettext_lazy("银行负责人")
    BANK_TELLER = "bank_teller", gettext_lazy("银行柜员")
    UNIT_OFFICER = "unit_officer", gettext_lazy("学校企业联络员")
    ANALYST = "analyst", gettext_lazy("研判员")
    AUDITOR = "auditor", gettext_lazy("审计员")
    ADMINISTRATOR = "administrator", gettext_lazy("管理员")
    FEED = "feed", gettext_lazy("上级系统（机器账号）")
    INQUIRER = "inquirer", gettext_lazy("识诈接口（机器账号）")
    BANK_SYSTEM = "bank_system", gettext_lazy("银行系统（机器账号）")
    CLOCKWORK = "clockwork", gettext_lazy("时限引擎（机器账号）")


P = Permission
_WORK = frozenset({P.WARNING_WORK, P.CONTACT_REVEAL, P.SCREENING_ASK})
_SEE_CASES = frozenset({P.WARNING_VIEW, P.INCIDENT_VIEW, P.BOARD_VIEW, P.BRIEF_VIEW})
_TASKS = frozenset({P.TASK_VIEW, P.TASK_WORK})
_PLANS = _TASKS | {P.PLAN_VIEW, P.PLAN_EDIT, P.TASK_REVIEW}
_CASES = (
    _WORK
    | _SEE_CASES
    | {P.WARNING_CREATE, P.WARNING_DISPATCH, P.WARNING_REVIEW, P.WARNING_EXPORT}
    | {P.INCIDENT_OPEN, P.INCIDENT_EDIT, P.INCIDENT_REPORT, P.STOP_DRAFT}
    | {P.SCREENING_LABEL, P.BRIEF_CONFIRM, P.UNIT_VIEW, P.RETURN_PREPARE}
)
_POLICE = (
    _CASES
    | _TASKS
    | {P.IDENTITY_REVEAL, P.INCIDENT_CLOSE, P.STOP_ISSUE}
    | {P.RESTRICTION_CHECK, P.SUSPICION_HANDLE}
)
_BRANCH = frozenset({P.STOP_EXECUTE, P.COUNTER_ASK, P.INCIDENT_REPORT}) | {
    *(P.SCREENING_ASK, P.RESTRICTION_CHECK, P.SUSPICION_REPORT)
}
ROLES: dict[str, frozenset[Permission]] = {
    Role.DUTY_OFFICER: _CASES
    | _PLANS
    | {P.HIT_VIEW, P.BRIEF_PUBLISH, P.PEOPLE_VIEW, P.SERIES_EDIT}
    | {P.DECISION_VIEW, P.HOLD_RELEASE},
    Role.COUNTY_LEADER: _SEE_CASES
    | {P.UNIT_VIEW, P.BRIEF_PUBLISH, P.UNMASK_GRANT}
    | {P.PLAN_VIEW, P.PLAN_CONFIRM, P.TASK_VIEW, P.TASK_REVIEW},
    Role.COUNTY_POLICE: _POLICE
    | {P.FREEZE_DECIDE, P.HIT_VIEW, P.HIT_REVIEW, P.BRIEF_PUBLISH, P.PEOPLE_VIEW}
    | {P.UNMASK_GRANT, P.PLAN_VIEW, P.SCREENING_RELEASE, P.SCREENING_LISTS}
    | {P.SERIES_EDIT, P.RESTRICTION_EDIT, P.ACCOUNTS_REVIEW, P.RULES_RELEASE}
    | {P.DECISION_VIEW, P.HOLD_RELEASE, P.HOLD_STOP, P.RETURN_DECIDE},
    Role.STATION_POLICE: _POLICE,
    Role.GRID_WORKER: _WORK | _TASKS | {P.INCIDENT_REPORT, P.BRIEF_CONFIRM},
    Role.LOCAL_CLERK: _PLANS
    | {P.WARNING_VIEW, P.WARNING_DISPATCH, P.BOARD_VIEW, P.BRIEF_VIEW}
    | {P.SCREENING_ASK, P.BRIEF_CONFIRM, P.INCIDENT_REPORT, P.UNIT_VIEW}
    | {P.PLAN_CONFIRM},
    Role.BANK_OFFICER: _BRANCH
    | _TASKS
    | {P.BRIEF_CONFIRM, P.BRIEF_VIEW, P.ACCOUNTS_WORK},
    Role.BANK_TELLER: _BRANCH,
    Role.UNIT_OFFICER: _TASKS | {P.INCIDENT_REPORT, P.BRIEF_CONFIRM, P.BRIEF_VIEW},
    Role.ANALYST: frozenset({P.RULES_RUN, P.HIT_VIEW, P.HIT_REVIEW, P.WARNING_CREATE})
    | {P.WARNING_VIEW, P.INCIDENT_VIEW, P.BOARD_VIEW, P.SERIES_EDIT}
    | {P.SCREENING_ASK, P.SCREENING_LABEL, P.SCREENING_TRAIN, P.SCREENING_RELEASE}
    | {P.SCREENING_LISTS, P.RULES_EDIT, P.RULES_RELEASE, P.DECISION_VIEW},
    Role.AUDITOR: frozenset({P.AUDIT_VIEW, P.AUDIT_CHECK}),
    Role.ADMINISTRATOR: frozenset({P.UNIT_VIEW, P.UNIT_EDIT, P.PEOPLE_VIEW})
    | {P.PEOPLE_EDIT, P.SETTINGS_EDIT, P.TOKEN_EDIT},
    Role.FEED: frozenset({P.WARNING_CREATE}),
    Role.INQUIRER: frozenset({P.SCREENING_ASK}),
    Role.BANK_SYSTEM: frozenset({P.TRANSFER_ASK}),
    Role.CLOCKWORK: frozenset({P.AUDIT_CHECK, P.CLOCK_FIRE, P.WARNING_DISPATCH})
    | {P.BRIEF_CONFIRM, P.SERIES_EDIT},
}

# Kinds of duty that only the police may hold: no other role may be given them, and only
# somebody of the police stands in for who holds them.
POLICE_ONLY = frozenset(
    {P.STOP_ISSUE, P.FREEZE_DECIDE, P.RETURN_DECIDE, P.HOLD_STOP, P.RESTRICTION_EDIT}
)

_K = UnitKind
# At which kinds of unit a role can be held; so a police role is held by the police.
UNITS_OF_ROLE: dict[str, frozenset[UnitKind]] = {
    Role.DUTY_OFFICER: frozenset({_K.COUNTY}),
    Role.COUNTY_LEADER: frozenset({_K.COUNTY}),
    Role.COUNTY_POLICE: frozenset({_K.COUNTY}),
    Role.STATION_POLICE: frozenset({_K.STATION}),
    Role.GRID_WORKER: frozenset({_K.GRID, _K.VILLAGE}),
    Role.LOCAL_CLERK: frozenset({_K.TOWN, _K.VILLAGE}),
    Role.BANK_OFFICER: frozenset({_K.BANK_BRANCH}),
    Role.BANK_TELLER: frozenset({_K.BANK_BRANCH}),
    Role.UNIT_OFFICER: frozenset({_K.SCHOOL, _K.FIRM, _K.DEPARTMENT}),
    Role.ANALYST: frozenset({_K.COUNTY}),
    Role.AUDITOR: frozenset({_K.COUNTY, _K.TOWN}),
    Role.ADMINISTRATOR: frozenset({_K.COUNTY, _K.TOWN}),
    Role.FEED: frozenset({_K.COUNTY}),
    Role.INQUIRER: frozenset({_K.COUNTY}),
    Role.BANK_SYSTEM: frozenset({_K.COUNTY}),
    Role.CLOCKWORK: frozenset({_K.COUNTY}),
}
MACHINE_ROLES = frozenset({Role.FEED, Role.INQUIRER, Role.BANK_SYSTEM, Role.CLOCKWORK})


def is_police(role: str) -> bool:
    return not POLICE_ONLY.isdisjoint(ROLES.get(role, frozenset()))
