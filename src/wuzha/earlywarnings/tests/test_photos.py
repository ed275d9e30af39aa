"""A photo may be added and need not; what it carries besides the picture is dropped."""

import base64
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from wuzha.audit.models import Entry
from wuzha.earlywarnings import actions
from wuzha.earlywarnings.models import Dissuasion, MeetingPhoto
from wuzha.earlywarnings.photos import LARGEST, bare_jpeg
from wuzha.earlywarnings.tests.making import receive
from wuzha.lib.refused import Refused
from wuzha.organisation.models import Person


def segment(marker: int, payload: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(payload) + 2).to_bytes(2) + payload


SOI, EOI = b"\xff\xd8", b"\xff\xd9"
JFIF = segment(0xE0, b"JFIF\x00\x01")
EXIF = segment(0xE1, b"Exif\x00\x00GPS 29.1N 106.3E \xff\xd9 phone")
TABLE = segment(0xDB, b"\x00" + bytes(range(64)))
COMMENT = segment(0xFE, b"taken by somebody")
SCAN = segment(0xDA, b"\x01\x01\x00") + b"\x12\xff\x00\x34\xff\xd0\x56"
PICTURE = SOI + JFIF + EXIF + COMMENT + TABLE + SCAN + SCAN + EOI
BARE = SOI + JFIF + TABLE + SCAN + SCAN + EOI


def test_place_device_and_remarks_are_dropped_and_the_picture_stays() -> None:
    assert bare_jpeg(PICTURE + b"hidden video") == BARE


@pytest.mark.parametrize(
    "content",
    [b"", b"GIF89a", SOI, SOI + JFIF, BARE[:-2], SOI + b"\xff\xe1\x00", b"MZ" + BARE],
)
def test_what_is_no_whole_jpeg_is_refused(content: bytes) -> None:
    with pytest.raises(Refused, match="JPEG"):
        bare_jpeg(content)


def test_what_is_too_large_is_refused() -> None:
    with pytest.raises(Refused, match="5 MB"):
        bare_jpeg(BARE + bytes(LARGEST))


@pytest.fixture
def case(lin: Person, su: Person, hong: Person) -> Dissuasion:
    case = receive(by=lin)
    actions.record_meeting(
        dissuasion=case,
        key=uuid4(),
        meeting=actions.MeetingIn(fraud_class="F02"),
        by=hong,
    )
    return case


def uploaded(client: Client, case: Dissuasion, content: bytes = PICTURE) -> int:
    url = reverse("earlywarnings:add_photo", args=(case.pk,))
    file = SimpleUploadedFile("IMG_0001.jpg", content, "image/jpeg")
    return client.post(url, {"photo": file}).status_code


@pytest.mark.django_db
def test_a_photo_is_kept_sealed_once_and_each_look_is_recorded(
    case: Dissuasion, hong: Person, lin: Person, signed_in: Callable[[Person], Client]
) -> None:
    phone = signed_in(hong)
    assert [uploaded(phone, case), uploaded(phone, case)] == [302, 302]
    photo = MeetingPhoto.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT image FROM earlywarnings_meetingphoto")
        (stored,) = cursor.fetchone()
    assert stored.startswith("w1.")
    assert base64.b64decode(photo.image) == BARE
    answer = signed_in(lin).get(reverse("earlywarnings:photo", args=(photo.pk,)))
    assert (answer.content, answer["Content-Type"]) == (BARE, "image/jpeg")
    assert Entry.objects.filter(event="dissuasion.photo_seen", by="lin").count() == 1


@pytest.mark.django_db
def test_a_few_photos_are_enough(case: Dissuasion, hong: Person) -> None:
    for number in range(3):
        other = BARE.replace(b"\x12", bytes((number,)))
        actions.add_photo(dissuasion=case, content=other, by=hong)
    with pytest.raises(Refused, match="最多保存 3 张"):
        actions.add_photo(dissuasion=case, content=BARE, by=hong)


@pytest.mark.django_db
def test_a_renamed_file_is_refused_in_words(
    case: Dissuasion, hong: Person, signed_in: Callable[[Person], Client]
) -> None:
    assert uploaded(signed_in(hong), case, b"MZ\x90\x00 not a picture") == 409
    assert not MeetingPhoto.objects.exists()


@pytest.mark.django_db
def test_without_a_meeting_there_is_nothing_to_show(
    lin: Person, hong: Person, su: Person
) -> None:
    with pytest.raises(Refused, match="没有见面"):
        actions.add_photo(dissuasion=receive(by=lin), content=PICTURE, by=hong)
