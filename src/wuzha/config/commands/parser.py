"""The whole `wuzha` command line."""

import argparse
import sys
from typing import NoReturn

from django.utils.translation import gettext as _

from wuzha.config.commands import (
    audit,
    database,
    demo,
    imports,
    jobs,
    monitoring,
    service,
)
from wuzha.config.words import complain


class Parser(argparse.ArgumentParser):
    """Says in a sentence what is wrong with a call; ends with 2."""

    def error(self, message: str) -> NoReturn:
        complain(_("命令写法不对：%(problem)s") % {"problem": message})
        complain(_("查看用法：%(command)s --help") % {"command": self.prog})
        sys.exit(2)


def parser() -> argparse.ArgumentParser:
    whole = Parser(
        prog="wuzha",
        description=_("无诈：县级反诈工作平台，从一条预警到止住资金。"),
        epilog=_(
            "退出码：0 完成；1 发现问题或被拒绝；"
            "2 无法执行（用法、设置、文件或数据库有误）。"
            "设置都来自环境变量，见 README。"
        ),
    )
    table = whole.add_subparsers(
        dest="command", required=True, metavar=_("命令"), title=_("命令")
    )
    for area in (demo, service, jobs, database, imports, monitoring, audit):
        area.add(table)
    return whole
