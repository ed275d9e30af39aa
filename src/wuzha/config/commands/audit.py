"""audit verify, audit stub."""

from argparse import Namespace
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from tqdm import tqdm

from wuzha.audit import chain
from wuzha.audit.models import ChainHead
from wuzha.config.commands.subcommands import Subcommands, subcommand
from wuzha.config.words import FAULTS, FINE, CannotRun, complain, say


def add(table: Subcommands) -> None:
    whole = subcommand(table, "audit", stub, _("核对审计记录"))
    inner = whole.add_subparsers(
        dest="audit", required=True, metavar=_("命令"), title=_("命令")
    )
    one = subcommand(
        inner,
        "verify",
        verify,
        _("核对审计链，指出被改、被删、被调换的记录"),
        _("完好时退出码为 0，有问题为 1。"),
    )
    one.add_argument(
        "--against",
        metavar=_("链尾码"),
        default="",
        help=_("以前抄下的链尾码，可以发现末尾被整段删去"),
    )
    subcommand(inner, "stub", stub, _("显示现在的链尾码，抄下来存到别处"))


def verify(options: Namespace) -> int:
    remembered = _read(options.against) if options.against else None
    sealed = ChainHead.objects.get(pk=1).sealed
    with tqdm(total=sealed, desc=_("核对审计链"), disable=None) as bar:
        faults = [str(fault) for fault in chain.verify(_onto(bar))]
    if remembered and not remembered.holds():
        faults.append(
            _("链尾码 %(stub)s 对不上：这之前的记录被改动或删去。")
            % {"stub": remembered}
        )
    for fault in faults:
        say(fault)
    if faults:
        complain(_("发现 %(number)d 处问题。") % {"number": len(faults)})
        return FAULTS
    facts = {"number": sealed, "stub": chain.now()}
    say(_("审计链完好，共 %(number)d 条。链尾码 %(stub)s") % facts)
    return FINE


def stub(options: Namespace) -> int:
    say(str(chain.now()))
    return FINE


def _onto(bar: "tqdm[Any]") -> Callable[[int], None]:
    def show(done: int) -> None:
        bar.update(done)

    return show


def _read(text: str) -> chain.Stub:
    try:
        return chain.Stub.read(text)
    except ValueError as wrong:
        raise CannotRun(_("链尾码 %(text)s 不完整。") % {"text": text}) from wrong
