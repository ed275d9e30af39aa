"""What is new this week."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from wuzha.organisation.models import Person, Unit
from wuzha.screening.actions.drift import look_for_drift
from wuzha.screening.figures import weeks
from wuzha.screening.models import DriftLook, Verdict
from wuzha.screening.tests.made import PARCEL, SCAM, make_verdict


def test_new_words_and_new_scripts_of_the_week_are_told(
    county: Unit,
    lin: Person,
    clockwork: Person,
    signed_in: Callable[[Person], Client],
) -> None:
    old = make_verdict(county, by=lin, text=PARCEL)
    Verdict.objects.filter(pk=old.pk).update(
        asked_at=timezone.now() - timedelta(weeks=2)
    )
    for n in range(3):
        make_verdict(county, by=lin, text=f"{PARCEL}云上菜篮子第{n}批到货")
    look_for_drift(at=timezone.now() + timedelta(days=1), by=clockwork)
    look = DriftLook.objects.get()
    assert (look.texts, look.texts_before) == (3, 1)
    assert {"word": "云上菜篮子第", "texts": 3} in look.new_words
    assert [one["texts"] for one in look.new_scripts] == [3]
    page = signed_in(lin).get(reverse("screening:drift")).content.decode()
    assert "云上菜篮子" in page
    DriftLook.objects.create(
        week=look.week - timedelta(weeks=1),
        looked_at=look.looked_at,
        texts=3,
        texts_before=1,
        new_words=[{"word": "采茶免费团", "texts": 3}],
    )
    asked = {"week": str(look.week - timedelta(weeks=1))}
    page = signed_in(lin).get(reverse("screening:drift"), asked).content.decode()
    assert "采茶免费团" in page and "云上菜篮子" not in page


def test_shares_by_week_count_cautions_and_wrong_verdicts(
    county: Unit, lin: Person
) -> None:
    now = timezone.now()
    for is_fraud in (True, False):
        kept = make_verdict(county, by=lin, text=SCAM)
        Verdict.objects.filter(pk=kept.pk).update(
            state="settled", is_fraud=is_fraud, settled_at=now
        )
    Verdict.objects.filter(pk=make_verdict(county, by=lin).pk).update(verdict="caution")
    *_before, last = weeks(Verdict.objects.all(), 3, timezone.localdate())
    assert (last.texts, last.scams, last.cautions) == (3, 2, 1)
    assert (last.caution_percent, last.wrong_percent) == (33.3, 50.0)
    assert last.monday.weekday() == 0


def test_a_scam_of_another_class_is_a_correction_and_a_wrong_verdict_is_not(
    county: Unit, lin: Person
) -> None:
    for agreed in ("F01", "F02", ""):
        kept = make_verdict(county, by=lin)
        Verdict.objects.filter(pk=kept.pk).update(
            fraud_class="F02",
            state="settled",
            is_fraud=bool(agreed),
            agreed_class=agreed,
            settled_at=timezone.now(),
        )
    (week,) = weeks(Verdict.objects.all(), 1, timezone.localdate())
    assert (week.wrong, week.reclassed) == (1, 1)
