"""monitor: put the rules to transfers and keep the hits for review."""

from argparse import Namespace
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from tqdm import tqdm

from wuzha.config.commands.subcommands import Subcommands, subcommand
from wuzha.config.words import FAULTS, FINE, CannotRun, complain, say
from wuzha.lib.words import Sentence
from wuzha.monitoring.actions import record_run
from wuzha.monitoring.figures import by_rule
from wuzha.monitoring.models import RuleRun
from wuzha.monitoring.running import run_rules
from wuzha.monitoring.states import RunState
from wuzha.organisation.models import Person, Unit


def add(table: Subcommands) -> None:
    one = subcommand(
        table,
        "monitor",
        monitor,
        _("研判资金流水，命中存入系统待人核实"),
        _("命中不会自动发出预警：研判员在“研判命中”里逐条确认。"),
    )
    one.add_argument(
        "files", nargs="+", metavar=_("流水文件"), help=_("Parquet 或 CSV，可多个")
    )
    one.add_argument(
        "--by", required=True, metavar=_("账号"), help=_("以哪位研判员的名义")
    )


def monitor(options: Namespace) -> int:
    by = Person.objects.filter(username=options.by).first()
    if by is None:
        raise CannotRun(_("没有“%(name)s”这个账号。") % {"name": options.by})
    run = record_run(files=options.files, unit=Unit.objects.root(), by=by)
    with tqdm(total=100, disable=None, unit="%") as bar:
        run_rules(run=run.pk, files=options.files, by=by, progress=_onto(bar))
    run.refresh_from_db()
    if run.state == RunState.FAILED:
        complain(run.problem)
        return FAULTS
    _report(run)
    return FINE


def _report(run: RuleRun) -> None:
    facts = {"run": run, "transfers": run.transfers, "hits": run.hit_count}
    say(_("批次 %(run)s：%(transfers)d 笔流水，%(hits)d 条命中。") % facts)
    for rule in by_rule(run):
        say(f"  {rule['found']:>7}  {rule['title']} ({rule['rule']})")


def _onto(bar: "tqdm[Any]") -> Callable[[str, float], None]:
    def show(doing: str, share: float) -> None:
        text = doing.said(_) if isinstance(doing, Sentence) else _(doing)
        bar.set_description(text)
        bar.update(int(share * 100) - bar.n)

    return show
