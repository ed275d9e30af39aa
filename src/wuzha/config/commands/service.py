"""serve, clocks, windows, check, detect, version."""

import signal
from argparse import ArgumentParser, Namespace
from threading import Event

from django.conf import settings
from django.core.checks import ERROR, CheckMessage
from django.utils.translation import gettext as _
from tqdm import tqdm

import wuzha
from wuzha.config import serving, worker
from wuzha.config.checks import faults_and_doubts
from wuzha.config.commands.subcommands import Subcommands, subcommand
from wuzha.config.records.checking import checks
from wuzha.config.words import COULD_NOT_RUN, FAULTS, FINE, CannotRun, complain, say
from wuzha.decisions.windows import serve as serve_windows

HOST, PORT = "127.0.0.1", 8000


def add(table: Subcommands) -> None:
    one = subcommand(
        table,
        "serve",
        serve,
        _("启动正式服务：网页和后台一起"),
        _("先检查设置，有错误就说明原因，不启动。收到 SIGTERM 或 Ctrl+C 时一起结束。"),
    )
    add_address(one)
    one = subcommand(
        table,
        "clocks",
        clocks,
        _("只运行后台：时限提醒、定时任务、队列、通知"),
        _("wuzha serve 已包含它；后台要放到别的机器时单独使用，可同时运行多个。"),
    )
    one.add_argument("--once", action="store_true", help=_("做完现在到期的就退出"))
    one = subcommand(
        table,
        "windows",
        windows,
        _("只运行一个转账窗口进程：记住账户近期的往来，供转账前答复"),
        _("wuzha serve 已按 WUZHA_DECISION_SHARDS 启动它们。"),
    )
    one.add_argument("number", type=int, metavar=_("序号"), help=_("从0起"))
    one = subcommand(
        table,
        "check",
        check,
        _("检查设置和账号是否适合正式运行"),
        _("有错误时退出码为 1；只有提醒时为 0。"),
    )
    one.add_argument(
        "--records",
        action="store_true",
        help=_("再核对数据之间是否相符，例如恢复备份之后"),
    )
    # Only for the list: `cli` hands these on before any setting is read.
    subcommand(
        table,
        "detect",
        check,
        _("研判资金流水：run、evaluate、explain"),
        _("不需要数据库。用法见 wuzha detect --help。"),
    )
    subcommand(
        table,
        "screen",
        check,
        _("判断一段话或一个文件里的话是不是诈骗：FILE、text、train"),
        _("不需要数据库。用法见 wuzha screen --help。"),
    )
    subcommand(
        table,
        "plans",
        check,
        _("读工作方案，得出阶段、任务、经常性工作和指标：extract"),
        _("不需要数据库。用法见 wuzha plans extract --help。"),
    )
    subcommand(table, "version", version, _("显示版本"))


def add_address(one: ArgumentParser) -> None:
    one.add_argument("--host", default=HOST, help=_("监听地址，默认 %(default)s"))
    one.add_argument(
        "--port", type=int, default=PORT, help=_("监听端口，默认 %(default)s")
    )


def serve(options: Namespace) -> int:
    faults = [one for one in faults_and_doubts() if one.level >= ERROR]
    if faults:
        complain(_("设置有问题，服务没有启动："))
        show(faults)
        return COULD_NOT_RUN
    where = {"host": options.host, "port": options.port}
    if not serving.is_free(options.host, options.port):
        raise CannotRun(
            _("端口 %(port)s 不能使用，可能已被占用。请用 --port 换一个。") % where
        )
    say(_("服务正在启动：http://%(host)s:%(port)s") % where)
    return serving.serve(host=options.host, port=options.port)


def clocks(options: Namespace) -> int:
    worker.clockwork()
    if options.once:
        worker.run_once()
        return FINE
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return worker.run(stop)


def windows(options: Namespace) -> int:
    if not 0 <= options.number < settings.DECISION_SHARDS:
        raise CannotRun(
            _("序号应小于 WUZHA_DECISION_SHARDS（%(shards)d）。")
            % {"shards": settings.DECISION_SHARDS}
        )
    serve_windows(options.number, settings.DECISION_SHARDS)
    return FINE


def check(options: Namespace) -> int:
    found = faults_and_doubts()
    show(found)
    broken = _broken_records() if options.records else []
    for sentence in broken:
        complain(sentence)
    if not found and not broken:
        say(_("没有发现问题。"))
    return FAULTS if broken or any(one.level >= ERROR for one in found) else FINE


def _broken_records() -> list[str]:
    parts = tqdm(checks(), desc=_("核对数据"), disable=None)
    return [sentence for part in parts for sentence in part()]


def version(options: Namespace) -> int:
    say(wuzha.__version__)
    return FINE


def show(found: list[CheckMessage]) -> None:
    for one in found:
        kind = _("错误") if one.level >= ERROR else _("提醒")
        complain(f"{kind} {one.id} {one.msg}{one.hint or ''}")
