"""Texts that the county labelled elsewhere are brought in from a file, learnt from, and
taken out again."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from wuzha.audit.models import Entry
from wuzha.documents.models import ImportRun
from wuzha.lib.refused import NotAllowed
from wuzha.organisation.importing import do_rows
from wuzha.organisation.models import Person, Unit
from wuzha.screening.actions import labels
from wuzha.screening.actions.verdicts import forget_texts
from wuzha.screening.figures import weeks
from wuzha.screening.models import Mention, Verdict
from wuzha.screening.sheets import LABELS
from wuzha.screening.tests.made import PARCEL, SCAM, make_verdict
from wuzha.screening.training import labelled

SignIn = Callable[[Person], Client]
CSV = (
    "短信,是否诈骗,类别,来源\n"
    f"{SCAM},诈骗,F02,刑侦大队\n"
    f"{PARCEL},0,,\n"
    f"{PARCEL},正常,,\n"
    "明天九点开会。,不知道,,\n"
    "水费已出账。,正常,F02,\n"
)
LINES = f'{{"text": "{SCAM}", "fraud": 1}}\n{{"text": "{PARCEL}", "fraud": false}}\n'


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labels, "_wants_second", lambda verdict: False)


def test_a_file_of_labels_is_looked_at_learnt_from_and_taken_out_as_a_whole(
    county: Unit, zhou: Person, signed_in: SignIn
) -> None:
    client = signed_in(zhou)
    run = _previewed(client, CSV, "标注.csv")
    assert (run.to_create, run.errors) == (2, 3)
    page = client.get(_url("run", run)).content.decode()
    assert "与第 3 行是同一条" in page and "不知道" in page
    assert "不是诈骗的不写类别" in page and "15400001234" not in page
    assert not Verdict.objects.exists()

    run = _confirmed(client, run, zhou)
    scam = Verdict.objects.get(is_fraud=True)
    assert (scam.unit, scam.source, scam.state) == (county, "labelled", "settled")
    assert (scam.agreed_class, scam.text) == ("F02", SCAM)
    (label,) = scam.labels.all()
    assert (label.by, label.note) == (zhou, "刑侦大队")
    assert sum(len(part.texts) for part in labelled()) == 2
    assert Entry.objects.filter(event="screening.labels_brought_in").count() == 1

    results = reverse("screening:imported_labels", args=[run.pk])
    page = client.get(results).content.decode()
    assert "刑侦大队" in page and "15400001234" not in page
    assert scam.number not in client.get(results, {"differs": "on"}).content.decode()

    client.post(_url("undo", run))
    do_rows(LABELS, ImportRun.objects.get(pk=run.pk), zhou)
    assert not Verdict.objects.exists()


def test_what_is_brought_in_counts_as_handed_in_by_nobody(
    county: Unit, zhou: Person, signed_in: SignIn
) -> None:
    client = signed_in(zhou)
    _confirmed(client, _previewed(client, LINES, "标注.jsonl"), zhou)
    (week,) = weeks(Verdict.objects.handed_in(), 1, timezone.localdate())
    assert (week.texts, Verdict.objects.count()) == (0, 2)
    assert not Mention.objects.exists()
    number = Verdict.objects.latest("pk").number
    page = client.get(reverse("screening:verdicts")).content.decode()
    assert number not in page


def test_a_text_that_is_labelled_otherwise_is_shown_and_not_brought_in(
    alone: None, county: Unit, lin: Person, zhou: Person, signed_in: SignIn
) -> None:
    other = make_verdict(county, by=lin)
    labels.label_verdict(verdict=other, is_fraud=False, by=lin)
    same = make_verdict(county, by=lin, text=f"{PARCEL}\n")
    labels.label_verdict(verdict=same, is_fraud=False, by=lin)
    client = signed_in(zhou)
    run = _previewed(client, LINES, "标注.jsonl")
    assert (run.to_create, run.unchanged, run.errors) == (0, 1, 1)
    page = client.get(_url("run", run)).content.decode()
    assert f"{other.number} 是同一段内容，已标注为不是诈骗" in page


def test_only_whoever_trains_brings_labels_in_and_takes_them_out(
    county: Unit, lin: Person, zhou: Person
) -> None:
    said = [labels.Said(text=SCAM, is_fraud=True)]
    with pytest.raises(NotAllowed):
        labels.bring_in_labels(said=said, by=lin)
    (verdict,) = labels.bring_in_labels(said=said, by=zhou)
    with pytest.raises(NotAllowed):
        labels.take_out_label(verdict=verdict, by=lin)


def test_what_is_brought_in_is_forgotten_in_time_with_who_labelled_it(
    county: Unit, zhou: Person, clockwork: Person
) -> None:
    said = labels.Said(text=SCAM, is_fraud=True, source="刑侦大队")
    (verdict,) = labels.bring_in_labels(said=[said], by=zhou)
    due = timezone.now() + timedelta(days=1096)
    forget_texts(at=due, by=clockwork)
    verdict.refresh_from_db()
    assert (verdict.text, verdict.labels.get().note) == ("", "")
    assert not any(part.texts for part in labelled())


def _previewed(client: Client, content: str, name: str) -> ImportRun:
    file = SimpleUploadedFile(name, content.encode())
    client.post(reverse("screening:import_labels"), {"file": file})
    return ImportRun.objects.latest("pk")


def _confirmed(client: Client, run: ImportRun, by: Person) -> ImportRun:
    client.post(_url("confirm", run))
    return do_rows(LABELS, ImportRun.objects.get(pk=run.pk), by)


def _url(page: str, run: ImportRun) -> str:
    return reverse(f"screening:import_labels_{page}", args=[run.pk])
