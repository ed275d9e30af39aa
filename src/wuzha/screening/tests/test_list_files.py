"""A list that somebody else keeps is looked at, taken in with its date, taken back."""

from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from wuzha.documents.models import ImportRun
from wuzha.organisation.importing import do_rows
from wuzha.organisation.models import Person, Unit
from wuzha.screening.actions.listings import list_value
from wuzha.screening.asking import ask
from wuzha.screening.models import Listing
from wuzha.screening.sheets import LISTINGS

SignIn = Callable[[Person], Client]
HEAD = "网址,来源,来源日期\n"
FILE = f"""{HEAD}http://shi-li-a.com/b?c=1,市局通报三,2026-08-20
0555-00012345,市局通报三,2026-08-20
shi-li-ok.com,市局通报三,2026-08-20
https://docs.google.com/forms/d/x,市局通报三,2026-08-20
96110,市局通报三,2026-08-20
shi-li-c.com,,2026-08-20
shi-li-d.com,市局通报三,2199-01-01
"""
NEWER = f"{HEAD}shi-li-a.com,市局通报四,2026-10-01\n"
ASKED = "活动详情见 shi-li-a.com/b"


def test_a_list_is_taken_in_with_its_day_and_taken_back(
    county: Unit, zhou: Person, signed_in: SignIn
) -> None:
    client = signed_in(zhou)
    list_value(kind="link", value="shi-li-ok.com", side="allow", source="备案", by=zhou)
    empty = client.get(reverse("screening:listings")).content.decode()
    assert "没有涉诈的号码" in empty and ask(ASKED).verdict == "none"

    first = _applied(client, zhou, FILE)
    assert (first.applied, first.errors) == (2, 5)
    assert ask(ASKED).verdict == "scam"
    looked = client.get(reverse("screening:import_listings_run", args=[first.pk]))
    assert "“96110”：这是公开的服务号码" in looked.content.decode()
    page = client.get(reverse("screening:listings")).content.decode()
    assert "市局通报三" in page and "2026年8月20日" in page

    newer = _applied(client, zhou, NEWER)
    assert (newer.to_update, newer.applied) == (1, 1)
    found = client.get(reverse("screening:listings"), {"value": "shi-li-a.com/x"})
    assert "市局通报四" in found.content.decode()
    assert "055500012345" not in found.content.decode()
    again = _previewed(client, FILE)
    assert (again.to_create, again.unchanged) == (0, 2)

    _undone(client, zhou, newer)
    assert Listing.objects.get(valid_to=None, source="市局通报三", kind="link").dated
    assert ask(ASKED).verdict == "scam"


def test_a_row_that_was_taken_back_marks_nothing(
    county: Unit, zhou: Person, signed_in: SignIn
) -> None:
    client = signed_in(zhou)
    run = _applied(client, zhou, NEWER)
    assert ask(ASKED).verdict == "scam"
    _undone(client, zhou, run)
    assert ask(ASKED).verdict == "none"


def test_what_many_share_is_not_listed_by_hand_either(
    county: Unit, zhou: Person, signed_in: SignIn
) -> None:
    sent = {"kind": "link", "value": "t.cn/a1", "side": "block", "source": "举报"}
    page = signed_in(zhou).post(reverse("screening:add_listing"), sent)
    assert "许多人共用这个网站" in page.content.decode()
    assert not Listing.objects.exists()


def _previewed(client: Client, content: str) -> ImportRun:
    file = SimpleUploadedFile("名单.csv", content.encode())
    client.post(reverse("screening:import_listings"), {"file": file})
    return ImportRun.objects.latest("pk")


def _applied(client: Client, by: Person, content: str) -> ImportRun:
    run = _previewed(client, content)
    client.post(reverse("screening:import_listings_confirm", args=[run.pk]))
    return do_rows(LISTINGS, ImportRun.objects.get(pk=run.pk), by)


def _undone(client: Client, by: Person, run: ImportRun) -> None:
    client.post(reverse("screening:import_listings_undo", args=[run.pk]))
    do_rows(LISTINGS, ImportRun.objects.get(pk=run.pk), by)
