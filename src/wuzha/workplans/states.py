"""Which states a plan and what stands in it can be in, and who acts in each."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from wuzha.lib.states import Moves
from wuzha.lib.words import N_


class PlanState(TextChoices):
    READING = "reading"
    READ = "read"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


class ItemState(TextChoices):
    READ = "read"
    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    REJECTED = "rejected"
    SPLIT = "split"
    JOINED = "joined"


class MatchState(TextChoices):
    """How sure it is which units a name means."""

    SURE = "sure", _("已对应")
    DOUBTFUL = "doubtful", _("待确认")
    CHOSEN = "chosen", _("已选定")
    NONE = "none", _("没有找到")


class TaskState(TextChoices):
    WAITING = "waiting"
    DOING = "doing"
    BLOCKED = "blocked"
    DONE_REPORTED = "done_reported"
    DONE = "done"
    CANCELLED = "cancelled"


class ExtensionState(TextChoices):
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"


class ReportState(TextChoices):
    """Zero, late and missing are three things; missing waits past its time."""

    WAITING = "waiting"
    REPORTED = "reported"
    LATE = "late"
    ZERO = "zero"
    WAIVED = "waived"


class PlaybookState(TextChoices):
    DRAFT = "draft"
    IN_FORCE = "in_force"
    WITHDRAWN = "withdrawn"


class RunState(TextChoices):
    RUNNING = "running"
    FINISHED = "finished"
    BROKEN_OFF = "broken_off"


class PlayedState(TextChoices):
    WAITING = "waiting"
    DONE = "done"
    SKIPPED = "skipped"


class ClockKind(TextChoices):
    """What is timed; each has its answer in `jobs.ALARMS`."""

    TASK = "task.due", _("任务时限")
    REPORT = "duty.report", _("报送时限")
    STEP = "playbook.step", _("预案步骤时限")


PLAN = Moves(
    noun=N_("方案"),
    labels={
        PlanState.READING: N_("识读中"),
        PlanState.READ: N_("待审核"),
        PlanState.CONFIRMED: N_("执行中"),
        PlanState.WITHDRAWN: N_("已撤回"),
        PlanState.SUPERSEDED: N_("已被替代"),
    },
    initial=PlanState.READING,
    allowed={
        PlanState.READING: frozenset({PlanState.READ, PlanState.WITHDRAWN}),
        PlanState.READ: frozenset({PlanState.CONFIRMED, PlanState.WITHDRAWN}),
        PlanState.CONFIRMED: frozenset({PlanState.WITHDRAWN, PlanState.SUPERSEDED}),
    },
    final=frozenset({PlanState.WITHDRAWN, PlanState.SUPERSEDED}),
    owners={
        PlanState.READ: N_("制定单位（逐条审核并确认）"),
        PlanState.CONFIRMED: N_("各责任单位"),
    },
)

_SET_ASIDE = frozenset({ItemState.REJECTED, ItemState.SPLIT, ItemState.JOINED})
ITEM = Moves(
    noun=N_("方案条目"),
    labels={
        ItemState.READ: N_("待审"),
        ItemState.ACCEPTED: N_("已接受"),
        ItemState.CORRECTED: N_("已更正"),
        ItemState.REJECTED: N_("不采用"),
        ItemState.SPLIT: N_("已拆分"),
        ItemState.JOINED: N_("已并入"),
    },
    initial=ItemState.READ,
    allowed={
        ItemState.READ: _SET_ASIDE | {ItemState.ACCEPTED, ItemState.CORRECTED},
        ItemState.ACCEPTED: _SET_ASIDE | {ItemState.READ, ItemState.CORRECTED},
        ItemState.CORRECTED: _SET_ASIDE | {ItemState.READ},
        # All can be taken back until the plan is confirmed: what was read is kept.
        **dict.fromkeys(_SET_ASIDE, frozenset({ItemState.READ})),
    },
    final=frozenset(),
    owners={ItemState.READ: N_("审核人")},
)

TASK = Moves(
    noun=N_("任务"),
    labels={
        TaskState.WAITING: N_("待开展"),
        TaskState.DOING: N_("开展中"),
        TaskState.BLOCKED: N_("受阻"),
        TaskState.DONE_REPORTED: N_("已报完成"),
        TaskState.DONE: N_("已完成"),
        TaskState.CANCELLED: N_("已取消"),
    },
    initial=TaskState.WAITING,
    allowed={
        TaskState.WAITING: frozenset(
            {
                TaskState.DOING,
                TaskState.BLOCKED,
                TaskState.DONE_REPORTED,
                TaskState.CANCELLED,
            }
        ),
        TaskState.DOING: frozenset(
            {TaskState.BLOCKED, TaskState.DONE_REPORTED, TaskState.CANCELLED}
        ),
        TaskState.BLOCKED: frozenset({TaskState.DOING, TaskState.CANCELLED}),
        # Whoever reviews accepts it or gives it back.
        TaskState.DONE_REPORTED: frozenset(
            {TaskState.DONE, TaskState.DOING, TaskState.CANCELLED}
        ),
    },
    final=frozenset({TaskState.DONE, TaskState.CANCELLED}),
    owners={
        TaskState.WAITING: N_("责任单位"),
        TaskState.DOING: N_("责任单位"),
        TaskState.BLOCKED: N_("责任单位、上级单位"),
        TaskState.DONE_REPORTED: N_("上级单位（审核）"),
    },
)

EXTENSION = Moves(
    noun=N_("延期申请"),
    labels={
        ExtensionState.ASKED: N_("待批"),
        ExtensionState.GRANTED: N_("已同意"),
        ExtensionState.REFUSED: N_("未同意"),
    },
    initial=ExtensionState.ASKED,
    allowed={
        ExtensionState.ASKED: frozenset(
            {ExtensionState.GRANTED, ExtensionState.REFUSED}
        ),
    },
    final=frozenset({ExtensionState.GRANTED, ExtensionState.REFUSED}),
    owners={ExtensionState.ASKED: N_("上级单位")},
)

_ANSWERS = frozenset(ReportState) - {ReportState.WAITING}
REPORT = Moves(
    noun=N_("应报事项"),
    labels={
        ReportState.WAITING: N_("待报"),
        ReportState.REPORTED: N_("已报"),
        ReportState.LATE: N_("迟报"),
        ReportState.ZERO: N_("零报告"),
        ReportState.WAIVED: N_("免报"),
    },
    initial=ReportState.WAITING,
    allowed={ReportState.WAITING: _ANSWERS},
    final=_ANSWERS,
    owners={ReportState.WAITING: N_("责任单位")},
)

PLAYBOOK = Moves(
    noun=N_("预案"),
    labels={
        PlaybookState.DRAFT: N_("待确认"),
        PlaybookState.IN_FORCE: N_("可启动"),
        PlaybookState.WITHDRAWN: N_("已停用"),
    },
    initial=PlaybookState.DRAFT,
    allowed={
        PlaybookState.DRAFT: frozenset(
            {PlaybookState.IN_FORCE, PlaybookState.WITHDRAWN}
        ),
        # To be revised it is a draft again; what runs has a copy of its own.
        PlaybookState.IN_FORCE: frozenset(
            {PlaybookState.DRAFT, PlaybookState.WITHDRAWN}
        ),
    },
    final=frozenset({PlaybookState.WITHDRAWN}),
    owners={PlaybookState.DRAFT: N_("制定单位（编辑并确认）")},
)

RUN = Moves(
    noun=N_("预案启动"),
    labels={
        RunState.RUNNING: N_("进行中"),
        RunState.FINISHED: N_("已完成"),
        RunState.BROKEN_OFF: N_("已中止"),
    },
    initial=RunState.RUNNING,
    allowed={
        RunState.RUNNING: frozenset({RunState.FINISHED, RunState.BROKEN_OFF}),
    },
    final=frozenset({RunState.FINISHED, RunState.BROKEN_OFF}),
    owners={RunState.RUNNING: N_("各步骤的负责人")},
)

PLAYED_STEP = Moves(
    noun=N_("预案步骤"),
    labels={
        PlayedState.WAITING: N_("待办"),
        PlayedState.DONE: N_("已做"),
        PlayedState.SKIPPED: N_("本次不需要"),
    },
    initial=PlayedState.WAITING,
    allowed={
        PlayedState.WAITING: frozenset({PlayedState.DONE, PlayedState.SKIPPED}),
        # A slip of the finger can be taken back while the run is on.
        PlayedState.DONE: frozenset({PlayedState.WAITING}),
        PlayedState.SKIPPED: frozenset({PlayedState.WAITING}),
    },
    final=frozenset(),
    owners={PlayedState.WAITING: N_("步骤的负责人")},
)

# What a confirmed plan runs.
KEPT = (ItemState.ACCEPTED, ItemState.CORRECTED)
# What can still be judged, or has been and stands.
LIVE = (ItemState.READ, *KEPT)
# Whom the page of the units asks about.
OPEN_MATCHES = (MatchState.DOUBTFUL, MatchState.NONE)
