"""jobs: what waits in the queue, what was given up, and another try for that."""

from argparse import Namespace

from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.config.commands.subcommands import Subcommands, subcommand
from wuzha.config.words import FINE, CannotRun, say
from wuzha.jobs.models import Job
from wuzha.jobs.queue import try_again


def add(table: Subcommands) -> None:
    one = subcommand(
        table,
        "jobs",
        jobs,
        _("查看后台任务：等待的和已放弃的"),
        _("多次失败的任务会被放弃，原因排除后可以再试。"),
    )
    one.add_argument(
        "--retry", type=int, metavar=_("编号"), help=_("让已放弃的任务重新执行")
    )


def jobs(options: Namespace) -> int:
    if options.retry is not None:
        return _retry(options.retry)
    rows = Job.objects.unfinished() | Job.objects.dead()
    for job in rows.order_by("pk"):
        created = timezone.localtime(job.created_at)
        say(
            f"{job.pk:>8}  {created:%m-%d %H:%M}  {job.get_state_display()}  "
            f"{job.name}  {job.failure}"
        )
    say(_("共 %(number)d 个。") % {"number": rows.count()})
    return FINE


def _retry(number: int) -> int:
    if not try_again(number, at=timezone.now()):
        raise CannotRun(_("没有编号为 %(number)d 的已放弃任务。") % {"number": number})
    say(_("任务 %(number)d 已重新排队。") % {"number": number})
    return FINE
