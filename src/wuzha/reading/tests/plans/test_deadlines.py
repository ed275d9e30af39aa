"""By when: days behind a semicolon, of a title, of an event, of what is said of it."""

import pytest

from wuzha.reading.tests.plans.reading import item, task


def test_a_year_that_tells_since_when_is_not_that_of_the_deadline() -> None:
    said = "风控部对2022年以来的存量客户进行一次清查，8月底之前完成。"
    assert task(said).due == "XXXX-08-31"


def test_each_part_behind_a_semicolon_has_its_own_day() -> None:
    text = "团委4月8日前完成启动仪式；毕业生要见面谈话，谈话在5月20日前结束。"
    days = [one.due for one in item(text).tasks]
    assert days[:2] == ["XXXX-04-08", "XXXX-05-20"]


def test_what_is_said_of_this_work_holds_for_the_item() -> None:
    said = "县交通局督促网点严查包裹。这项工作要持续抓下去，不设时间限制。"
    assert task(said).due == "ongoing"


def test_a_title_with_a_date_is_one_task_with_what_follows_in_its_line() -> None:
    said = "配备反诈专员（3月15日前）。每家企业至少配备1名。由企业服务局负责统计。"
    found = task(said)
    assert found.text.startswith("1.配备反诈专员") or found.text.startswith("配备")
    assert (found.units, found.due) == (("企业服务局",), "XXXX-03-15")


@pytest.mark.parametrize(
    ("said", "due"),
    [
        ("县公安局6月2日上午9时在县文化广场举行启动仪式。", "XXXX-06-02"),
        ("县公安局一季度走访完14家企业。", "XXXX-03-31"),
        ("各班6月15日交心得体会。", "XXXX-06-15"),
    ],
)
def test_what_is_done_by_a_day_stands_behind_it(said: str, due: str) -> None:
    assert task(said).due == due


def test_a_task_on_one_day_is_due_then() -> None:
    said = "10月16日下午离园后，组织全体教职工集中学习。"
    assert task(said).due == "XXXX-10-16"


def test_what_is_due_this_month_is_not_the_end_of_the_item() -> None:
    said = "县公安局建立涉诈人员名单。本月25日前将名单逐级报送县反诈办公室备查。"
    assert task(said).due is None
