"""demo: a made-up county to look around in, on this machine alone."""

import sys
from argparse import Namespace
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from tqdm import tqdm

from wuzha.config import serving
from wuzha.config.commands.database import migrate
from wuzha.config.commands.service import HOST, PORT
from wuzha.config.commands.subcommands import Subcommands, subcommand
from wuzha.config.words import CannotRun, say
from wuzha.demo import run

NIGHT = "night"


def add(table: Subcommands) -> None:
    one = subcommand(
        table,
        "demo",
        demo,
        _("看演示：一个虚构的县，六十天的历史，每个角色一个账号"),
        _(
            "数据都是编造的，放在 var/demo，只在本机 127.0.0.1 提供。"
            "第一次约半分钟，以后几秒。口令每次启动都换新的。"
        ),
    )
    one.add_argument("--port", type=int, default=PORT, help=_("端口，默认 %(default)s"))
    one.add_argument("--fresh", action="store_true", help=_("删掉原来的，重新开始"))


def demo(options: Namespace) -> int:
    if not serving.is_free(HOST, options.port):
        raise CannotRun(
            _("端口 %(port)s 不能使用，可能已被占用。请用 --port 换一个。")
            % {"port": options.port}
        )
    if options.fresh:
        run.begin_anew()
    migrate(options)
    with tqdm(total=100, disable=None, unit="%", leave=False) as bar:
        run.prepare(_onto(bar))
    say(run.table(run.open_accounts()))
    say(
        _("打开 http://%(host)s:%(port)s 登录；按 Ctrl+C 结束。")
        % {"host": HOST, "port": options.port}
    )
    sys.stdout.flush()
    return serving.serve(host=HOST, port=options.port)


def _onto(bar: "tqdm[Any]") -> Callable[[str, float], None]:
    def show(doing: str, share: float) -> None:
        bar.set_description(doing)
        bar.update(int(share * 100) - bar.n)

    return show
