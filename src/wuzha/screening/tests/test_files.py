"""A file of texts is judged row by row, filtered, taken away and taken back."""

from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from wuzha.audit.models import Entry
from wuzha.documents.models import ImportRun
from wuzha.organisation.importing import do_rows
from wuzha.organisation.models import Person, Unit
from wuzha.screening.models import Verdict
from wuzha.screening.sheets import TEXTS
from wuzha.screening.tests.made import PARCEL, SCAM

SignIn = Callable[[Person], Client]
CSV = f"编号,短信\nA-7,{SCAM}\nA-8,{PARCEL}\n,\n"
LINES = f'{{"id": "A-7", "text": "{SCAM}"}}\n{{"id": "A-9", "text": "{PARCEL}"}}\n'


def test_a_file_of_texts_becomes_a_table_of_verdicts(
    grid: Unit, hong: Person, signed_in: SignIn
) -> None:
    client = signed_in(hong)
    run = _applied(client, hong, "短信.csv", CSV)
    page = client.get(reverse("screening:results", args=[run.pk])).content.decode()
    assert page.index("A-7") < page.index("A-8")
    assert "很可能是诈骗" in page and "15400001234" not in page
    kept = Verdict.objects.get(verdict="scam")
    assert (kept.unit, kept.source, kept.text) == (grid, "file", SCAM)
    assert Entry.objects.filter(event="screening.file_asked").count() == 1

    scams = {"verdict": "scam"}
    only = client.get(reverse("screening:results", args=[run.pk]), scams)
    assert "A-7" in only.content.decode() and "A-8" not in only.content.decode()
    book = client.get(reverse("screening:export_results", args=[run.pk]), scams)
    assert b"".join(book).startswith(b"PK")  # type: ignore[arg-type]
    assert Entry.objects.filter(event="screening.exported").exists()

    client.post(reverse("screening:import_texts_undo", args=[run.pk]))
    do_rows(TEXTS, ImportRun.objects.get(pk=run.pk), hong)
    assert not Verdict.objects.exists()


def test_a_text_of_an_earlier_file_is_not_judged_again_and_still_told_of(
    grid: Unit, hong: Person, signed_in: SignIn
) -> None:
    client = signed_in(hong)
    _applied(client, hong, "短信.csv", CSV)
    again = _applied(client, hong, "短信.jsonl", LINES)
    assert (again.unchanged, again.applied) == (1, 1)
    page = client.get(reverse("screening:results", args=[again.pk])).content.decode()
    assert "A-7" in page and "A-9" in page and "A-8" not in page


def _applied(client: Client, by: Person, name: str, content: str) -> ImportRun:
    file = SimpleUploadedFile(name, content.encode())
    client.post(reverse("screening:import_texts"), {"file": file})
    run = ImportRun.objects.latest("pk")
    client.post(reverse("screening:import_texts_confirm", args=[run.pk]))
    return do_rows(TEXTS, ImportRun.objects.get(pk=run.pk), by)
