"""A text is handed in, judged, kept and in time forgotten."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from wuzha.audit.models import Entry
from wuzha.organisation.models import Person, Unit
from wuzha.screening.actions.verdicts import forget_texts
from wuzha.screening.models import Mention, Verdict
from wuzha.screening.tests.made import PARCEL, SCAM, make_verdict

SignIn = Callable[[Person], Client]


def test_a_pasted_text_is_judged_and_kept_with_its_reasons(
    grid: Unit, hong: Person, signed_in: SignIn
) -> None:
    client = signed_in(hong)
    answer = client.post(
        reverse("screening:verdicts"), {"text": SCAM, "unit": grid.pk}, follow=True
    )
    kept = Verdict.objects.get()
    assert (kept.verdict, kept.source, kept.unit, kept.asked_by) == (
        "scam", "staff", grid, hong,
    )  # fmt: skip
    assert kept.text == SCAM
    assert "15400001234" not in kept.excerpt
    assert kept.model_version
    assert kept.words_version
    page = answer.content.decode()
    assert "很可能是诈骗" in page
    assert kept.reasons[0]["says"] in page
    assert "<mark" in page
    assert "15400001234" not in page
    assert Entry.objects.filter(event="screening.asked").exists()


def test_what_only_the_model_speaks_against_says_so(
    grid: Unit, hong: Person, signed_in: SignIn
) -> None:
    kept = make_verdict(grid, by=hong)
    Verdict.objects.filter(pk=kept.pk).update(verdict="caution", reasons=[])
    page = signed_in(hong).get(kept.get_absolute_url()).content.decode()
    assert "没有哪一处特别明显" in page
    # What was found in it stands there masked.
    assert "里面的号码和网址" in page and "15400001234" not in page


def test_numbers_of_a_text_find_the_same_number_elsewhere(
    grid: Unit, hong: Person
) -> None:
    make_verdict(grid, by=hong)
    make_verdict(grid, by=hong)
    first, second = Mention.objects.filter(kind="phone")
    assert first.value == "15400001234"
    assert first.value_key == second.value_key


def test_nothing_found_says_that_it_is_not_safe(
    grid: Unit, hong: Person, signed_in: SignIn
) -> None:
    kept = make_verdict(grid, by=hong, text=PARCEL)
    page = signed_in(hong).get(kept.get_absolute_url()).content.decode()
    assert kept.verdict == "none"
    assert "不等于安全" in page


def test_the_text_goes_and_the_verdict_stays(
    grid: Unit, hong: Person, clockwork: Person
) -> None:
    kept = make_verdict(grid, by=hong)
    now = timezone.now()
    forget_texts(at=now + timedelta(days=180), by=clockwork)
    kept.refresh_from_db()
    assert kept.text
    forget_texts(at=now + timedelta(days=181), by=clockwork)
    kept.refresh_from_db()
    assert (kept.text, kept.excerpt, kept.verdict) == ("", "", "scam")
    assert not kept.mentions.exists()


def test_why_and_what_to_do_are_english_on_an_english_page_but_not_what_is_read_aloud(
    grid: Unit, hong: Person, signed_in: SignIn
) -> None:
    kept = make_verdict(grid, by=hong)
    client, asked = signed_in(hong), {"accept-language": "en"}
    page = client.get(kept.get_absolute_url(), headers=asked).content.decode()
    assert "share your screen" in page and "hang up now" in page
    assert kept.reasons[0]["says"] not in page
    aloud = reverse("screening:aloud", args=[kept.pk])
    page = client.get(aloud, headers=asked).content.decode()
    assert kept.reasons[0]["says"] in page and "share your screen" not in page
