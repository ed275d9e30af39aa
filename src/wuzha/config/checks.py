"""Settings that are wrong together, each with what to do. `wuzha check` shows all of
them; `wuzha serve` does not start while there is an error.

They are deployment checks: tools that only read the code (makemigrations) skip them.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import (
    CheckMessage,
    Error,
    Tags,
    Warning,
    register,
    run_checks,
)
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit import chain
from wuzha.clocks.workdays import missing_years
from wuzha.config.registry import registry
from wuzha.config.worker import clockwork
from wuzha.lib.sealing import SHORTEST_SECRET
from wuzha.organisation.models import Person

TAG = "wuzha"
SHORTEST_TOKEN = 24
LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]", "::1"})
Check = Callable[..., Iterable[CheckMessage]]


def faults_and_doubts() -> list[CheckMessage]:
    """All that is found, errors first."""
    found = run_checks(
        tags=[TAG], include_deployment_checks=True, databases=["default"]
    )
    return sorted(found, key=lambda one: -one.level)


def faults_of_secrets() -> list[CheckMessage]:
    return list(secrets_are_set())


def _service(check: Check) -> Check:
    return register(TAG, deploy=True)(check)


def _service_with_database(check: Check) -> Check:
    return register(TAG, Tags.database, deploy=True)(check)


@_service
def secrets_are_set(**kwargs: Any) -> Iterator[CheckMessage]:
    how = _(
        "生成一个：python3 -c 'import secrets; print(secrets.token_urlsafe(48))'，"
        "写入 WUZHA_SECRET，或写入文件并用 WUZHA_SECRET_FILE 指向它。"
        "请与数据库分开备份：丢失后加密的数据无法恢复。"
    )
    if settings.SECRET_KEY == settings.UNSET_SECRET:
        yield Error(_("没有设置密钥 WUZHA_SECRET。"), how, id="wuzha.E001")
    elif len(settings.SECRET_KEY) < SHORTEST_SECRET:
        short = {"number": SHORTEST_SECRET}
        yield Error(
            _("密钥 WUZHA_SECRET 不足%(number)d个字符。") % short, how, id="wuzha.E002"
        )
    if any(len(old) < SHORTEST_SECRET for old in settings.SECRET_KEY_FALLBACKS):
        yield Error(
            _("WUZHA_OLD_SECRETS 中有过短的密钥。"),
            _("多个旧密钥之间用空格分开，每个都要完整。"),
            id="wuzha.E003",
        )


@_service
def https_fits_together(**kwargs: Any) -> Iterator[CheckMessage]:
    origins = settings.CSRF_TRUSTED_ORIGINS
    if settings.HTTPS and not origins:
        yield Error(
            _("WUZHA_HTTPS 已开启，但没有设置 WUZHA_ORIGINS，所有表单都会被拒绝。"),
            _("把用户访问的地址写入 WUZHA_ORIGINS，例如 https://fz.example.gov.cn。"),
            id="wuzha.E004",
        )
    if settings.HTTPS and any(not one.startswith("https://") for one in origins):
        yield Error(
            _("WUZHA_HTTPS 已开启，但 WUZHA_ORIGINS 中有不是 https:// 的地址。"),
            _("只保留 https:// 开头的地址。"),
            id="wuzha.E005",
        )
    if not settings.HTTPS and set(settings.ALLOWED_HOSTS) - LOOPBACK - {"*"}:
        yield Warning(
            _("本机以外的人可以访问，但 WUZHA_HTTPS 没有开启，口令会以明文传输。"),
            _("在前面架设 TLS 代理，并设置 WUZHA_HTTPS=yes。"),
            id="wuzha.W006",
        )
    if settings.HTTPS and urlsplit(settings.PUBLIC_URL).scheme == "http":
        yield Warning(
            _("WUZHA_URL 以 http:// 开头，通知里的链接会被浏览器警告。"),
            _("改为 https:// 开头。"),
            id="wuzha.W007",
        )


@_service
def nothing_stands_open(**kwargs: Any) -> Iterator[CheckMessage]:
    if "*" in settings.ALLOWED_HOSTS:
        yield Error(
            _("WUZHA_HOSTS 是 *，任何域名都会被接受。"),
            _("写明用户访问的域名，多个用空格分开。"),
            id="wuzha.E008",
        )
    if settings.DEBUG and not settings.DEMO:
        yield Error(
            _("WUZHA_DEBUG 只能在演示中开启：出错页面会显示数据。"),
            _("去掉 WUZHA_DEBUG。"),
            id="wuzha.E009",
        )
    token = settings.METRICS_TOKEN
    if token and len(token) < SHORTEST_TOKEN:
        yield Error(
            _("WUZHA_METRICS_TOKEN 不足%(number)d个字符。")
            % {"number": SHORTEST_TOKEN},
            _("换一个更长的随机文本，或去掉它，只允许本机读取 /metrics。"),
            id="wuzha.E010",
        )


@_service
def one_process_writes_to_sqlite(**kwargs: Any) -> Iterator[CheckMessage]:
    if settings.WEB_WORKERS > 1 and connection.vendor == "sqlite":
        yield Error(
            _("SQLite 只能配一个网页进程，WUZHA_WEB_WORKERS 却大于 1。"),
            _("去掉 WUZHA_WEB_WORKERS，或用 DATABASE_URL 改用 PostgreSQL。"),
            id="wuzha.E011",
        )


@_service
def areas_fit_together(**kwargs: Any) -> Iterator[CheckMessage]:
    try:
        registry()
    except ImproperlyConfigured as wrong:
        yield Error(str(wrong), id="wuzha.E012")


@_service_with_database
def tables_are_up_to_date(**kwargs: Any) -> Iterator[CheckMessage]:
    if _is_behind():
        yield Error(
            _("数据库还没有升级到这个版本。"),
            _("运行 wuzha migrate。"),
            id="wuzha.E013",
        )


@_service_with_database
def accounts_fit_the_service(**kwargs: Any) -> Iterator[CheckMessage]:
    if _is_behind():
        return
    people = Person.objects.filter(is_machine=False)
    if not settings.DEMO and people.filter(is_demo=True).exists():
        yield Error(
            _("数据库里有演示账号，不能作为正式服务启动。"),
            _("正式服务请用新的数据库；看演示请运行 wuzha demo。"),
            id="wuzha.E014",
        )
    if settings.DEMO and people.filter(is_demo=False).exists():
        yield Error(
            _("数据库里有正式账号，不能在演示模式下启动。"),
            _("去掉 WUZHA_DEMO，或换一个数据库看演示。"),
            id="wuzha.E015",
        )
    if not people.exists():
        yield Error(
            _("还没有任何账号。"),
            _("运行 wuzha setup 建立第一个单位和管理员。"),
            id="wuzha.E016",
        )
        return
    try:
        clockwork()
    except ImproperlyConfigured:
        yield Error(
            _("没有担任“时限引擎”的机器账号，时限到了也不会提醒。"),
            _("请管理员在“人员”中启用机器账号 clockwork，并任命为县区的时限引擎。"),
            id="wuzha.E017",
        )


@_service_with_database
def secret_fits_the_database(**kwargs: Any) -> Iterator[CheckMessage]:
    if not _is_behind() and not chain.fits_the_secret():
        yield Error(
            _("密钥 WUZHA_SECRET 与数据库不符，加密的数据打不开；或审计链尾被改动。"),
            _(
                "换回原来的密钥；换过密钥的，把旧的写入 WUZHA_OLD_SECRETS。"
                "密钥没有变过，请运行 wuzha audit verify。"
            ),
            id="wuzha.E018",
        )


@_service_with_database
def working_days_are_known(**kwargs: Any) -> Iterator[CheckMessage]:
    if _is_behind():
        return
    for year in missing_years(timezone.localdate()):
        yield Warning(
            _("工作日历里还没有%(year)d年的放假安排，涉及这一年的工作日无法推算。")
            % {"year": year},
            _("请管理员按国务院办公厅的通知，在“设置 → 工作日历”中填写。"),
            id="wuzha.W019",
        )


def _is_behind() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
