"""A model of the county is trained, put in force by a person, and taken back."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.detection.texts.comparing import Compared
from wuzha.jobs.models import Job
from wuzha.jobs.queue import enqueue
from wuzha.lib import params
from wuzha.lib.refused import Conflict, Refused
from wuzha.lib.states import move
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person, Unit
from wuzha.organisation.words import kept
from wuzha.screening.asking import model_in_force
from wuzha.screening.models import ModelVersion, Verdict
from wuzha.screening.states import VERSION, VersionState

JOB = "screening.train"
PUT_IN_FORCE = ["state", "put_in_force_by", "put_in_force_at", "replaced"]


@dataclass(frozen=True, kw_only=True)
class Trained:
    """What a training came to."""

    name: str
    content: bytes
    labels: int
    compared_with: str
    comparison: Sequence[Compared]
    seconds: float


@transaction.atomic
def start_training(*, by: Person) -> ModelVersion:
    root = Unit.objects.root()
    require(by, Permission.SCREENING_TRAIN, root)
    # One at a time, also when two ask at once.
    Unit.objects.select_for_update().get(pk=root.pk)
    _end_what_died()
    least = params.value("screening.least_labels", on=timezone.localdate()).whole
    there = Verdict.objects.settled().with_text().count()
    if there < least:
        raise Refused(
            _(
                "已标注的只有 %(there)d 条，少于 %(least)d 条，学到的靠不住。"
                "请再标注一些。"
            )
            % {"there": there, "least": least}
        )
    version = ModelVersion.objects.create(asked_by=by, asked_at=timezone.now())
    enqueue(JOB, {"version": version.pk}, key=JOB, by=by)
    record("screening.training_started", by=by, subject=version, unit=root)
    return version


@transaction.atomic
def finish_training(*, version: ModelVersion, trained: Trained, by: Person) -> None:
    root = Unit.objects.root()
    require(by, Permission.SCREENING_TRAIN, root)
    version = ModelVersion.objects.select_for_update().get(pk=version.pk)
    move(version, VersionState.READY, VERSION)
    version.name = trained.name
    version.content = trained.content
    version.labels_learnt = trained.labels
    version.compared_with = trained.compared_with
    version.comparison = [
        {**asdict(one), "measure": one.measure.name} for one in trained.comparison
    ]
    version.seconds = trained.seconds
    version.trained_at = timezone.now()
    version.save(
        update_fields=[
            "state", "name", "content", "labels_learnt", "compared_with", "comparison",
            "seconds", "trained_at",
        ]
    )  # fmt: skip
    record(
        "screening.trained",
        by=by,
        subject=version,
        unit=root,
        model=version.name,
        labels=version.labels_learnt,
    )


@transaction.atomic
def fail_training(*, version: ModelVersion, by: Person) -> None:
    root = Unit.objects.root()
    require(by, Permission.SCREENING_TRAIN, root)
    _fail(version, kept("标注里要既有诈骗，也有不是诈骗的，才学得到。"))
    record("screening.training_failed", by=by, subject=version, unit=root)


@transaction.atomic
def put_in_force(*, version: ModelVersion, by: Person) -> None:
    """From now on it answers; what was in force can be gone back to."""
    root = Unit.objects.root()
    require(by, Permission.SCREENING_RELEASE, root)
    version = ModelVersion.objects.select_for_update().get(pk=version.pk)
    current = ModelVersion.objects.select_for_update().in_force()
    if version.compared_with != model_in_force().version:
        raise Refused(
            _("使用中的版本已经变了，这一版没有与它比较过。请重新训练后再启用。")
        )
    if current is not None:
        move(current, VersionState.RETIRED, VERSION)
        current.save(update_fields=["state"])
    move(version, VersionState.IN_FORCE, VERSION)
    version.put_in_force_by, version.put_in_force_at = by, timezone.now()
    version.replaced = current
    version.save(update_fields=PUT_IN_FORCE)
    record(
        "screening.put_in_force", by=by, subject=version, unit=root, model=version.name
    )


@transaction.atomic
def roll_back(*, version: ModelVersion, by: Person) -> None:
    """To what was in force before `version`: an earlier one, or what ships."""
    root = Unit.objects.root()
    require(by, Permission.SCREENING_RELEASE, root)
    version = ModelVersion.objects.select_for_update().get(pk=version.pk)
    move(version, VersionState.RETIRED, VERSION)
    version.save(update_fields=["state"])
    if version.replaced is not None:
        move(version.replaced, VersionState.IN_FORCE, VERSION)
        version.replaced.save(update_fields=["state"])
    record(
        "screening.rolled_back", by=by, subject=version, unit=root, model=version.name
    )


def _end_what_died() -> None:
    """A version whose job was given up would be in training for ever."""
    training = ModelVersion.objects.filter(state=VersionState.TRAINING).first()
    if training is None:
        return
    if Job.objects.unfinished().filter(key=JOB).exists():
        raise Conflict(_("有一个版本正在训练，请等它完成。"))
    _fail(training, kept("训练几次都中断了。请看任务队列的失败记录，再重新训练。"))


def _fail(version: ModelVersion, problem: str) -> None:
    move(version, VersionState.FAILED, VERSION)
    version.problem = problem
    version.save(update_fields=["state", "problem"])
