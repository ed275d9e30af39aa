"""What `wuzha demo` does before it serves: the county is there, and its accounts open.

Everything is made once; the passwords are new at every start, so that no demo stands
open with one that somebody has written down.
"""

import secrets
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from wuzha.demo.county import standing
from wuzha.demo.findings import Progress, is_known, research
from wuzha.demo.loading import SEED, is_loaded, load, unheard
from wuzha.demo.staff import ACCOUNTS
from wuzha.earlywarnings.models import EarlyWarning
from wuzha.lib.refused import Refused
from wuzha.organisation.access import Role
from wuzha.organisation.models import Person

AN_OLD_NIGHT = timedelta(hours=8)
CONSONANTS, VOWELS = "bdfghjkmnprstwz", "aeiou"
# Where each account begins, and what waits there.
LOOKS = {
    "zhiban": N_("工作台：两条待分派的预警；昨天的日报待核对；县区看板"),
    "lingdao": N_("县区看板：各乡镇对比；日报"),
    "xianju": N_("工作台：快到期的冻结；止付草稿"),
    "paichusuo": N_("工作台：刚到的高危预警；待签发的止付；几小时后到期的止付"),
    "wangge": N_("用手机打开：待签收的预警、今天要做的回访、方案分来的任务"),
    "zhuangan": N_(
        "本乡镇昨天的日报待核对；方案已执行六周：任务待审核，延期申请待批复"
    ),
    "cunzhuren": N_("村的工作台：方案分来的任务、逾期没报的报表"),
    "yinhang": N_("止付：一份等待执行，一份等待反馈余额"),
    "guiyuan": N_("柜面询问与止付"),
    "xuexiao": N_("上报案件；已上报的一件等待受理"),
    "yanpan": N_("研判命中：待核实的几条，确认一条就成为预警"),
    "shenji": N_("审计：谁在什么时候做了什么"),
    "guanli": N_("人员与单位；导入导出"),
}


class Way(NamedTuple):
    """How to get in, and what to look at first."""

    role: str
    username: str
    look: str


def begin_anew() -> None:
    """Only what the demo made itself, in a folder of its own."""
    if connection.vendor != "sqlite":
        raise Refused(
            _(
                "演示用的是 DATABASE_URL 指定的数据库，不能由 --fresh 清空。"
                "请换一个空的数据库，或去掉 DATABASE_URL。"
            )
        )
    _refuse_what_is_real()
    connection.close()
    file = Path(str(settings.DATABASES["default"]["NAME"]))
    for part in (file, *(file.with_name(file.name + end) for end in ("-wal", "-shm"))):
        part.unlink(missing_ok=True)
    for ledger in (settings.HOME / "transfers").glob("*.parquet"):
        ledger.unlink()


def prepare(progress: Progress = unheard, *, seed: int = SEED) -> bool:
    """Loads the county unless it is there; whether it had to. Tables must exist."""
    _refuse_what_is_real()
    if is_loaded():
        return False
    load(now=timezone.localtime(), seed=seed, progress=progress)
    return True


def find(path: Path, *, seed: int = SEED, progress: Progress = unheard) -> None:
    """Puts the rules to the file, unless that was done before. The holders of its
    accounts live in the county, always the same for the same file and seed."""
    if is_known(path):
        return
    random = Random(f"{seed}/{path.name}")  # noqa: S311 (made-up people)
    now = timezone.localtime()
    research(path, county=standing(), random=random, now=now, progress=progress)


def last_warning() -> datetime:
    newest: datetime = EarlyWarning.objects.latest("received_at").received_at
    return newest


def is_old(now: datetime) -> bool:
    """Nothing has come in for so long that all limits have run out."""
    return now - last_warning() > AN_OLD_NIGHT


def open_accounts() -> str:
    """Gives all accounts a new password; answers it. One for all: whoever looks around
    changes roles often, and the hash is slow on purpose."""
    password = f"{_word()}-{_word()}-{secrets.randbelow(9000) + 1000}"
    accounts = Person.objects.filter(username__in=ACCOUNTS, is_demo=True)
    accounts.update(password=make_password(password), is_active=True)
    return password


def ways() -> list[Way]:
    return [
        Way(str(Role(role).label), username, _(LOOKS[username]))
        for username, role in ACCOUNTS.items()
    ]


def table(password: str) -> str:
    """Role, account, password, what to look at first; for a terminal."""
    head = (_("角色"), _("账号"), _("口令"), _("先看什么"))
    rows = [(way.role, way.username, password, way.look) for way in ways()]
    return "\n".join(_aligned([head, *rows]))


def _refuse_what_is_real() -> None:
    if Person._meta.db_table not in connection.introspection.table_names():
        return
    if Person.objects.filter(is_machine=False, is_demo=False).exists():
        raise Refused(
            _(
                "这个数据库里有正式账号，不能放演示数据。"
                "请去掉 DATABASE_URL 和 WUZHA_HOME，或换一个空的数据库。"
            )
        )


def _word() -> str:
    return "".join(secrets.choice(CONSONANTS) + secrets.choice(VOWELS) for _n in "12")


def _aligned(rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    rows = list(rows)
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = zip(row, widths, strict=True)
        yield "  ".join(c + " " * (w - _width(c)) for c, w in cells).rstrip()


def _width(text: str) -> int:
    """Chinese characters take two columns of a terminal."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
