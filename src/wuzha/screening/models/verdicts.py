from datetime import date, datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Abs
from django.urls import reverse

from wuzha.incidents.inputs import normal_identifier
from wuzha.incidents.models import KeyedIdentifier
from wuzha.organisation.models import Person, Unit
from wuzha.privacy.fields import SealedTextField
from wuzha.screening.states import Answer, Labelling, Source

# Half-way between nothing found and a scam: there the model knows least.
UNSURE = 0.4
WRONG = Q(verdict=Answer.SCAM, is_fraud=False) | Q(verdict=Answer.NONE, is_fraud=True)


class VerdictQuerySet(models.QuerySet["Verdict"]):
    def locked(self, verdict: "Verdict") -> "Verdict":
        rows = self.select_for_update(no_key=True, of=("self",))
        return rows.select_related("unit").get(pk=verdict.pk)

    def asked_between(self, start: datetime, end: datetime) -> Self:
        return self.filter(asked_at__gte=start, asked_at__lt=end)

    def handed_in(self) -> Self:
        """By somebody who asked; what was brought in to learn from tells nothing of
        the day on which it came."""
        return self.exclude(source=Source.LABELLED)

    def with_text(self) -> Self:
        """Those whose text has not been forgotten yet."""
        return self.filter(forgotten_at=None)

    def to_label(self, person: Person, after: "Verdict | None" = None) -> Self:
        """What this person may still judge, the least sure first; after one that was
        passed over, what follows it."""
        rows = (
            self.with_text()
            .filter(state__in=[Labelling.OPEN, Labelling.SECOND])
            .exclude(labels__by=person)
            .annotate(sureness=Abs(F("score") - UNSURE))
            .order_by("sureness", "pk")
        )
        if after is None:
            return rows
        sureness = abs(after.score - UNSURE)
        behind = Q(sureness=sureness, pk__gt=after.pk)
        return rows.filter(Q(sureness__gt=sureness) | behind)

    def wrong(self) -> Self:
        """Those that said the opposite of what colleagues agreed on."""
        return self.filter(WRONG)

    def settled(self) -> Self:
        return self.filter(state=Labelling.SETTLED)

    def due_to_forget(self, on: date) -> Self:
        return self.with_text().filter(keep_until__lt=on)


class Verdict(models.Model):
    """What was said of one text, by which words and which model; and what colleagues
    have agreed it is."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="verdicts")
    source = models.CharField(max_length=8, choices=Source)
    # Nobody, when it comes from the public page.
    asked_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(db_index=True)
    text = SealedTextField(blank=True)
    # The beginning, masked, for lists.
    excerpt = models.CharField(max_length=80, blank=True)
    verdict = models.CharField(max_length=8, choices=Answer)
    score = models.FloatField()
    fraud_class = models.CharField(max_length=8, blank=True)
    fraud_subtype = models.CharField(max_length=12, blank=True)
    # [{"sign", "says", "weight", "start", "end"}], heaviest first; places in the text.
    reasons = models.JSONField(default=list)
    words_version = models.CharField(max_length=24)
    model_version = models.CharField(max_length=80)

    state = models.CharField(max_length=8, choices=Labelling, default=Labelling.OPEN)
    # What colleagues have agreed on; unknown until then.
    is_fraud = models.BooleanField(null=True, blank=True)
    agreed_class = models.CharField(max_length=8, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    # The text goes after this day; the verdict without it stays for the figures.
    keep_until = models.DateField(db_index=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)

    objects = VerdictQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            models.Index(fields=["state", "score"], name="verdict_to_label"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(score__gte=0, score__lte=1), name="verdict_score_is_a_share"
            ),
            models.CheckConstraint(
                condition=Q(
                    state=Labelling.SETTLED,
                    is_fraud__isnull=False,
                    settled_at__isnull=False,
                )
                | ~Q(state=Labelling.SETTLED)
                & Q(is_fraud=None, agreed_class="", settled_at=None),
                name="verdict_settled_with_its_answer",
            ),
        ]

    class Privacy:
        personal: ClassVar = {
            "text": "what is judged; may name the asker and others",
            "excerpt": "to find it in a list; masked",
            "asked_by": "who to ask back",
        }
        plain: ClassVar = [
            "unit", "source", "asked_at", "verdict", "score", "fraud_class",
            "fraud_subtype", "reasons", "words_version", "model_version", "state",
            "is_fraud", "agreed_class", "settled_at", "keep_until", "forgotten_at",
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("screening:verdict", args=[self.pk])

    @property
    def number(self) -> str:
        return f"S{self.pk:07d}"

    @property
    def was_right(self) -> bool | None:
        """Whether it said what colleagues agreed on; a caution is neither."""
        if self.is_fraud is None or self.verdict == Answer.CAUTION:
            return None
        return self.is_fraud == (self.verdict == Answer.SCAM)


class Mention(KeyedIdentifier):
    """What stands in a text that was judged."""

    verdict = models.ForeignKey(Verdict, models.CASCADE, related_name="mentions")

    class Meta(KeyedIdentifier.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["verdict", "kind", "value_key"],
                name="mention_once_a_verdict",
            ),
        ]

    class Privacy:
        personal: ClassVar = {
            "value": "texts and cases that share it belong together; may be innocent"
        }
        plain: ClassVar = ["verdict", "kind", "value_key"]

    def __str__(self) -> str:
        return f"{self.verdict} · {self.kind}"

    @classmethod
    def of(cls, verdict: Verdict, *, kind: str, value: str) -> Self:
        """Normal first, so that it finds the identifiers of incidents."""
        value = normal_identifier(kind, value)
        return cls.keyed(kind=kind, value=value, verdict=verdict)
