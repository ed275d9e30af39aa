"""What the database itself refuses."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from wuzha.organisation.models import Person, Unit
from wuzha.screening.models import Label, Mention, ModelVersion, Verdict
from wuzha.screening.tests.made import make_verdict, make_version


@pytest.fixture
def kept(county: Unit, lin: Person) -> Verdict:
    return make_verdict(county, by=lin)


def expect_refusal(name: str, deed: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        deed()


def test_a_score_is_a_share_and_a_settled_verdict_has_its_answer(kept: Verdict) -> None:
    rows = Verdict.objects.filter(pk=kept.pk)
    expect_refusal("verdict_score_is_a_share", lambda: rows.update(score=1.2))
    for wrong in ({"state": "settled"}, {"is_fraud": True}, {"agreed_class": "F01"}):
        expect_refusal(
            "verdict_settled_with_its_answer", lambda w=wrong: rows.update(**w)
        )


def test_a_person_labels_once_and_only_fraud_has_a_class(
    kept: Verdict, lin: Person
) -> None:
    def label(**facts: object) -> Label:
        return Label.objects.create(verdict=kept, by=lin, at=timezone.now(), **facts)

    expect_refusal("class_of_fraud", lambda: label(is_fraud=False, fraud_class="F01"))
    label(is_fraud=True)
    # SQLite names the columns of a unique key, not the key.
    expect_refusal("label", lambda: label(is_fraud=True))


def test_a_number_is_mentioned_once_a_verdict(kept: Verdict) -> None:
    expect_refusal(
        "mention", lambda: Mention.of(kept, kind="phone", value="15400001234").save()
    )


def test_one_version_is_in_force_and_none_untrained(zhou: Person, county: Unit) -> None:
    made = [make_version(zhou), make_version(zhou)]
    rows = ModelVersion.objects.all()
    expect_refusal("trained_before_use", lambda: rows.update(name=""))
    rows.filter(pk=made[0].pk).update(state="in_force")
    other = rows.filter(pk=made[1].pk)
    expect_refusal("model", lambda: other.update(state="in_force"))
