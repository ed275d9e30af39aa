"""import: a table of units, people, warnings, listings or labels, looked at first."""

import time
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from threading import Event

from django.utils.translation import gettext as _
from tqdm import tqdm

from wuzha.config import worker
from wuzha.config.commands.subcommands import Subcommands, subcommand
from wuzha.config.words import FAULTS, FINE, CannotRun, complain, say
from wuzha.documents import uploads
from wuzha.documents.imports import plan_file
from wuzha.documents.models import ImportRun
from wuzha.documents.problems import RowProblem
from wuzha.documents.states import ImportState
from wuzha.earlywarnings.sheets import WARNINGS
from wuzha.jobs.models import Job
from wuzha.organisation.actions.imports import (
    confirm_import,
    discard_import,
    preview_import,
)
from wuzha.organisation.importing import ImportDesk
from wuzha.organisation.models import Person
from wuzha.organisation.sheets import PEOPLE, UNITS
from wuzha.screening.sheets import LABELS, LISTINGS

DESKS: dict[str, ImportDesk] = {
    "units": UNITS,
    "people": PEOPLE,
    "warnings": WARNINGS,
    "listings": LISTINGS,
    "labels": LABELS,
}
MOST_PROBLEMS = 100
LOOK_AGAIN_SECONDS = 0.2


def add(table: Subcommands) -> None:
    one = subcommand(
        table,
        "import",
        import_table,
        _("导入单位、人员、预警、识诈名单或标注的表格"),
        _("先预览，逐行说明问题；加 --apply 才写入。重复导入同一文件不会重复建立。"),
    )
    one.add_argument(
        "what",
        choices=DESKS,
        help=_(
            "units 单位，people 人员，warnings 预警，listings 识诈名单，labels 标注"
        ),
    )
    one.add_argument("file", type=Path, metavar=_("文件"), help=_("Excel 或 CSV"))
    one.add_argument(
        "--by", required=True, metavar=_("账号"), help=_("以谁的名义，权限以此人为准")
    )
    one.add_argument("--sheet", metavar=_("工作表"), help=_("有多个工作表时指明"))
    one.add_argument("--apply", action="store_true", help=_("没有错误的行写入系统"))


def import_table(options: Namespace) -> int:
    """1 when a row was wrong or refused, applied or not."""
    by = Person.objects.filter(username=options.by).first()
    if by is None:
        raise CannotRun(_("没有“%(name)s”这个账号。") % {"name": options.by})
    desk = DESKS[options.what]
    with options.file.open("rb") as file:
        upload = uploads.checked(file, name=options.file.name)
    planned = plan_file(upload, desk.kind(), sheet=options.sheet)
    run = preview_import(desk=desk, planned=planned, by=by)
    _show_preview(run)
    if not options.apply:
        discard_import(desk=desk, run=run, by=by)
        say(_("这是预览，没有写入。确认无误后加 --apply 再运行一次。"))
        return FAULTS if run.errors else FINE
    if not run.to_apply:
        discard_import(desk=desk, run=run, by=by)
        say(_("没有要新增或更新的行。"))
        return FAULTS if run.errors else FINE
    confirm_import(desk=desk, run=run, by=by)
    _follow(run, desk)
    facts = {"applied": run.applied, "refused": run.refused}
    say(_("已导入 %(applied)d 行，未导入 %(refused)d 行。") % facts)
    _show_problems(run)
    return FAULTS if run.errors or run.refused else FINE


def _show_preview(run: ImportRun) -> None:
    facts = {
        "create": run.to_create,
        "update": run.to_update,
        "unchanged": run.unchanged,
        "errors": run.errors,
    }
    say(
        _("新增 %(create)d，更新 %(update)d，无变化 %(unchanged)d，有误 %(errors)d。")
        % facts
    )
    _show_problems(run)


def _show_problems(run: ImportRun) -> None:
    problems = list(_problems(run))
    for problem in problems[:MOST_PROBLEMS]:
        complain(str(problem))
    if len(problems) > MOST_PROBLEMS:
        left_out = {"number": len(problems) - MOST_PROBLEMS}
        complain(_("另有 %(number)d 处，未列出。") % left_out)


def _problems(run: ImportRun) -> Iterator[RowProblem]:
    for row in run.rows.filter(has_problems=True).order_by("number"):
        yield from map(RowProblem.unpacked, row.problems)


def _follow(run: ImportRun, desk: ImportDesk) -> None:
    """The rows are done by a worker: by the service's, or by one lane of our own where
    no service runs."""
    stop = Event()
    lane = worker.Lane("jobs", worker.run_job, stop)
    lane.start()
    job = Job.objects.unfinished().filter(name=desk.job, arguments={"run": run.pk})
    with tqdm(total=run.to_apply, desc=_("导入"), disable=None) as bar:
        while job.exists():
            time.sleep(LOOK_AGAIN_SECONDS)
            run.refresh_from_db()
            bar.update(run.applied + run.refused - bar.n)
    stop.set()
    lane.join()
    run.refresh_from_db()
    if run.state == ImportState.APPLYING:
        raise CannotRun(_("导入中断。已写入的保留，在“导入”页面可以继续或撤销。"))
