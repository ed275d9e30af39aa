"""Stages without the word: listed in one sentence, in lines, with blanked years."""

import pytest

from wuzha.reading.tests.plans.reading import plan

Stage = tuple[str, str | None, str | None]


def stages(text: str) -> list[Stage]:
    found = plan(f"云岭县反诈工作方案\n{text}\n五、工作要求\n1.加强宣传。\n").phases
    return [(one.name, one.start, one.end) for one in found]


@pytest.mark.parametrize(
    "said",
    [
        "部署发动（7月1日~7月20日）；全面推开（7月21日~9月底）；回头看（10月）。",
        "分三步走：部署发动，7月1日至20日；全面推开，7月21日至9月底；回头看，10月。",
        "部署发动:7月1日—20日;全面推开:7月21日—9月30日;回头看:10月。",
    ],
)
def test_one_sentence_lists_stages(said: str) -> None:
    assert stages(f"四、步骤\n{said}") == [
        ("部署发动", "XXXX-07-01", "XXXX-07-20"),
        ("全面推开", "XXXX-07-21", "XXXX-09-30"),
        ("回头看", "XXXX-10", "XXXX-10"),
    ]


def test_parts_with_deadlines_are_no_stages() -> None:
    assert stages("四、分工\n县公安局（7月1日前）；各镇政府（8月1日前）。") == []


def test_lines_of_dates_are_stages() -> None:
    said = "三、任务\n做好宣传。\n4月1日至4月20日 学习传达\n4月21日至10月底 全面铺开"
    assert stages(said) == [
        ("学习传达", "XXXX-04-01", "XXXX-04-20"),
        ("全面铺开", "XXXX-04-21", "XXXX-10-31"),
    ]


def test_a_stage_of_a_timetable_may_be_one_month() -> None:
    said = "四、时间\n（1）部署期 7月1日到7月10日。\n（2）评比期 12月份。"
    assert stages(said)[1] == ("评比期", "XXXX-12", "XXXX-12")


def test_blanked_years_stay() -> None:
    said = "二、步骤\n起步阶段20**年2月底前；推进阶段20**年3月—10月；总结阶段20**年11月"
    assert stages(said) == [
        ("起步阶段", None, "XXXX-02-28"),
        ("推进阶段", "XXXX-03", "XXXX-10"),
        ("总结阶段", "XXXX-11", "XXXX-11"),
    ]


def test_stages_of_a_list_whose_heading_was_lost() -> None:
    said = (
        "三、任务\n整治分几步进行，各步相互衔接。\n"
        "1.动员部署（5月中旬）。召开专题会议。\n2.集中整治（5月下旬至9月）。开展检查。\n"
        "3.总结提升（10月）。总结经验。\n"
    )
    assert [one[0] for one in stages(said)] == ["动员部署", "集中整治", "总结提升"]


def test_tasks_with_deadlines_are_no_stages() -> None:
    said = "三、任务\n1.建立台账（5月底前）。\n2.配备专员（6月底前）。各镇负责。"
    assert stages(said) == []


def test_the_whole_takes_place_from_day_to_day() -> None:
    said = "三、任务\n专项工作自20xx年10月8日开始，至12月31日结束，转入常态。"
    assert [one[1:] for one in stages(said)] == [("XXXX-10-08", "XXXX-12-31")]


def test_stages_are_called_periods() -> None:
    said = "四、进度管理\n1月～2月为准备期；3月～11月为实施期；12月为评价期。"
    assert [one[0] for one in stages(said)] == ["准备期", "实施期", "评价期"]


def test_the_whole_goes_on_from_today() -> None:
    said = "三、任务\n专项行动从即日起，到9月底结束，分三步走。"
    assert [one[1:] for one in stages(said)] == [(None, "XXXX-09-30")]
