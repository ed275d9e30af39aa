"""setup, migrate, backup, restore."""

from argparse import Namespace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from tqdm import tqdm

from wuzha.config import backups, founding
from wuzha.config.checks import faults_of_secrets
from wuzha.config.commands.service import show
from wuzha.config.commands.subcommands import Subcommands, subcommand
from wuzha.config.statics import gather
from wuzha.config.words import COULD_NOT_RUN, FINE, say


def add(table: Subcommands) -> None:
    one = subcommand(
        table,
        "setup",
        setup,
        _("第一次使用：建立数据库、县区和管理员"),
        _("没有给出的会在终端询问。管理员的口令只显示一次，首次登录后须更换。"),
    )
    for option, dest, metavar, words in (
        ("--county", "county", _("名称"), _("县区名称")),
        ("--code", "code", _("代码"), _("县区的12位区划代码")),
        ("--admin", "username", _("登录名"), _("管理员登录名")),
        ("--name", "name", _("姓名"), _("管理员姓名")),
    ):
        one.add_argument(option, dest=dest, default="", metavar=metavar, help=words)
    subcommand(
        table,
        "migrate",
        migrate,
        _("建立或升级数据库"),
        _("可以重复执行。升级前请先备份。"),
    )
    one = subcommand(
        table,
        "backup",
        backup,
        _("备份数据库（SQLite），不必停止服务"),
        _("密钥 WUZHA_SECRET 不在备份里，请另行保管，不要放在一起。"),
    )
    one.add_argument("folder", type=Path, metavar=_("文件夹"), help=_("备份放到哪里"))
    one = subcommand(
        table,
        "restore",
        restore,
        _("从备份恢复数据库（SQLite），须先停止服务"),
        _("原来的数据库改名保留，不删除。"),
    )
    one.add_argument(
        "file", type=Path, metavar=_("备份文件"), help=_("wuzha backup 生成的文件")
    )


def setup(options: Namespace) -> int:
    """What is sealed under a missing or a weak secret would stay so."""
    if faults := faults_of_secrets():
        show(faults)
        return COULD_NOT_RUN
    settings.HOME.mkdir(parents=True, exist_ok=True)
    founding.refuse_founded()
    wanted = founding.wanted(
        county=options.county,
        code=options.code,
        username=options.username,
        name=options.name,
    )
    migrate(options)
    made = founding.found(wanted)
    say(_("已建立“%(county)s”和管理员。") % {"county": made.county})
    say(_("登录名：%(username)s") % {"username": made.administrator.username})
    say(
        _("口令（只显示这一次，首次登录后须更换）：%(password)s")
        % {"password": made.password}
    )
    say(_("接着运行 wuzha check，没有错误后运行 wuzha serve。"))
    return FINE


def migrate(options: Namespace) -> int:
    settings.HOME.mkdir(parents=True, exist_ok=True)
    executor = MigrationExecutor(connection)
    steps = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    with tqdm(total=steps, desc=_("升级数据库"), disable=None) as bar:
        call_command("migrate", interactive=False, stdout=_Steps(bar))
    gather()
    done = _("数据库已升级 %(steps)d 步。") % {"steps": steps}
    say(done if steps else _("数据库已是最新。"))
    return FINE


def backup(options: Namespace) -> int:
    with tqdm(desc=_("备份"), unit=_("页"), disable=None) as bar:
        made = backups.back_up(options.folder, _onto(bar))
    say(
        _("已备份到 %(file)s。密钥请另行保管：没有它，加密的数据打不开。")
        % {"file": made}
    )
    return FINE


def restore(options: Namespace) -> int:
    with tqdm(desc=_("恢复"), unit=_("页"), disable=None) as bar:
        kept = backups.restore(options.file, _onto(bar))
    say(_("已从 %(file)s 恢复。") % {"file": options.file})
    if kept:
        say(_("原来的数据库保留在 %(file)s。") % {"file": kept})
    return FINE


class _Steps:
    """Counts the lines in which Django reports one step each."""

    def __init__(self, bar: "tqdm[Any]") -> None:
        self.bar = bar

    def write(self, text: str) -> None:
        self.bar.update(text.count(" OK"))

    def flush(self) -> None:
        self.bar.refresh()


def _onto(bar: "tqdm[Any]") -> backups.Progress:
    def show(done: int, total: int) -> None:
        bar.total = total
        bar.update(done - bar.n)

    return show
