"""Colleagues say what a text is: alone, a share of them twice, and a third settles."""

from zlib import crc32

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.lib import params
from wuzha.lib.refused import Conflict, Refused
from wuzha.lib.states import move
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person
from wuzha.screening.keeping import kept_until
from wuzha.screening.models import Label, Verdict
from wuzha.screening.states import LABELLING, Labelling, Source

SETTLED = ["state", "is_fraud", "agreed_class", "settled_at", "keep_until"]


@transaction.atomic
def label_verdict(
    *,
    verdict: Verdict,
    is_fraud: bool,
    fraud_class: str = "",
    note: str = "",
    by: Person,
) -> Label:
    """The first label, or the second, given without a look at the first."""
    require(by, Permission.SCREENING_LABEL, verdict.unit)
    verdict = Verdict.objects.locked(verdict)
    _refuse_unfit(verdict, by)
    first = verdict.labels.first()
    label = _labelled(
        verdict, is_fraud=is_fraud, fraud_class=fraud_class, note=note, by=by
    )
    if first is None and _wants_second(verdict):
        move(verdict, Labelling.SECOND, LABELLING)
        verdict.save(update_fields=["state"])
    elif first is None or first.agrees_with(label):
        known = fraud_class or (first.fraud_class if first else "")
        _settle(verdict, known, is_fraud=is_fraud)
    else:
        move(verdict, Labelling.DISPUTED, LABELLING)
        verdict.save(update_fields=["state"])
    record(
        "screening.labelled",
        by=by,
        subject=verdict,
        unit=verdict.unit,
        is_fraud=is_fraud,
        state=verdict.state,
    )
    return label


@transaction.atomic
def settle_verdict(
    *,
    verdict: Verdict,
    is_fraud: bool,
    fraud_class: str = "",
    note: str = "",
    by: Person,
) -> Label:
    """A third person ends the disagreement of two."""
    require(by, Permission.SCREENING_TRAIN, verdict.unit)
    verdict = Verdict.objects.locked(verdict)
    _refuse_unfit(verdict, by)
    label = _labelled(
        verdict, is_fraud=is_fraud, fraud_class=fraud_class, note=note, by=by
    )
    _settle(verdict, fraud_class, is_fraud=is_fraud)
    record(
        "screening.settled",
        by=by,
        subject=verdict,
        unit=verdict.unit,
        is_fraud=is_fraud,
    )
    return label


@transaction.atomic
def take_back_label(*, verdict: Verdict, by: Person) -> None:
    """One's own, while nobody else has said anything."""
    require(by, Permission.SCREENING_LABEL, verdict.unit)
    verdict = Verdict.objects.locked(verdict)
    labels = list(verdict.labels.all())
    if [label.by_id for label in labels] != [by.pk]:
        raise Refused(_("只有自己单独做的标注可以撤回。有不同意见请写入理由再标注。"))
    labels[0].delete()
    move(verdict, Labelling.OPEN, LABELLING)
    verdict.is_fraud = verdict.settled_at = None
    verdict.agreed_class = ""
    verdict.save(update_fields=SETTLED)
    record("screening.label_taken_back", by=by, subject=verdict, unit=verdict.unit)


def _refuse_unfit(verdict: Verdict, by: Person) -> None:
    if verdict.forgotten_at:
        raise Refused(_("这段内容的原文已到期删除，不能再标注。"))
    if verdict.labels.filter(by=by).exists():
        raise Conflict(_("您已经标注过这一条，请由其他人标注。"))


def _labelled(
    verdict: Verdict, *, is_fraud: bool, fraud_class: str, note: str, by: Person
) -> Label:
    return Label.objects.create(
        verdict=verdict,
        by=by,
        at=timezone.now(),
        is_fraud=is_fraud,
        fraud_class=fraud_class,
        note=note,
        settles=verdict.state == Labelling.DISPUTED,
    )


def _wants_second(verdict: Verdict) -> bool:
    """The same share of all, whoever labels; nobody sees which ones."""
    share = params.value("screening.second_label_percent", on=timezone.localdate())
    return crc32(verdict.number.encode()) % 100 < share.whole


def _settle(verdict: Verdict, fraud_class: str, *, is_fraud: bool) -> None:
    move(verdict, Labelling.SETTLED, LABELLING)
    verdict.is_fraud, verdict.agreed_class = is_fraud, fraud_class
    verdict.settled_at = timezone.now()
    # A stranger was promised a day.
    if verdict.source != Source.PUBLIC:
        today = timezone.localdate()
        verdict.keep_until = kept_until("screening_labelled_text_days", today)
    verdict.save(update_fields=SETTLED)
