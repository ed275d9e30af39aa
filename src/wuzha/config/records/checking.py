from collections.abc import Callable, Iterable, Iterator

from django.db import IntegrityError, connection
from django.utils.translation import gettext as _

from wuzha.audit.chain import verify
from wuzha.config.records import ground, money, returns, warnings
from wuzha.config.records.laws import Law

# A part of the whole; answers a sentence for everything that is wrong.
Check = Callable[[], Iterable[str]]


def checks() -> list[Check]:
    return [*(law.faults for law in laws()), _faults_of_audit, _dangling_references]


def faults() -> list[str]:
    return [fault for check in checks() for fault in check()]


def laws() -> list[Law]:
    return [
        *warnings.LAWS,
        *money.LAWS,
        *returns.LAWS,
        *ground.LAWS,
        *ground.subjects(),
        *ground.constraints(),
    ]


def _faults_of_audit() -> Iterator[str]:
    for fault in verify():
        yield _("审计链：%(fault)s") % {"fault": fault}


def _dangling_references() -> Iterator[str]:
    try:
        connection.check_constraints()
    except IntegrityError as broken:
        yield _("引用的记录不存在：%(fault)s") % {"fault": broken}
