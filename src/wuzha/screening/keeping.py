"""Rows for a text that was judged; the actions write them."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils import timezone

from wuzha.detection.texts.findings import chat_identities
from wuzha.detection.texts.normalising import cut, normalised
from wuzha.detection.texts.verdicts import Verdict as Answered
from wuzha.incidents.models import IdentifierKind
from wuzha.lib import params
from wuzha.lib.narratives import masked_text
from wuzha.lib.refused import Refused
from wuzha.organisation.models import Person, Unit
from wuzha.screening.models import Mention, Verdict

READ, EXCERPT = 400, 60
KIND_OF_FINDING = {
    "link": IdentifierKind.LINK,
    "lookalike_link": IdentifierKind.LINK,
    "odd_link": IdentifierKind.LINK,
    "short_link": IdentifierKind.LINK,
    "mobile": IdentifierKind.PHONE,
    "foreign_number": IdentifierKind.PHONE,
    "account": IdentifierKind.ACCOUNT,
}
"""What is known to be official identifies nobody."""


def verdict_of(
    answered: Answered,
    *,
    text: str,
    unit: Unit,
    source: str,
    keep_days: str,
    asked_by: Person | None,
) -> Verdict:
    """`keep_days` names the parameter that says how long the text stays."""
    words, model = answered.versions
    return Verdict(
        unit=unit,
        source=source,
        asked_by=asked_by,
        asked_at=timezone.now(),
        text=text,
        excerpt=excerpt(text),
        verdict=answered.verdict,
        score=answered.score,
        fraud_class=answered.fraud_class,
        fraud_subtype=answered.subtype,
        reasons=[
            {
                "sign": one.id,
                "says": one.says,
                "weight": one.weight,
                "start": one.start,
                "end": one.end,
            }
            for one in answered.reasons
        ],
        words_version=words,
        model_version=model,
        keep_until=kept_until(keep_days, timezone.localdate()),
    )


def mentions_of(verdict: Verdict, answered: Answered) -> list[Mention]:
    found: dict[tuple[str, str], Mention] = {}
    for kind, value in _mentioned(verdict.text, answered):
        if mention := _mention(verdict, kind, value):
            found.setdefault((mention.kind, mention.value_key), mention)
    return list(found.values())


def _mentioned(text: str, answered: Answered) -> Iterator[tuple[str, str]]:
    for one in answered.found:
        if kind := KIND_OF_FINDING.get(one.kind):
            yield kind, one.value
    for identity in chat_identities(normalised(cut(text)).text):
        yield IdentifierKind.CHAT, identity


def _mention(verdict: Verdict, kind: str, value: str) -> Mention | None:
    """None for digits that only look like a number of that kind."""
    try:
        return Mention.of(verdict, kind=kind, value=value)
    except Refused:
        return None


def excerpt(text: str) -> str:
    line = masked_text(" ".join(text[:READ].split()))
    return line if len(line) <= EXCERPT else f"{line[:EXCERPT]}…"


def kept_until(parameter: str, on: date) -> date:
    return on + timedelta(days=params.value(f"retention.{parameter}", on=on).whole)
