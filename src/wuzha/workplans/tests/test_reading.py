"""A document becomes plans with their items, each with the characters that say it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from wuzha.audit.models import Entry
from wuzha.jobs.models import Job
from wuzha.lib.refused import NotAllowed, Refused
from wuzha.organisation.models import Person, Unit
from wuzha.reading.plan import Span
from wuzha.workplans import actions, intake
from wuzha.workplans.jobs import read_long
from wuzha.workplans.kinds import ItemKind
from wuzha.workplans.models import WorkPlan
from wuzha.workplans.states import PlanState
from wuzha.workplans.tests import make

SignIn = Callable[[Person], Client]

WORDS = """青石县反诈宣传月实施方案
一、主要任务
（一）张贴海报。各村在4月30日前把海报张贴到位。
（二）开展培训。各学校每月组织一次反诈培训。
"""


def test_each_item_keeps_the_characters_that_say_it(county: Unit, lin: Person) -> None:
    plan = make.uploaded(county, lin)
    assert plan.state == PlanState.READ
    assert (plan.title, plan.year) == (make.TITLE, 2026)
    said = [plan.text[item.start : item.end] for item in plan.items.all()]
    assert said == [make.AWARE, make.POSTERS, make.BANKS, make.WEEKLY, make.SPRING]
    kinds = [item.kind for item in plan.items.all()]
    assert kinds == ["target", "task", "task", "duty", "phase"]
    assert Entry.objects.filter(event="plan.uploaded").count() == 1


def test_the_text_and_the_file_are_sealed(county: Unit, lin: Person) -> None:
    plan = make.uploaded(county, lin)
    stored = WorkPlan.objects.filter(pk=plan.pk).values_list("text", flat=True)
    assert plan.text == make.TEXT
    assert list(stored) == [make.TEXT]
    field = WorkPlan._meta.get_field("text")
    assert make.TITLE not in str(field.get_prep_value(make.TEXT))


def test_plans_glued_into_one_file_are_a_row_each(county: Unit, lin: Person) -> None:
    half = make.TEXT.index(make.WORK)
    first = make.plan(
        source=Span(0, half), tasks=(), duties=(), phases=(), unread=(), outline=()
    )
    second = make.plan(source=Span(half, len(make.TEXT)), title="任务", targets=())
    second = replace(second, outline=(), groups=())
    plan = make.uploaded(county, lin, first, second)
    other = WorkPlan.objects.exclude(pk=plan.pk).get()
    assert other.text.startswith(make.WORK)
    (item,) = other.items.filter(kind=ItemKind.DUTY)
    assert other.text[item.start : item.end] == make.WEEKLY
    assert plan.text == make.TEXT[:half]


def test_nobody_without_the_right_uploads(county: Unit, hong: Person) -> None:
    with pytest.raises(NotAllowed):
        make.uploaded(county, hong)


def test_a_long_document_is_read_by_a_job(
    county: Unit, lin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "READ_AT_ONCE", 10)
    file = SimpleUploadedFile("方案.txt", WORDS.encode())
    document = intake.opened(file, name="方案.txt")
    plan = actions.upload_plan(unit=county, document=document, by=lin)
    assert plan.state == PlanState.READING
    assert Job.objects.get().name == "workplans.read"
    read_long(plan=plan.pk, by=lin)
    read_long(plan=plan.pk, by=lin)
    plan.refresh_from_db()
    assert plan.state == PlanState.READ
    assert plan.items.count() == WorkPlan.objects.get().items.count() > 0


def test_a_document_is_uploaded_and_shown_beside_what_was_read(
    county: Unit, village: Unit, lin: Person, signed_in: SignIn
) -> None:
    client = signed_in(lin)
    file = SimpleUploadedFile("方案.txt", WORDS.encode())
    answer = client.post(
        reverse("plan_new"), {"file": file, "unit": county.pk}, follow=True
    )
    assert answer.status_code == 200
    page = answer.text
    plan = WorkPlan.objects.get()
    for item in plan.items.all():
        assert f'id="item-{item.pk}"' in page
    assert "张贴海报" in page
    assert client.get(reverse("plans")).text.count(plan.title) >= 1


def test_the_original_is_given_back_as_it_came(
    county: Unit, lin: Person, signed_in: SignIn
) -> None:
    plan = make.uploaded(county, lin)
    answer = signed_in(lin).get(reverse("plan_original", args=[plan.pk]))
    assert answer.content.decode().strip() == make.TEXT
    assert "attachment" in answer["Content-Disposition"]


def test_a_picture_is_no_plan(county: Unit) -> None:
    file: Any = SimpleUploadedFile("扫描.png", b"\x89PNG\r\n\x1a\n0000")
    with pytest.raises(Refused):
        intake.opened(file, name="扫描.png")


def test_a_document_in_which_nothing_was_found_is_shown_whole(
    county: Unit, lin: Person
) -> None:
    document = replace(make.document(text="没有条目。"), plans=())
    plan = actions.upload_plan(unit=county, document=document, by=lin)
    plan.refresh_from_db()
    assert plan.text == "没有条目。"
    assert plan.unread == [[0, 5, None]]
