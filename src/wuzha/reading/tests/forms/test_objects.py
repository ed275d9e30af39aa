import json
from typing import Any

from wuzha.reading.forms import written
from wuzha.reading.tests.forms.plans import HEADING, PLAN, TEXT, reading


def objects(*plans: Any, with_people: bool = False) -> dict[str, Any]:
    line = written(reading(*plans, with_people=with_people), "json")
    assert "\n" not in line
    made: dict[str, Any] = json.loads(line)
    return made


def test_items_have_the_agreed_form() -> None:
    made = objects()
    assert made["title"] == "清溪县反诈工作方案"
    assert made["phases"] == [
        {
            "source": list(HEADING),
            "name": "宣传发动",
            "start": "XXXX-05-08",
            "end": "XXXX-06",
            "rules": ["phase"],
        }
    ]
    task, duty, target = made["tasks"][0], made["duties"][0], made["targets"][0]
    assert (task["lead"], task["units"]) == (["公安局"], ["教育局", "各学校"])
    assert task["due"] == "XXXX-06-30"
    assert (duty["kind"], duty["per"], duty["at_least"]) == ("report", "month", 1)
    assert (duty["weekday"], duty["monthday"]) == (None, [13, 28])
    assert duty["yearday"] is None
    assert (duty["time"], duty["to"]) == (None, "县反诈办")
    assert (target["op"], target["value"], target["unit"]) == (">=", 95.5, "%")


def test_every_source_points_into_the_text() -> None:
    made = objects()
    assert made["media"] == "text" and made["encoding"] == "utf-8"
    for item in made["tasks"] + made["noise"] + made["unread"]:
        start, end = item["source"]
        assert TEXT[start:end] == item["text"]


def test_the_rest_of_the_document_is_there_too() -> None:
    made = objects()
    assert made["outline"][0]["title"] == "宣传发动阶段"
    assert made["attachments"][0]["title"] == "任务分解表"
    assert made["numbers"][0] == {
        "source": [7, 9],
        "number": "清政发〔2026〕1号",
        "own": True,
    }
    assert [one["reason"] for one in made["unread"]] == ["background"]


def test_names_of_persons_are_shown_only_when_asked() -> None:
    post = objects()["organisation"][0]["posts"][0]
    assert post["holders"] == ["副县长"] and "people" not in post
    post = objects(with_people=True)["organisation"][0]["posts"][0]
    assert post["people"] == ["甲某"]


def test_several_plans_are_also_given_apart() -> None:
    made = objects(PLAN, PLAN)
    assert len(made["tasks"]) == 2
    assert [len(plan["tasks"]) for plan in made["plans"]] == [1, 1]
    assert made["plans"][1]["source"] == [0, len(TEXT)]
    assert "plans" not in objects()


def test_a_document_without_a_plan_has_empty_lists() -> None:
    empty = reading()
    line = written(type(empty)(empty.name, empty.source, ()), "json")
    made = json.loads(line)
    assert (made["title"], made["tasks"], made["unread"]) == ("", [], [])


def test_the_text_is_exactly_what_offsets_count_in() -> None:
    assert written(reading(), "text") == TEXT
