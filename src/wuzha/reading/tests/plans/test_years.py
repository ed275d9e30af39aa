"""Where a plan's year stands, and dates written with hours, slashes and two clauses."""

import pytest

from wuzha.reading.tests.plans.reading import duty, plan, task

BODY = "为做好防汛，制定本方案。\n一、活动时间\n{}\n二、要求\n1.各村要公示。\n"


@pytest.mark.parametrize(
    "head",
    [
        "（云汛〔2024〕7号）",
        "云汛〔2024〕7号 签发人：略",
        "发布者：办公室发布时间：2024-03-09浏览次数：10",
        "2024年3月9日06:25 | 来源：县报",
    ],
)
def test_the_head_of_the_paper_tells_the_year(head: str) -> None:
    read = plan(f"云岭县防汛方案\n{head}\n{BODY.format('从8月17日起至9月底。')}")
    (phase,) = read.phases
    assert (phase.start, phase.end) == ("2024-08-17", "2024-09-30")


def test_a_signature_before_the_lists_tells_the_year() -> None:
    lists = "".join(f"{name}村\n" for name in "甲乙丙丁戊")
    text = BODY.format("5月。") + f"云岭县防汛办\n2024年3月2日\n{lists}"
    assert plan(f"云岭县防汛方案\n{text}").year == 2024


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("10月1日0时至10月7日24时。", "XXXX-10-01", "XXXX-10-07"),
        ("3月1日起，12月底止。", "XXXX-03-01", "XXXX-12-31"),
        ("2024/6/1-6/30", "2024-06-01", "2024-06-30"),
        ("2024.6.1-2024.6.30", "2024-06-01", "2024-06-30"),
        ("6月5日（周三）至6月7日（周五）", "XXXX-06-05", "XXXX-06-07"),
    ],
)
def test_from_when_to_when(words: str, first: str, last: str) -> None:
    (phase,) = plan("云岭县防汛方案\n" + BODY.format(words)).phases
    assert (phase.start, phase.end) == (first, last)


def test_shares_are_no_days() -> None:
    assert plan("云岭县防汛方案\n" + BODY.format("1/2-2/3的村轮流。")).phases == ()


@pytest.mark.parametrize(
    ("sentence", "due"),
    [
        ("7月上旬，各镇完成互查。", "XXXX-07-10"),
        ("各镇上半年要完成一轮排查。", "XXXX-06-30"),
    ],
)
def test_when_stands_before_the_work(sentence: str, due: str) -> None:
    assert task(sentence).due == due


def test_a_system_and_its_day_are_one_duty() -> None:
    assert duty("实行月报制，于每月28日前报送。").monthday == (28,)


@pytest.mark.parametrize(
    "run",
    [
        "各村要贴公告2、甲所要登记3、乙办要值班",
        "各村要贴公告。2）甲所要登记。3）乙办要值班。",
    ],
)
def test_items_run_on_in_a_line(run: str) -> None:
    first = "1、" if "、" in run else "1）"
    text = f"云岭县防汛方案\n一、工作措施\n{first}{run}\n二、附件\n略。\n"
    assert [one.units for one in plan(text).tasks] == [("各村",), ("甲所",), ("乙办",)]
