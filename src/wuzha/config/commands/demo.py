"""demo: a made-up county to look around in, on this machine alone."""

import argparse
import signal
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from django.utils import timezone
from django.utils.translation import gettext as _
from tqdm import tqdm

from wuzha.config import serving
from wuzha.config.commands.database import migrate
from wuzha.config.commands.service import HOST, PORT
from wuzha.config.commands.subcommands import Subcommands, subcommand
from wuzha.config.words import FINE, CannotRun, say
from wuzha.demo import run
from wuzha.demo.loading import SEED
from wuzha.demo.night import running
from wuzha.ui.times import when_text

# The part of a demo that plays the people, in a process of its own.
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
    one.add_argument(
        "--live",
        action="store_true",
        help=_("让这一夜继续：不断有预警进来，县里的人接着处理，演示账号的事留给您"),
    )
    one.add_argument(
        "--speed",
        type=_speed,
        default=4.0,
        metavar=_("倍数"),
        help=_("与 --live 同用：来得多快、办得多快，默认 %(default)s"),
    )
    one.add_argument(
        "--seed",
        type=int,
        default=SEED,
        metavar=_("数字"),
        help=_("换一个数字，就编造另一个县、另一夜；同一个数字总是一样"),
    )
    one.add_argument(
        "--transfers",
        type=Path,
        metavar=_("流水文件"),
        help=_("另外研判这份流水（Parquet 或 CSV），并为命中的账户虚构持有人"),
    )
    one.add_argument("--only", choices=[NIGHT], default="", help=argparse.SUPPRESS)


def _speed(typed: str) -> float:
    speed = float(typed)
    if not 0 < speed <= running.FASTEST:
        raise ValueError(typed)
    return speed


def demo(options: Namespace) -> int:
    if options.only == NIGHT:
        return _night(options)
    where = {"host": HOST, "port": options.port}
    if not serving.is_free(HOST, options.port):
        raise CannotRun(
            _("端口 %(port)s 不能使用，可能已被占用。请用 --port 换一个。") % where
        )
    if options.transfers and not options.transfers.is_file():
        raise CannotRun(_("没有这个文件：%(file)s") % {"file": options.transfers})
    if options.fresh:
        run.begin_anew()
    migrate(options)
    _make_ready(options)
    say(run.table(run.open_accounts()))
    say(_("打开 http://%(host)s:%(port)s 登录；按 Ctrl+C 结束。") % where)
    sys.stdout.flush()
    more = (_night_command(options),) if options.live else ()
    return serving.serve(host=HOST, port=options.port, more=more)


def _make_ready(options: Namespace) -> None:
    with _bar() as show:
        is_new = run.prepare(show, seed=options.seed)
    if options.transfers:
        with _bar() as show:
            run.find(options.transfers, seed=options.seed, progress=show)
    if not is_new and run.is_old(timezone.now()):
        last = when_text(run.last_warning())
        say(_("历史停在%(when)s；要从现在重新开始，请加 --fresh。") % {"when": last})


def _night(options: Namespace) -> int:
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    running.run(stop, speed=options.speed, seed=options.seed)
    return FINE


def _night_command(options: Namespace) -> list[str]:
    night = [sys.executable, "-m", "wuzha.config.cli", "demo"]
    pace = ["--speed", str(options.speed), "--seed", str(options.seed)]
    return [*night, *pace, "--only", NIGHT]


@contextmanager
def _bar() -> Iterator[Callable[[str, float], None]]:
    with tqdm(total=100, disable=None, unit="%", leave=False) as bar:

        def show(doing: str, share: float) -> None:
            bar.set_description(doing)
            bar.update(int(share * 100) - bar.n)

        yield show
