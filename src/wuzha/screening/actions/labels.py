"""Colleagues say what a text is: alone, a share of them twice, and a third settles. Or
a file says it, of texts that were labelled elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.lib import params
from wuzha.lib.refused import Conflict, Refused
from wuzha.lib.states import move
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person, Unit
from wuzha.screening.asking import ask_many
from wuzha.screening.keeping import kept_until, verdict_of
from wuzha.screening.models import Label, Verdict
from wuzha.screening.states import LABELLING, Labelling, Source

SETTLED = ["state", "is_fraud", "agreed_class", "settled_at", "keep_until"]
LABELLED_DAYS = "screening_labelled_text_days"


@dataclass(frozen=True, kw_only=True)
class Said:
    """A text with what somebody said of it before; `source` says who, where it is
    known."""

    text: str
    is_fraud: bool
    fraud_class: str = ""
    source: str = ""


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
    """A third person ends the disagreement of two, or overrules what was settled. The
    class, where they name none, is that on which those who say the same agree."""
    require(by, Permission.SCREENING_TRAIN, verdict.unit)
    verdict = Verdict.objects.locked(verdict)
    overrules = verdict.state == Labelling.SETTLED
    if overrules:
        # What they said themselves until now gives way to what they say now.
        verdict.labels.filter(by=by).delete()
        move(verdict, Labelling.OPEN, LABELLING)
    _refuse_unfit(verdict, by)
    label = _labelled(
        verdict, is_fraud=is_fraud, fraud_class=fraud_class, note=note, by=by
    )
    label.settles = True
    label.save(update_fields=["settles"])
    _settle(verdict, fraud_class or _named(verdict, label), is_fraud=is_fraud)
    record(
        "screening.settled",
        by=by,
        subject=verdict,
        unit=verdict.unit,
        is_fraud=is_fraud,
        overrules=overrules,
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


@transaction.atomic
def bring_in_labels(*, said: Sequence[Said], by: Person) -> list[Verdict]:
    """Texts of the county that were labelled elsewhere, to be learnt from; in their
    order. They were not handed in by anybody who asks, so nothing else counts them."""
    county = Unit.objects.root()
    require(by, Permission.SCREENING_TRAIN, county)
    answers = ask_many([one.text for one in said])
    verdicts = [
        verdict_of(
            answered,
            text=one.text,
            unit=county,
            source=Source.LABELLED,
            keep_days=LABELLED_DAYS,
            asked_by=by,
        )
        for one, answered in zip(said, answers, strict=True)
    ]
    for one, verdict in zip(said, verdicts, strict=True):
        _agree(verdict, one.fraud_class, is_fraud=one.is_fraud)
    Verdict.objects.bulk_create(verdicts)
    Label.objects.bulk_create(
        Label(
            verdict=verdict,
            by=by,
            at=verdict.asked_at,
            is_fraud=one.is_fraud,
            fraud_class=one.fraud_class,
            note=one.source,
        )
        for one, verdict in zip(said, verdicts, strict=True)
    )
    record("screening.labels_brought_in", by=by, unit=county, texts=len(verdicts))
    return verdicts


@transaction.atomic
def take_out_label(*, verdict: Verdict, by: Person) -> None:
    """What a file brought in goes again, unless a colleague has judged it since."""
    require(by, Permission.SCREENING_TRAIN, verdict.unit)
    verdict = Verdict.objects.locked(verdict)
    if verdict.labels.exclude(by=verdict.asked_by).exists():
        raise Refused(_("导入之后已有同事另行标注，没有撤销。"))
    record("screening.label_taken_out", by=by, subject=verdict, unit=verdict.unit)
    verdict.delete()


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
    )


def _named(verdict: Verdict, label: Label) -> str:
    """The class that all who say the same of the text give it, or none."""
    same = verdict.labels.filter(is_fraud=label.is_fraud).exclude(fraud_class="")
    classes = set(same.values_list("fraud_class", flat=True))
    return classes.pop() if len(classes) == 1 else ""


def _wants_second(verdict: Verdict) -> bool:
    """The same share of all, whoever labels; nobody sees which ones."""
    share = params.value("screening.second_label_percent", on=timezone.localdate())
    return crc32(verdict.number.encode()) % 100 < share.whole


def _settle(verdict: Verdict, fraud_class: str, *, is_fraud: bool) -> None:
    _agree(verdict, fraud_class, is_fraud=is_fraud)
    # A stranger was promised a day.
    if verdict.source != Source.PUBLIC:
        verdict.keep_until = kept_until(LABELLED_DAYS, timezone.localdate())
    verdict.save(update_fields=SETTLED)


def _agree(verdict: Verdict, fraud_class: str, *, is_fraud: bool) -> None:
    move(verdict, Labelling.SETTLED, LABELLING)
    verdict.is_fraud, verdict.agreed_class = is_fraud, fraud_class
    verdict.settled_at = timezone.now()
